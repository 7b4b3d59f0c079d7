"""Doing one thing after another in a job, so that the fault of one holds up none of the others."""

import logging
from collections.abc import Callable, Iterable

from django.db import OperationalError

log = logging.getLogger(__name__)


def each_alone(act: Callable[..., bool], keys: Iterable[object], *given: object) -> int:
    """Do an act for each key; for how many it was done.

    What fails is logged and tried again by the next run. Where the database is away the job fails.
    """
    return sum(_alone(act, key, given) for key in keys)


def _alone(act: Callable[..., bool], key: object, given: tuple[object, ...]) -> bool:
    try:
        return act(key, *given)
    except OperationalError:
        raise
    except Exception:
        log.exception("%s could not be done for %s", act.__qualname__, key)
        return False
