"""Identifiers that carry their own time (UUID version 7, RFC 9562)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def new_id(at: datetime | None = None) -> UUID:
    """A fresh id of the moment `at` (aware; now when left out); `ValueError` for a naive or unfit time."""
    if at is None:
        return uuid7()
    if at.utcoffset() is None:
        raise ValueError("the time of an id needs a time zone")
    milliseconds = (at - _EPOCH) // _MILLISECOND
    if milliseconds < 0:
        raise ValueError("the time of an id cannot be before 1970")
    return uuid7(nanoseconds=milliseconds * 1_000_000)


def read_id(text: str) -> UUID | None:
    """The id that is written in an address, a form or a message; None where `text` is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def time_of(id: UUID) -> datetime:
    """The UTC moment, to the millisecond, at which `id` was made; `ValueError` unless it is version 7."""
    if id.version != 7:
        raise ValueError("the id is not a UUID of version 7")
    try:
        return _EPOCH + (id.int >> 80) * _MILLISECOND
    except OverflowError as error:
        raise ValueError("the time of the id lies beyond the calendar") from error


def day_of(id: UUID) -> date:
    """The UTC date of the id's time."""
    return time_of(id).date()


def first_id(at: datetime) -> UUID:
    """The lowest id of the moment `at` (aware): ids of that millisecond or later are not lower."""
    return UUID(int=(at - _EPOCH) // _MILLISECOND << 80)
