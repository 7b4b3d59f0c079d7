"""Venues as the gate reads them: kept for two seconds after they were asked for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Container
from typing import Final, TypeVar

from gapura.gate import store
from gapura.gate.model import Venue
from gapura.gate.problems import Problem
from gapura.gate.store import Link
from gapura.gate.wire import LostError, RefusedError

KEPT: Final = 2.0
"""Seconds for which a venue's name, capacity, doors and rules are taken as read."""

LIVELY: Final = 60.0
"""Seconds after which a venue that nobody asked for is read again only when somebody does."""

MOST_AT_ONCE: Final = 1000
MOST_KEPT: Final = 50_000
T = TypeVar("T")
log = logging.getLogger(__name__)


class NotAtHandError(LookupError):
    """A venue must be read from the database before there is an answer."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number: Final = number


class Reading:
    """Venues by number. A read fetches all that were asked for of late, so that few requests ever wait."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._kept: dict[int, tuple[float, Venue | None]] = {}
        self._asked: dict[int, float] = {}
        self._wanted: dict[int, asyncio.Future[Venue | None]] = {}
        self._loop = asyncio.get_running_loop()
        self._reader: asyncio.Task[None] | None = None
        self._quiet_until = 0.0

    def held(self, number: int) -> Venue | None:
        """The venue of a number, None where there never was one. Raises NotAtHandError unless it is fresh."""
        now = self._loop.time()
        self._asked[number] = now
        kept = self._kept.get(number)
        if kept is None or kept[0] <= now:
            raise NotAtHandError(number)
        return kept[1]

    async def venue(self, number: int) -> Venue | None:
        """The same, read first where it must be. Raises Problem try-again."""
        try:
            return self.held(number)
        except NotAtHandError:
            return await self._wait_for(number)

    async def with_venues(self, make: Callable[[], T]) -> T:
        """What `make` makes of venues that are held; those that are not are read first."""
        while True:
            try:
                return make()
            except NotAtHandError as missing:
                await self._wait_for(missing.number)

    async def _wait_for(self, number: int) -> Venue | None:
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
            numbers = [*wanted, *self._lively(wanted)]
            try:
                found = await self._fetch(numbers)
            except Exception as error:
                self._complain(error)
                _refuse(wanted)
            else:
                self._keep(numbers, found)
                for number, waiting in wanted.items():
                    waiting.set_result(found.get(number))
        self._reader = None

    def _complain(self, error: Exception) -> None:
        """Once a second is enough: with the database away, every request fails here."""
        if self._loop.time() > self._quiet_until:
            self._quiet_until = self._loop.time() + 1.0
            told = isinstance(error, LostError | RefusedError)
            log.warning("venues cannot be read: %s", error, exc_info=None if told else error)

    def _lively(self, wanted: Container[int]) -> list[int]:
        """Other numbers asked for of late."""
        since = self._loop.time() - LIVELY
        if len(self._asked) > MOST_KEPT:
            self._asked = {number: at for number, at in self._asked.items() if at > since}
        newest = sorted(self._asked.items(), key=lambda item: -item[1])[:MOST_AT_ONCE]
        return [number for number, at in newest if at > since and number not in wanted]

    async def _fetch(self, numbers: list[int]) -> dict[int, Venue]:
        """A lost connection is worth one more try: the server may have restarted since."""
        try:
            rows = await self._link.trip(store.venues(numbers))
        except (LostError, RefusedError):
            rows = await self._link.trip(store.venues(numbers))
        return {venue.number: venue for venue in store.venue_rows(rows[0])}

    def _keep(self, numbers: list[int], found: dict[int, Venue]) -> None:
        until = self._loop.time() + KEPT
        if len(self._kept) > MOST_KEPT:
            self._kept = {}
        for number in numbers:
            self._kept[number] = (until, found.get(number))


def _refuse(wanted: dict[int, asyncio.Future[Venue | None]]) -> None:
    for waiting in wanted.values():
        waiting.set_exception(Problem("try-again"))
        waiting.exception()  # whoever asked may be gone
