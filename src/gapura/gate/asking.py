"""From what a device sent to what the committer is asked: who, where, when, and what stands against it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, Protocol
from uuid import UUID

from gapura.core.codes import door_code, venue_code
from gapura.core.codes import token as tokens
from gapura.core.codes.door_code import DoorCode
from gapura.core.codes.token import LAST_DEVICE, TokenReader
from gapura.core.keys import KeyRing
from gapura.gate.bodies import CheckInBody, CheckInItem, CheckOutBody, Item, version_7
from gapura.gate.limits import Limit
from gapura.gate.model import (
    DAY,
    MINUTE,
    Ask,
    CheckIn,
    CheckOut,
    Holder,
    ScannerHolder,
    Venue,
    spelled,
    time_of,
)
from gapura.gate.problems import Problem
from gapura.gate.reading import Reading

CLOCK_TOLERANCE: Final = 10 * MINUTE
FUTURE_TOLERANCE: Final = 5 * MINUTE
_CODE_DETAILS: Final = {"malformed": "not-a-code", "mistyped": "mistyped", "forged": "forged"}


class Asking:
    """Reads tokens, codes and times."""

    def __init__(self, keys: KeyRing, reading: Reading, limit: Limit, retention_days: int) -> None:
        self.use(keys)
        self._code_keys = keys.all("code")
        self._reading = reading
        self._limit = limit
        self._kept = retention_days * DAY
        self._read_code = lru_cache(maxsize=8192)(lambda text: door_code.read(text, self._code_keys))

    def use(self, keys: KeyRing) -> None:
        """Read tokens of these keys from now on; codes keep theirs, which no rotation changes."""
        self._tokens = TokenReader(keys.all("token"))
        self._scanner_tokens = TokenReader(keys.all("token"), tokens.SCANNER)

    def holder(self, token: str, now: int) -> Holder | ScannerHolder:
        """Who shows a token; Problem bad-token or expired-token."""
        try:
            person, device_id, _ = self._tokens.fields(token, now / 1000)
            return Holder(spelled(person.hex()), _signed(device_id))
        except (tokens.TokenError, ValueError) as error:
            if getattr(error, "problem", "") == "malformed":
                return self._scanner(token, now)
            raise _no_token(error) from None

    def _scanner(self, token: str, now: int) -> ScannerHolder:
        """The officer's device that shows what is no visitor's token."""
        try:
            venue, scanner_id, _ = self._scanner_tokens.fields(token, now / 1000)
            return ScannerHolder(spelled(venue.hex()), _signed(scanner_id))
        except (tokens.TokenError, ValueError) as error:
            raise _no_token(error) from None

    async def item(self, holder: Holder, item: Item, now: int) -> Ask:
        """What an item of a batch asks, at its own time. Raises Problem."""
        at = min(time_of_item(item), now + FUTURE_TOLERANCE)
        if isinstance(item, CheckInItem):
            return await self.check_in(holder, item, now, at)
        return await self.check_out(holder, item, now, at)

    async def check_in(self, holder: Holder, body: CheckInBody, now: int, at: int | None = None) -> CheckIn:
        """What a check-in asks, now or at its own time (milliseconds). Raises Problem."""
        return await self._reading.with_venues(lambda: self.check_in_at_once(holder, body, now, at))

    def check_in_at_once(self, holder: Holder, body: CheckInBody, now: int, at: int | None = None) -> CheckIn:
        """As `check_in`; raises NotAtHandError where the venue must be read first."""
        id = version_7(body.id, "$.id")
        id_time = body.id.int >> 80
        self.check_kept(id_time, now)
        scanned = self._code(body.code, holder, now)
        number, door = scanned.number, scanned.door
        venue = _has_door(self._reading.held(number), door)
        against = _withdrawn(venue, door) or self._stale(scanned, venue, holder, now if at is None else at)
        if at is None and abs(id_time - now) > CLOCK_TOLERANCE:
            against = against or clock_off(now)
        return CheckIn(
            id,
            id_time,
            holder.person_id,
            holder.device_id,
            venue,
            door,
            body.companions,
            body.id,
            at is not None,
            None if at is None else min(at, now),
            against,
        )

    async def check_out(
        self, holder: Holder, body: CheckOutBody, now: int, at: int | None = None
    ) -> CheckOut:
        """What a check-out asks, now or at its own time (milliseconds). Raises Problem."""
        return await self._reading.with_venues(lambda: self.check_out_at_once(holder, body, now, at))

    def check_out_at_once(
        self, holder: Holder, body: CheckOutBody, now: int, at: int | None = None
    ) -> CheckOut:
        """As `check_out`; raises NotAtHandError where the venue must be read first."""
        id = version_7(body.id, "$.id")
        id_time = body.id.int >> 80
        self.check_kept(id_time, now)
        visit_id, venue_id = None, None
        if body.visit is not None:
            visit_id = self.visit_id(body.visit, now)
        elif body.code is not None:
            scanned = self._code(body.code, holder, now)
            venue_id = _has_door(self._reading.held(scanned.number), scanned.door).id
        else:
            raise Problem("malformed-body", "Either visit or code is needed.", path="$")
        at = None if at is None else min(at, now)
        return CheckOut(id, id_time, holder.person_id, holder.device_id, visit_id, venue_id, at)

    def check_kept(self, id_time: int, now: int) -> None:
        """An id outside of what is kept has no partition, and no earlier answer: Problem clock-off."""
        if not now - self._kept <= id_time <= now + FUTURE_TOLERANCE:
            raise clock_off(now)

    def visit_id(self, id: UUID, now: int) -> str:
        """A named visit's id; Problem no-open-visit for one outside of what is kept."""
        text = version_7(id, "$.visit")
        if not now - self._kept <= time_of(text) <= now + FUTURE_TOLERANCE:
            raise Problem("no-open-visit")
        return text

    def _stale(self, scanned: DoorCode, venue: Venue, holder: Holder, at: int) -> Problem | None:
        """A photograph of a screen, or a poster where only the screen counts."""
        if scanned.from_poster:
            return None if venue.poster_counts(scanned.door) else Problem("stale-code", "screen-only")
        if scanned.is_ticket:
            device_id = holder.device_id & LAST_DEVICE
            good = door_code.is_valid_ticket(scanned, at / 1000, device_id, self._code_keys[0])
        else:
            good = door_code.is_current(scanned, at / 1000, self._code_keys[0])
        return None if good else Problem("stale-code", "code-changed")

    def _code(self, text: str, holder: Holder, now: int) -> DoorCode:
        """What a code or a scanned text says; Problem unknown-code, or too-many-requests for who guesses."""
        try:
            return self._read_code(text)
        except venue_code.CodeError as error:
            if error.problem != "malformed":
                self._limit.guess(holder, now)
            raise Problem("unknown-code", _CODE_DETAILS[error.problem]) from None


def _has_door(venue: Venue | None, door: int) -> Venue:
    """The venue, if there is one with that door; Problem unknown-code."""
    if venue is None or (door and door not in venue.doors):
        raise Problem("unknown-code", "no-venue")
    return venue


def _withdrawn(venue: Venue, door: int) -> Problem | None:
    if venue.withdrawn:
        return Problem("withdrawn-code", "withdrawn")
    if door and venue.doors[door].withdrawn:
        return Problem("withdrawn-code", "withdrawn-door")
    return None


def _no_token(error: ValueError) -> Problem:
    return Problem("expired-token" if getattr(error, "problem", "") == "expired" else "bad-token")


def clock_off(now: int) -> Problem:
    """That a device's clock is too far from the gate's."""
    return Problem("clock-off", now=datetime.fromtimestamp(now / 1000, UTC).isoformat("T", "seconds"))


class Timed(Protocol):
    """An item of a batch, whoever sends it."""

    @property
    def id(self) -> UUID:
        """A UUIDv7."""
        ...

    @property
    def at(self) -> datetime | None:
        """Its own time, where it is not the id's."""
        ...


def time_of_item(item: Timed) -> int:
    """An item's own time: the id's, unless the device says another within the tolerance."""
    id_time = item.id.int >> 80
    if item.at is None:
        return id_time
    at = int(item.at.timestamp() * 1000)
    if abs(at - id_time) > CLOCK_TOLERANCE:
        raise Problem("malformed-body", "The time must be that of the id.", path="$.at")
    return at


def _signed(device_id: int) -> int:
    """A device id as the database's signed number holds it."""
    return device_id if device_id < 1 << 63 else device_id - (1 << 64)
