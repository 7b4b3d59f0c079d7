"""Goes through many rows, or deletes old ones, in pieces, so that no statement runs out of its time."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db.models import QuerySet

AT_ONCE: Final = 10_000

Progress = Callable[[int, int], object]
"""Told how many pieces are done, and of how many."""


def unseen(_done: int, _all: int) -> None:
    """Progress that nobody watches."""


def ranges(rows: QuerySet[Any], key: str, *, at_once: int = AT_ONCE) -> Iterator[tuple[Any, Any]]:
    """Cut rows by the order of an indexed key: the first and the last key of each `at_once` rows.

    The rest of those that have a last key belong to the same range.
    """
    left = rows = rows.order_by(key)
    while keys := list(left.values_list(key, flat=True)[:at_once]):
        yield keys[0], keys[-1]
        left = rows.filter(**{f"{key}__gt": keys[-1]})


def delete_oldest(old: QuerySet[Any], key: str) -> int:
    """Delete rows by the order of an indexed key; returns how many went.

    A statement takes AT_ONCE rows and the rest of those that have the last one's key.
    """
    old = old.order_by(key)
    gone, left = 0, old
    while (last := left.values_list(key, flat=True)[AT_ONCE - 1 :].first()) is not None:
        gone += left.filter(**{f"{key}__lte": last}).delete()[0]
        left = old.filter(**{f"{key}__gt": last})  # until the transaction ends, deleted rows lie in the way
    return gone + left.delete()[0]
