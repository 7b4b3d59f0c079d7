"""Natural group commit: what arrives while a batch is under way forms the next one.

Two batches share a connection: one is read and decided while the other is written and answered. Nobody waits
for a timer: a request that is alone is a batch of one. The queue is bounded, in asks and in time; what does
not fit is told when to come back.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from gapura.gate import batch
from gapura.gate.metrics import Metrics
from gapura.gate.model import Ask, Outcome
from gapura.gate.pressure import Pressure
from gapura.gate.problems import Problem
from gapura.gate.store import Link
from gapura.gate.wire import LostError, RefusedError

LONGEST_QUEUE: Final = 4000
LARGEST_BATCH: Final = 256
PATIENCE: Final = 2.0
"""Seconds that a batch waits for a database that is away."""

PAUSE: Final = 0.05
LOOK: Final = 0.25
"""Seconds between two looks at whether a batch hangs."""

AT_ONCE: Final = 2
"""Batches under way on a connection."""

BETWEEN_LOOKS: Final = 4
"""Answers said between two looks at whether the next batch has been read."""

TROUBLED: Final = ("53", "55", "57", "25", "58")
"""SQLSTATE classes that say the database is in trouble, not the batch: trying item by item helps nobody."""

BEHIND_A_FAILURE: Final = "25P02"
"""SQLSTATE of what was sent behind a batch that failed."""

log = logging.getLogger(__name__)


Then = Callable[[list[Outcome]], None]
"""What is done with the outcomes of some asks, in their order; it must not raise."""


class Entry(NamedTuple):
    """Asks that stay together and in order, and what follows."""

    asks: Sequence[Ask]
    then: Then


class Committer:
    """Takes asks from many requests and answers them in batches over one connection."""

    def __init__(self, link: Link, metrics: Metrics) -> None:
        self._link = link
        self._metrics = metrics
        self._queue: deque[Entry] = deque()
        self._queued = 0
        self._taken = 0
        self._arrived = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._pressure = Pressure(self._loop.time)
        self._workers: list[asyncio.Task[None]] = []
        self._closing = False

    @property
    def queued(self) -> int:
        """How many asks wait for a batch."""
        return self._queued

    @property
    def stalled(self) -> float:
        """Seconds for which a batch has had no answer from the database."""
        return self._pressure.stalled

    def start(self) -> None:
        """Begin to work."""
        self._workers = [asyncio.create_task(self._work()) for _ in range(AT_ONCE)]
        self._relief = asyncio.create_task(self._relieve())

    async def stop(self) -> None:
        """Answer what is queued, then close the connection."""
        self._closing = True
        self._arrived.set()
        await asyncio.gather(*self._workers, return_exceptions=True)
        self._relief.cancel()
        await self._link.close()

    def submit(self, asks: Sequence[Ask]) -> asyncio.Future[list[Outcome]]:
        """Queue asks; the future gives their outcomes in order. Raises Problem try-again when it is full."""
        waiting: asyncio.Future[list[Outcome]] = self._loop.create_future()

        def tell(outcomes: list[Outcome]) -> None:
            if not waiting.done():
                waiting.set_result(outcomes)

        self.hand_in(asks, tell)
        return waiting

    def hand_in(self, asks: Sequence[Ask], then: Then) -> None:
        """Queue asks and what is done with their outcomes. Raises Problem try-again when it is full."""
        if self._closing or self._queued + len(asks) > LONGEST_QUEUE:
            raise Problem("try-again")
        if self._pressure.matters and (after := self._pressure.retry_after(self._queued // LARGEST_BATCH)):
            raise Problem("try-again", retry_after=after)
        self._queue.append(Entry(asks, then))
        self._queued += len(asks)
        self._arrived.set()

    async def _work(self) -> None:
        while await self._asked():
            entries = self._take()
            asks = [ask for entry in entries for ask in entry.asks]
            self._metrics.batch(len(asks))
            began = self._pressure.begin()
            outcomes = await self._answer(asks)
            self._pressure.end(began)
            self._taken -= len(asks)
            self._deliver(entries, outcomes)

    async def _asked(self) -> bool:
        """Wait until there are asks and the connection is free for them; false when all is over."""
        while self._queue or not self._closing:
            if not self._queue:
                self._arrived.clear()
                await self._arrived.wait()
            async with self._link.turn:
                if self._queue:
                    return True
        return False

    async def _relieve(self) -> None:
        """Send away what is queued behind a batch that hangs: it would wait as long again."""
        while True:
            await asyncio.sleep(LOOK)
            self._pressure.look()
            if self._queue and self._pressure.hangs:
                entries, self._queue = list(self._queue), deque()
                self._queued = 0
                problem = Problem("try-again", retry_after=self._pressure.retry_after(0))
                log.warning("%d requests were sent away behind a batch that hangs", len(entries))
                self._deliver(entries, [problem for entry in entries for _ in entry.asks])

    def _take(self) -> list[Entry]:
        """The next batch: whole entries, at least one, in order of arrival.

        A batch holds its share of all that is under way, so that they stay of one size and none waits for
        the other.
        """
        share = min(LARGEST_BATCH, -(-(self._queued + self._taken) // AT_ONCE))
        entries = [self._queue.popleft()]
        size = len(entries[0].asks)
        while self._queue and size + len(self._queue[0].asks) <= share:
            entries.append(self._queue.popleft())
            size += len(entries[-1].asks)
        self._queued -= size
        self._taken += size
        return entries

    def _deliver(self, entries: Sequence[Entry], outcomes: list[Outcome]) -> None:
        """Say what came of a batch; the next one, if it has been read meanwhile, goes on in between."""
        start = 0
        for said, (asks, then) in enumerate(entries, start=1):
            end = start + len(asks)
            try:
                then(outcomes[start:end])
            except Exception:
                log.exception("what was decided cannot be said")
            start = end
            if said % BETWEEN_LOOKS == 0:
                self._link.look()

    async def _answer(self, asks: Sequence[Ask]) -> list[Outcome]:
        """Run a batch; one that fails is tried again, then item by item: a fault is its own item's."""
        try:
            return await self._persist(asks)
        except Exception as error:
            self._metrics.failure(error)
            _log(asks, error)
            if len(asks) == 1 or _database_in_trouble(error):
                return [Problem("try-again") for _ in asks]
        return [outcome for ask in asks for outcome in await self._answer([ask])]

    async def _persist(self, asks: Sequence[Ask]) -> list[Outcome]:
        """Try once more after a refusal, and for as long as patience lasts after a lost connection.

        Trying again after a commit of unknown outcome is safe: the ids find what was written. What was
        refused for the batch before it is tried again as if it had not been tried.
        """
        deadline = self._loop.time() + PATIENCE
        refusals = 0
        while True:
            try:
                return await batch.run(self._link, asks, self._metrics.stages)
            except RefusedError as error:
                refusals += error.sqlstate != BEHIND_A_FAILURE
                if refusals > 1 or self._loop.time() > deadline:
                    raise
            except LostError:
                if self._loop.time() > deadline:
                    raise
                await asyncio.sleep(PAUSE)


def _database_in_trouble(error: Exception) -> bool:
    return isinstance(error, LostError) or (
        isinstance(error, RefusedError) and error.sqlstate[:2] in TROUBLED
    )


def _log(asks: Sequence[Ask], error: Exception) -> None:
    if len(asks) == 1:
        (ask,) = asks
        words = (type(ask).__name__, ask.id, _words(error))
        log.error("%s %s failed twice: %s", *words, extra={"request_id": ask.id})
    else:
        log.warning("a batch of %d failed twice: %s", len(asks), _words(error))


def _words(error: Exception) -> str:
    """An error without what it may quote."""
    return str(error) if isinstance(error, LostError | RefusedError) else type(error).__name__
