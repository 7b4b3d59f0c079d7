"""How long asks wait for the database, and when it is kinder to send them away at once."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

LONGEST_WAIT: Final = 2.0
"""Seconds that an ask may have to wait before its own batch begins; a phone keeps what is sent away."""

MATTERS_FROM: Final = 0.1
"""Seconds that a batch takes when waiting begins to be worth a thought."""

HANGS_AFTER: Final = 4.0
"""Seconds after which a batch counts as hanging."""

LATEST_RETRY: Final = 10
"""Seconds after which to come again, at most."""


class Pressure:
    """Watches the batches of one process go by, at two clock readings each.

    `matters` is false while batches are quick: whoever queues need look no further.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began: list[float] = []
        self._last = 0.0
        self._hung = 0.0
        self._hung_until = 0.0
        self.matters = False

    def begin(self) -> float:
        """A batch begins; gives what ends it."""
        began = self._clock()
        self._began.append(began)
        return began

    def end(self, began: float) -> None:
        """It has been answered, well or not."""
        self._began.remove(began)
        now = self._clock()
        self._last = now - began
        if self._last > HANGS_AFTER:
            self._hung, self._hung_until = self._last, now
        elif began >= self._hung_until:
            self._hung = 0.0
        self.matters = self._last > MATTERS_FROM

    def look(self) -> None:
        """See whether the batch under way is a long one."""
        self.matters = self.matters or self.under_way > MATTERS_FROM

    @property
    def under_way(self) -> float:
        """Seconds since the oldest batch under way began; 0 where there is none."""
        return self._clock() - min(self._began) if self._began else 0.0

    def wait(self, batches_ahead: int) -> float:
        """Seconds that an ask will wait behind the batch under way and so many whole ones.

        Batches are taken to last as long as the last one did; of one that takes longer, nobody knows the end.
        """
        under_way = self.under_way
        if under_way > LONGEST_WAIT:
            return under_way
        left = max(0.0, self._last - under_way) if self._began else 0.0
        return left + batches_ahead * self._last

    def retry_after(self, batches_ahead: int) -> int | None:
        """Seconds after which to come again where the wait would be too long, else None."""
        wait = self.wait(batches_ahead)
        return min(math.ceil(wait), LATEST_RETRY) if wait > LONGEST_WAIT else None

    @property
    def stalled(self) -> float:
        """Seconds that a batch hangs, or has hung of late: what hung a moment ago will hardly go now."""
        if self._began:
            return self.under_way
        return self._hung if self._clock() - self._hung_until < HANGS_AFTER else 0.0

    @property
    def hangs(self) -> bool:
        """Whether the batch under way has had no answer for so long that what waits is better sent away."""
        return self.under_way > HANGS_AFTER
