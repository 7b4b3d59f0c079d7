"""Doing one thing after another in a job, so that the fault of one holds up none of the others."""

import logging
from collections.abc import Callable, Iterable

from django.db import OperationalError

log = logging.getLogger(__name__)


def each_alone(act: Callable[..., int], keys: Iterable[object], *given: object) -> int:
    """Do an act for each key; how much they did together, or for how many where each says only whether.

    What fails is logged and tried again by the next run. Where the database is away the job fails.
    """
    return sum(_alone(act, key, given) for key in keys)


def _alone(act: Callable[..., int], key: object, given: tuple[object, ...]) -> int:
    try:
        return act(key, *given)
    except OperationalError:
        raise
    except Exception:
        log.exception("%s could not be done for %s", act.__qualname__, key)
        return 0
