"""Venues as the gate reads them: kept for two seconds after they were asked for."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from gapura.gate import store
from gapura.gate.model import Venue
from gapura.gate.problems import Problem
from gapura.gate.store import Link
from gapura.gate.wire import LostError, RefusedError

KEPT: Final = 2.0
"""Seconds for which a venue's name, capacity, doors and rules are taken as read."""

MOST_KEPT: Final = 50_000
log = logging.getLogger(__name__)


class Reading:
    """Venues by number. Numbers asked for while a read is under way share the next one."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._kept: dict[int, tuple[float, Venue | None]] = {}
        self._wanted: dict[int, asyncio.Future[Venue | None]] = {}
        self._loop = asyncio.get_running_loop()
        self._reader: asyncio.Task[None] | None = None

    def held(self, number: int) -> Venue | None:
        """The venue where it is fresh at hand."""
        kept = self._kept.get(number)
        return kept[1] if kept is not None and kept[0] > self._loop.time() else None

    async def venue(self, number: int) -> Venue | None:
        """The venue of a number; None where no venue ever had it. Raises Problem try-again."""
        kept = self._kept.get(number)
        if kept is not None and kept[0] > self._loop.time():
            return kept[1]
        waiting = self._wanted.get(number)
        if waiting is None:
            waiting = self._wanted[number] = self._loop.create_future()
        if self._reader is None:
            self._reader = asyncio.create_task(self._read())
        return await asyncio.shield(waiting)

    async def close(self) -> None:
        """Let go of the connection."""
        if self._reader is not None:
            await self._reader
        await self._link.close()

    async def _read(self) -> None:
        while self._wanted:
            wanted, self._wanted = self._wanted, {}
            try:
                found = await self._fetch(list(wanted))
            except Exception:
                log.exception("venues cannot be read")
                _refuse(wanted)
            else:
                self._keep(wanted, found)
        self._reader = None

    async def _fetch(self, numbers: list[int]) -> dict[int, Venue]:
        """A lost connection is worth one more try: the server may have restarted since."""
        try:
            rows = await self._link.trip(store.venues(numbers))
        except (LostError, RefusedError):
            rows = await self._link.trip(store.venues(numbers))
        return {venue.number: venue for venue in store.venue_rows(rows[0])}

    def _keep(self, wanted: dict[int, asyncio.Future[Venue | None]], found: dict[int, Venue]) -> None:
        now = self._loop.time()
        if len(self._kept) > MOST_KEPT:
            self._kept = {number: kept for number, kept in self._kept.items() if kept[0] > now}
        for number, waiting in wanted.items():
            venue = found.get(number)
            self._kept[number] = (now + KEPT, venue)
            waiting.set_result(venue)


def _refuse(wanted: dict[int, asyncio.Future[Venue | None]]) -> None:
    for waiting in wanted.values():
        waiting.set_exception(Problem("try-again"))
        waiting.exception()  # whoever asked may be gone
