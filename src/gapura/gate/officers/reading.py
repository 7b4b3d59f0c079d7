"""From an officer's item to what the committer is asked: who, and what stands against it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

import msgspec

from gapura.core import boxes, evidence
from gapura.core.codes import base64url, passes
from gapura.core.keys import KeyRing
from gapura.gate import bodies as visitors
from gapura.gate.asking import CLOCK_TOLERANCE, Asking, clock_off, time_of_item
from gapura.gate.bodies import version_7
from gapura.gate.model import MINUTE, ByOfficer, CheckIn, CheckOut, spelled, time_of
from gapura.gate.officers.bodies import (
    AnyItem,
    BoxedItem,
    CheckInItem,
    PlainItem,
    TurnedAwayItem,
    UndoItem,
    item,
    plain_item,
)
from gapura.gate.officers.scanners import Owner, Register, Scanner
from gapura.gate.problems import Problem
from gapura.gate.reading import Reading

UNDO: Final = MINUTE + 5_000
"""Milliseconds between the ids of a check-in and of its undoing, with a little for the hand's way."""

FEW: Final = 8
"""Items that are opened without leaving the loop; more go to a thread, so that no visitor waits for them."""

T = TypeVar("T")


class Work(NamedTuple):
    """An officer's item as understood; `ask` is None where nothing but the act itself is written down.

    `withdrawn` says that a late item's pass was withdrawn by then, which its device did not know; `held`
    that the item waits for the person in charge, since its officer has left meanwhile.
    """

    item: PlainItem
    at: int
    late: bool
    ask: CheckIn | CheckOut | None
    withdrawn: bool = False
    held: bool = False


class _Shown(NamedTuple):
    number: int
    evidence: bytes
    fault: str | None


class Reader:
    """Reads what officers' devices send."""

    def __init__(self, keys: KeyRing, asking: Asking, reading: Reading, register: Register) -> None:
        self._keys = keys
        self._asking = asking
        self._reading = reading
        self._register = register

    def use(self, keys: KeyRing) -> None:
        """Go on with these keys."""
        self._keys = keys

    def unpacked(self, scanner: Scanner, raw: Iterable[msgspec.Raw]) -> list[PlainItem | Problem]:
        """A batch's items, boxes opened; takes a tenth of a millisecond a box."""
        return [self._unpacked(scanner, each) for each in raw]

    async def works(
        self, scanner: Scanner, items: list[PlainItem | Problem], now: int, *, late: bool
    ) -> list[Work | Problem]:
        """What the items ask. Of what a device says later only its own form can be wrong."""
        if len(items) > FEW:
            shown = await asyncio.to_thread(self._all_shown, items, now, late)
        else:
            shown = self._all_shown(items, now, late)
        numbers = {each.number for each in shown if isinstance(each, _Shown)}
        owners = await self._register.owners(sorted(numbers))
        works: list[Work | Problem] = []
        for each, pass_ in zip(items, shown, strict=True):
            try:
                if isinstance(each, Problem):
                    raise each
                works.append(await self._work(scanner, each, _good(pass_), owners, now, late))
            except Problem as problem:
                works.append(problem)
        return works

    def _unpacked(self, scanner: Scanner, raw: msgspec.Raw) -> PlainItem | Problem:
        try:
            read: AnyItem = visitors.read(item, raw)
            if isinstance(read, BoxedItem):
                return visitors.read(plain_item, self._opened(scanner, read))
            return read
        except Problem as problem:
            return problem

    def _opened(self, scanner: Scanner, boxed: BoxedItem) -> bytes:
        try:
            box = base64url.decode(boxed.box)
            return boxes.unpack(self._keys, box, context=context_of(scanner.id))
        except ValueError:
            raise Problem("malformed-body", "box", path="$.box") from None

    def _all_shown(
        self, items: Iterable[PlainItem | Problem], now: int, late: bool
    ) -> list[_Shown | Problem | None]:
        """The passes in a batch; each takes a signature and up to some thousand hashes to verify."""
        return [self._shown(each, now, late) for each in items]

    def _shown(self, read: PlainItem | Problem, now: int, late: bool) -> _Shown | Problem | None:
        """The pass in an item, judged as it was at the item's own time."""
        if isinstance(read, Problem | TurnedAwayItem) or read.passed is None:
            return None
        try:
            at = time_of_item(read) if late else now
            shown = passes.read(read.passed, self._keys.all("pass"))
        except passes.PassError as error:
            return Problem("bad-pass", fault=error.problem)
        except Problem as problem:
            return problem
        fault = shown.fault(at / 1000) if isinstance(read, CheckInItem) else None
        # Late news of a good pass is never turned down: whoever showed it has gone in.
        if fault is not None and not late:
            return Problem("bad-pass", fault=fault)
        return _Shown(shown.issued.number, evidence.encode(shown.issued.evidence), fault)

    async def _work(
        self,
        scanner: Scanner,
        read: PlainItem,
        shown: _Shown | None,
        owners: dict[int, Owner],
        now: int,
        late: bool,
    ) -> Work:
        id = version_7(read.id, "$.id")
        id_time = read.id.int >> 80
        self._asking.check_kept(id_time, now)
        at = min(time_of_item(read), now) if late else now
        if not (scanner.had(read.officer, at) if late else read.officer in scanner.officers):
            raise Problem("bad-token", "officer")
        if not late and abs(id_time - now) > CLOCK_TOLERANCE:
            raise clock_off(now)
        if late and read.officer not in scanner.officers:
            return _held(read, shown, at)
        if isinstance(read, TurnedAwayItem):
            return Work(read, at, late, None)
        if read.person is not None and not scanner.desk:
            raise Problem("malformed-body", "Only a pass says whom it is about.", path="$.person")
        person, withdrawn = _person(read.person, shown, owners, at)
        if isinstance(read, CheckInItem):
            if withdrawn and not late:
                raise Problem("bad-pass", fault="withdrawn")
            ask = await self._check_in(scanner, read, id, person, shown, at, late)
            return Work(read, at, late, ask, withdrawn)
        if isinstance(read, UndoItem):
            return Work(read, at, late, _undo(read, id, person, scanner.venue_id, late=late))
        visit = None if read.visit is None else self._asking.visit_id(read.visit, now)
        when = at if late else None
        leave = CheckOut(id, id_time, person, 0, visit, scanner.venue_id, when, ByOfficer())
        return Work(read, at, late, leave)

    async def _check_in(
        self,
        scanner: Scanner,
        read: CheckInItem,
        id: str,
        person: str,
        shown: _Shown | None,
        at: int,
        late: bool,
    ) -> CheckIn:
        venue = await self._reading.venue(scanner.number)
        if venue is None:
            raise Problem("unknown-code", "no-venue")
        # Of late news nothing is dropped: whoever had no network did not know that the place was withdrawn.
        against = Problem("withdrawn-code", "withdrawn-place") if venue.withdrawn and not late else None
        # What was known at the door is what a late answer is judged by; a live one by what is known now.
        judged_by = shown.evidence if late and shown is not None else None
        return CheckIn(
            id,
            read.id.int >> 80,
            person,
            0,
            venue,
            read.door if read.door in venue.doors else 0,
            read.companions,
            read.id,
            late,
            at if late else None,
            against,
            ByOfficer(read.verified, read.said if late else None, judged_by),
        )


def context_of(scanner_id: int) -> bytes:
    """What binds a box to the device that may send it."""
    return b"gapura scan %d" % scanner_id


def _held(read: PlainItem, shown: _Shown | None, at: int) -> Work:
    """Late news of somebody who has left: its times are their word, so the person in charge decides.

    A phone's pass says itself since when it was shown. Whoever claims an earlier moment has made it up.
    """
    if shown is not None and shown.fault == "early":
        raise Problem("bad-pass", fault="early")
    return Work(read, at, late=True, ask=None, held=True)


def _good(read: T | Problem) -> T:
    if isinstance(read, Problem):
        raise read
    return read


def _person(named: UUID | None, shown: _Shown | None, owners: dict[int, Owner], at: int) -> tuple[str, bool]:
    """Whom an item is about, and whether their pass was withdrawn by then. Raises Problem."""
    if shown is not None:
        owner = owners.get(shown.number)
        if owner is None:
            raise Problem("unknown-person")
        return owner.person_id, owner.withdrawn_at is not None and owner.withdrawn_at <= at
    if named is None:
        raise Problem("malformed-body", "Either pass or person is needed.", path="$")
    return spelled(named.hex), False


def _undo(read: UndoItem, id: str, person: str, venue_id: str, *, late: bool) -> CheckOut:
    """An undone check-in ends as it began; a live one is timed by the server as well."""
    visit = version_7(read.visit, "$.visit")
    began = time_of(visit)
    if not 0 <= (read.id.int >> 80) - began <= UNDO:
        raise Problem("too-late")
    by = ByOfficer(within=None if late else UNDO)
    return CheckOut(id, read.id.int >> 80, person, 0, visit, venue_id, began, by)
