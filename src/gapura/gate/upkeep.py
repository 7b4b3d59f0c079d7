"""What a gate does besides answering: days made ahead, forgotten visits ended, its minutes noted."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

from gapura.core import days
from gapura.gate import store
from gapura.gate.minutes import Minutes
from gapura.gate.model import DAY, LAST_ID, MINUTE, first_id
from gapura.gate.store import Claim, Link
from gapura.gate.wire import LostError, RefusedError

SWEEP: Final = 30.0
SWEEP_ALL: Final = 600.0
MAKE: Final = 3600.0
NOTE: Final = 60.0
RETRY: Final = 5.0
SHORTEST_STAY: Final = 5 * MINUTE
LONGEST_STAY: Final = DAY
SKEW: Final = MINUTE
"""How far a client's clock, which made the id, is nearly always from ours, which made the limit."""

MOST_SKEW: Final = 15 * MINUTE
"""How far it may be at all."""

STRIDE: Final = 5 * MINUTE
"""Ids that a first statement looks at. After a quick one the next looks at twice as many."""

QUICK, SLOW = 0.01, 0.05
"""Seconds."""

log = logging.getLogger(__name__)


class Upkeep:
    """Loops on one connection; several gates may run them at once, and share the sweeping out."""

    def __init__(self, link: Link, retention_days: int, minutes: Minutes) -> None:
        self._link = link
        self._minutes = minutes
        self._retention_days = retention_days
        self._tasks: list[asyncio.Task[None]] = []
        self._one_at_a_time = asyncio.Lock()
        self._fresh = True

    def start(self) -> None:
        """Begin with all at once."""
        self._tasks = [
            asyncio.create_task(self._every(MAKE, self.make_partitions)),
            asyncio.create_task(self._every(SWEEP_ALL, self.close_all)),
            asyncio.create_task(self._every(SWEEP, self.close_due)),
            asyncio.create_task(self._every(NOTE, self.note_minute)),
        ]

    async def stop(self) -> None:
        """Give up what is under way; it is whole or undone."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._link.close()

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            pause = seconds
            try:
                async with self._one_at_a_time:
                    await work()
            except (LostError, RefusedError) as error:
                log.warning("%s failed: %s", work.__name__, error)
                pause = min(RETRY, seconds)
            await asyncio.sleep(pause)

    async def make_partitions(self) -> None:
        """Every day that a check-in may fall on, from the oldest kept to a week ahead."""
        first, last = days.kept(datetime.now(UTC).date(), self._retention_days)
        await self._link.trip(store.make_partitions(first.isoformat(), last.isoformat()))

    async def note_minute(self) -> None:
        """Say what this gate did since it said so last."""
        await self._minutes.note(self._link, _now())

    async def close_due(self) -> None:
        """Close what has come to its limit since the last time.

        An id carries when the visit began, so for each stay limit a short range of ids is enough.
        """
        now = _now()
        claim = await self._claim("due", now, SWEEP / 2)
        if claim is None:
            return
        since = max(min(claim.until, now), now - 4 * STRIDE)  # `close_all` looks further back
        for stay in claim.stays:
            await self._close(since - stay - SKEW, now - stay + SKEW, now)
        await self._link.trip(store.swept("due", now))

    async def close_all(self) -> None:
        """Close whatever is past its limit, also where a clock was off or a venue's limit has changed since.

        What began longer ago than any visit lasts was looked at already, unless no gate ran meanwhile. A gate
        that starts does not rely on others having looked.
        """
        now = _now()
        claim = await self._claim("all", now, 0 if self._fresh else SWEEP_ALL / 2)
        if claim is None:
            return
        since = min(claim.until, now) - LONGEST_STAY - MOST_SKEW
        await self._close(since, now - SHORTEST_STAY + MOST_SKEW, now)
        await self._link.trip(store.swept("all", now))
        self._fresh = False

    async def _claim(self, name: str, now: int, pause: float) -> Claim | None:
        rows = await self._link.trip(store.claim_sweep(name, now, pause))
        return store.claim(rows[0])

    async def _close(self, start: int, end: int, now: int) -> None:
        """Close what is overdue of ids in a range of time (milliseconds), a stride at a time.

        Each statement is short whatever the traffic, and a time when nobody came is passed by in a few.
        """
        start = max(start, now - (self._retention_days + 1) * DAY)
        stride = STRIDE
        while start < end:
            after = min(start + stride, end)
            overdue = store.close_overdue(first_id(start), min(first_id(after), LAST_ID), now)
            began = time.perf_counter()
            rows = await self._link.trip(overdue)
            stride = _next(stride, time.perf_counter() - began)
            if int(rows[0][0][0] or 0) == 0:
                start = after


def _next(stride: int, took: float) -> int:
    """The stride after one that took so many seconds."""
    if took < QUICK:
        return min(2 * stride, DAY)
    return max(stride // 2, MINUTE) if took > SLOW else stride


def _now() -> int:
    return time.time_ns() // 1_000_000
