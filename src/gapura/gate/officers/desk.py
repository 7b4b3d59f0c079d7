"""Answers officers' devices: one check-in or check-out now, or all that a device collected."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final, TypeVar

import msgspec

from gapura.core.keys import KeyRing
from gapura.core.policy import Language
from gapura.gate import bodies as visitors
from gapura.gate.asking import Asking
from gapura.gate.model import Ask, Outcome, ScannerHolder
from gapura.gate.officers import holding, recording
from gapura.gate.officers.bodies import CheckInItem, CheckOutItem, PlainItem, UndoItem
from gapura.gate.officers.reading import FEW, Reader, Work
from gapura.gate.officers.scanners import Register, Scanner
from gapura.gate.problems import Problem
from gapura.gate.reading import Reading
from gapura.gate.store import Link

Submit = Callable[[Sequence[Ask]], Awaitable[list[Outcome]]]
Write = Callable[[Ask, Outcome, Language], Awaitable[bytes]]
Item = TypeVar("Item", bound=PlainItem)

_check_in: Final = msgspec.json.Decoder(CheckInItem)
_leaving: Final[msgspec.json.Decoder[CheckOutItem | UndoItem]] = msgspec.json.Decoder(CheckOutItem | UndoItem)


class Desk:
    """Where officers' devices are served; `write` gives the answer to one ask, as visitors get it."""

    def __init__(
        self, keys: KeyRing, asking: Asking, reading: Reading, link: Link, submit: Submit, write: Write
    ) -> None:
        self._register = Register(link)
        self._reader = Reader(keys, asking, reading, self._register)
        self._keys = keys
        self._submit = submit
        self._write = write

    def use(self, keys: KeyRing) -> None:
        """Verify passes and open boxes with these keys from now on."""
        self._keys = keys
        self._reader.use(keys)

    async def close(self) -> None:
        """Let go of the connection."""
        await self._register.close()

    async def check_in(self, holder: ScannerHolder, raw: bytes, now: int, language: Language) -> bytes:
        """The answer to a check-in at the door, now. Raises Problem."""
        return await self._one(holder, visitors.read(_check_in, raw), now, language)

    async def check_out(self, holder: ScannerHolder, raw: bytes, now: int, language: Language) -> bytes:
        """The answer to a check-out or an undo, now. Raises Problem."""
        return await self._one(holder, visitors.read(_leaving, raw), now, language)

    async def batch(
        self, holder: ScannerHolder, raw: Sequence[msgspec.Raw], now: int, language: Language
    ) -> list[bytes | Problem]:
        """The answers to what a device collected, in the same order."""
        scanner = await self._scanner(holder)
        if len(raw) > FEW:
            items = await asyncio.to_thread(self._reader.unpacked, scanner, raw)
        else:
            items = self._reader.unpacked(scanner, raw)
        if any(not isinstance(each, Problem) and not scanner.had(each.officer, now) for each in items):
            scanner = await self._again(holder)
        works = await self._reader.works(scanner, items, now, late=True)
        return await self._done(scanner, works, language)

    async def _one(self, holder: ScannerHolder, item: PlainItem, now: int, language: Language) -> bytes:
        scanner = await self._scanner(holder)
        if item.officer not in scanner.officers:
            scanner = await self._again(holder)
        works = await self._reader.works(scanner, [item], now, late=False)
        (answer,) = await self._done(scanner, works, language)
        if isinstance(answer, Problem):
            raise answer
        return answer

    async def _again(self, holder: ScannerHolder) -> Scanner:
        """The device read anew: an officer whom it does not know may have joined it just now."""
        self._register.forget(holder.device_id)
        return await self._scanner(holder)

    async def _scanner(self, holder: ScannerHolder) -> Scanner:
        scanner = await self._register.scanner(holder.device_id)
        if scanner.venue_id != holder.venue_id:
            raise Problem("bad-token", "scanner")
        return scanner

    async def _done(
        self, scanner: Scanner, works: Sequence[Work | Problem], language: Language
    ) -> list[bytes | Problem]:
        """Commit, write down who did it, and only then answer: what is sent again is then whole, too."""
        held = [work for work in works if isinstance(work, Work) and work.held]
        if held:
            await self._register.trip(holding.call(self._keys, scanner, held))
        good = [work for work in works if isinstance(work, Work) and not work.held]
        asks = [work.ask for work in good if work.ask is not None]
        outcomes = iter(await self._submit(asks) if asks else ())
        done = [(work, None if work.ask is None else next(outcomes)) for work in good]
        if (call := recording.call(scanner, done)) is not None:
            await self._register.trip(call)
        results = iter(done)
        return [await self._told(work, results, language) for work in works]

    async def _told(
        self, work: Work | Problem, results: Iterator[tuple[Work, Outcome | None]], language: Language
    ) -> bytes | Problem:
        """What its device is told of an item; `results` gives what came of those that were not held."""
        if isinstance(work, Problem):
            return work
        if work.held:
            return msgspec.json.encode({"id": str(work.item.id), "held": True})
        return await self._answer(*next(results), language)

    async def _answer(self, work: Work, outcome: Outcome | None, language: Language) -> bytes | Problem:
        if work.ask is None or outcome is None:
            return msgspec.json.encode({"id": str(work.item.id)})
        try:
            return await self._write(work.ask, outcome, language)
        except Problem as problem:
            return problem
