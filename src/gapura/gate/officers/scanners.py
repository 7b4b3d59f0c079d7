"""Officers' devices and whose pass is whose, as the gate reads them; a device is kept for two seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from gapura.gate import arrays
from gapura.gate.problems import Problem
from gapura.gate.store import Link
from gapura.gate.wire import Call, LostError, RefusedError, Rows

KEPT: Final = 2.0
MOST_KEPT: Final = 10_000


class Scanner(NamedTuple):
    """A device that may act: its venue, the number in use there, its officers now, and all it ever had.

    `desk` is the portal's own, which alone may name a person. `keepers` are with the end of each
    (milliseconds), None while there.
    """

    id: int
    venue_id: str
    number: int
    desk: bool
    officers: frozenset[int]
    keepers: Mapping[int, int | None]

    def had(self, officer: int, at: int) -> bool:
        """Whether somebody was an officer of it at a moment (milliseconds)."""
        return officer in self.keepers and ((end := self.keepers[officer]) is None or at <= end)


class Owner(NamedTuple):
    """Whose pass it is, and when it was withdrawn (milliseconds)."""

    person_id: str
    withdrawn_at: int | None


class Register:
    """Reads over a connection of its own, which is made when the first officer asks."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._one_at_a_time = asyncio.Lock()
        self._kept: dict[int, tuple[float, Scanner]] = {}
        self._loop = asyncio.get_running_loop()

    async def scanner(self, id: int) -> Scanner:
        """A device that may act; Problem bad-token where there is none of that number, or not any more."""
        kept = self._kept.get(id)
        if kept is not None and kept[0] > self._loop.time():
            return kept[1]
        rows = await self.trip(Call(b"scanners", (arrays.bigints([id]),), binary=True))
        if not rows:
            self._kept.pop(id, None)
            raise Problem("bad-token", "scanner")
        if len(self._kept) > MOST_KEPT:
            self._kept = {}
        found = _scanner(rows[0])
        self._kept[id] = (self._loop.time() + KEPT, found)
        return found

    def forget(self, id: int) -> None:
        """Read this device again when it asks next: somebody may have joined it just now."""
        self._kept.pop(id, None)

    async def owners(self, numbers: Sequence[int]) -> dict[int, Owner]:
        """Whose passes these are, by the passes' numbers; numbers that were never given are left out."""
        if not numbers:
            return {}
        rows = await self.trip(Call(b"pass_owners", (arrays.bigints(numbers),), binary=True))
        return {
            int(number or 0): Owner((person or b"").decode(), None if withdrawn is None else int(withdrawn))
            for number, person, withdrawn in rows
        }

    async def trip(self, call: Call) -> Rows:
        """One statement; a lost connection is worth one more try. Raises Problem try-again."""
        async with self._one_at_a_time:
            try:
                try:
                    return (await self._link.trip(call))[0]
                except LostError:
                    return (await self._link.trip(call))[0]
            except (LostError, RefusedError) as error:
                raise Problem("try-again") from error

    async def close(self) -> None:
        """Let go of the connection."""
        await self._link.close()


def _scanner(row: tuple[bytes | None, ...]) -> Scanner:
    id, venue_id, number, desk, officers, keepers, ends = ((value or b"").decode() for value in row)
    ended = dict(zip(map(int, _values(keepers)), _moments(ends), strict=True))
    return Scanner(int(id), venue_id, int(number), desk == "t", frozenset(map(int, _values(officers))), ended)


def _moments(array: str) -> list[int | None]:
    return [None if value == "NULL" else int(value) for value in _values(array)]


def _values(array: str) -> list[str]:
    inner = array.strip("{}")
    return inner.split(",") if inner else []
