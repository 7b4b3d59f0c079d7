"""What a gate does besides answering: coming days get their partitions, forgotten visits get their end."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

from gapura.core import days
from gapura.gate import store
from gapura.gate.model import DAY, LAST_ID, MINUTE, first_id
from gapura.gate.store import Link
from gapura.gate.wire import LostError, RefusedError

SWEEP: Final = 30.0
MAKE: Final = 3600.0
RETRY: Final = 5.0
SHORTEST_STAY: Final = 5 * MINUTE
log = logging.getLogger(__name__)


class Upkeep:
    """Two loops on one connection; several gates may run them at once."""

    def __init__(self, link: Link, retention_days: int) -> None:
        self._link = link
        self._retention_days = retention_days
        self._tasks: list[asyncio.Task[None]] = []
        self._one_at_a_time = asyncio.Lock()

    def start(self) -> None:
        """Begin with both at once."""
        self._tasks = [
            asyncio.create_task(self._every(MAKE, self.make_partitions)),
            asyncio.create_task(self._every(SWEEP, self.close_overdue)),
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

    async def close_overdue(self) -> None:
        """Close every visit past its limit; ids are in order of time, so a range of them is enough."""
        now = _now()
        oldest = first_id(now - (self._retention_days + 1) * DAY)
        newest = first_id(now - SHORTEST_STAY + 10 * MINUTE)
        while True:
            rows = await self._link.trip(store.close_overdue(oldest, min(newest, LAST_ID), now))
            if int(rows[0][0][0] or 0) == 0:
                return


def _now() -> int:
    return time.time_ns() // 1_000_000
