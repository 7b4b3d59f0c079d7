"""Deletes what is past its term piece by piece, so that no statement runs into the time that one may take."""

from typing import Any, Final

from django.db.models import QuerySet

AT_ONCE: Final = 10_000


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
