"""How often one device may ask: far more than a person needs, too little to take the gate from the others."""

from __future__ import annotations

from array import array
from typing import Final

from gapura.gate.model import MINUTE, Holder, ScannerHolder
from gapura.gate.problems import Problem

MOST: Final = 3000
"""Well-formed requests of one device in a minute, by this process; a batch is one."""

GUESSES: Final = 30
"""Codes with a wrong signature or check character that one device may send in a minute."""

SLOTS: Final = 1 << 20
"""Counters. Two devices rarely share one, and memory stays the same whoever asks."""


class Limit:
    """Counts requests by device in minutes that begin with the first of them."""

    def __init__(self) -> None:
        self._counts = _none_yet()
        self._until = 0

    def guess(self, holder: Holder, now: int) -> None:
        """Count a code that was never printed; Problem too-many-requests after too many to be slips.

        From then on the device waits for its next minute, whatever it asks: a right guess says nothing.
        """
        self.take(holder, now, MOST // GUESSES)

    def take(self, holder: Holder | ScannerHolder, now: int, cost: int = 1) -> None:
        """Count one request, or what is as bad as several.

        Problem too-many-requests where a device has had its share of this minute.
        """
        if now >= self._until:
            self._counts = _none_yet()
            self._until = now + MINUTE
        slot = hash(holder) % SLOTS
        count = self._counts[slot]
        if count >= MOST:
            raise Problem("too-many-requests", retry_after=(self._until - now) // 1000 + 1)
        self._counts[slot] = min(count + cost, MOST)


def _none_yet() -> array[int]:
    return array("H", bytes(2 * SLOTS))
