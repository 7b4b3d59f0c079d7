"""When a connection's plans are to be made anew: one that was made for an empty day may walk a full one."""

from __future__ import annotations

from typing import Final

FIRST: Final = 100
"""Visits of a day after which its first plans are made anew."""


class Plans:
    """Watches a day fill, as far as one connection fills it.

    Of a day that was analysed while empty (by a nightly job over all tables, say) every plan seems to cost
    the same, and PostgreSQL keeps whichever it took until it has looked at the day by itself, in a minute at
    best. With as many pages as there are, it takes the keys. Making plans anew costs some milliseconds.
    """

    def __init__(self) -> None:
        self._day = ""
        self._written = 0
        self._next = FIRST

    def outgrown(self, day: str, written: int) -> bool:
        """Count visits written on a day; whether they have doubled since plans were made for it."""
        if day != self._day:
            self._day, self._written, self._next = day, 0, FIRST
        self._written += written
        if self._written < self._next:
            return False
        self._next = 2 * self._written
        return True
