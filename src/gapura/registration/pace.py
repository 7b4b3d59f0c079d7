"""How often somebody may do a thing, counted for all processes together."""

import time
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction

from gapura.common import locks
from gapura.common.fields import lookup_hash


class TooOftenError(Exception):
    """This was done too often just now."""


def spend(kind: str, who: str, *, most: int, within: timedelta) -> None:
    """Count one more time for `who`, of whom only a keyed hash is kept. Raises TooOftenError after `most`."""
    if not _counted(kind, who, most, within, more=1):
        raise TooOftenError


def is_spent(kind: str, who: str, *, most: int, within: timedelta) -> bool:
    """Whether the next `spend` would be refused."""
    return not _counted(kind, who, most, within, more=0)


@transaction.atomic
def _counted(kind: str, who: str, most: int, within: timedelta, *, more: int) -> bool:
    seconds = int(within.total_seconds())
    mark = lookup_hash(f"pace:{kind}", who)
    if more:
        locks.hold(mark)
    key = f"pace:{mark.hex()[:32]}:{int(time.time()) // seconds}"
    count = cache.get(key, 0)
    if count >= most:
        return False
    if more:
        cache.set(key, count + more, seconds)
    return True
