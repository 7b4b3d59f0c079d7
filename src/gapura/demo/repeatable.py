"""Ids that carry a time like all others, and are the same for the same seed."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def repeatable_id(at: datetime, rng: Random) -> UUID:
    """A UUIDv7 of the moment `at` whose 74 random bits come from `rng`."""
    milliseconds = (at - _EPOCH) // timedelta(milliseconds=1)
    return UUID(int=milliseconds << 80 | 7 << 76 | rng.getrandbits(12) << 64 | 2 << 62 | rng.getrandbits(62))
