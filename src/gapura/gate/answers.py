"""What the gate says to a check-in or check-out, as JSON: the same visit always gives the same text."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from gapura.core import policy
from gapura.core.codes import proof, venue_code
from gapura.core.keys import SETTLING, Key, KeyRing
from gapura.gate.model import Venue, Visit, local

_encode: Final = msgspec.json.Encoder().encode


class _CheckIn(msgspec.Struct):
    id: str
    decision: str
    colour: str
    reasons: msgspec.Raw
    ruleset: str
    venue: msgspec.Raw
    door: str | None
    occupancy: int
    capacity: int
    checked_in_at: str
    proof: str


class _CheckOut(msgspec.Struct):
    id: str
    visit: str
    venue: msgspec.Raw
    checked_in_at: str
    checked_out_at: str
    occupancy: int | None
    left_by: str | None


@lru_cache(maxsize=65_536)
def _venue(key: Key, number: int, door: int, name: str) -> msgspec.Raw:
    return msgspec.Raw(_encode({"code": venue_code.make(number, door, key), "name": name}))


@lru_cache(maxsize=1024)
def _reasons(ruleset: str, reasons: str, language: policy.Language) -> msgspec.Raw:
    codes = reasons.split(",") if reasons else []
    said = [{"code": code, "text": policy.kept_reason_text(ruleset, code, language)} for code in codes]
    return msgspec.Raw(_encode(said))


@lru_cache(maxsize=4096)
def _iso(milliseconds: int, zone: ZoneInfo) -> str:
    return local(milliseconds, zone).isoformat(timespec="seconds")


def _milliseconds(key: Key) -> int:
    """From when on a key signs."""
    return int((key.made + SETTLING).timestamp() * 1000)


class Answers:
    """Writes answers with the deployment's keys.

    A proof is made with the key of its check-in's time, so that a repeat after a rotation says the same.
    """

    def __init__(self, keys: KeyRing) -> None:
        self.use(keys)

    def use(self, keys: KeyRing) -> None:
        """Go on with these keys."""
        self._code_key = keys.current("code")
        newest, *older = keys.all("proof")
        self._proof_key = newest
        self._proof_from = _milliseconds(newest) if older else 0
        self._older = [(_milliseconds(key), key) for key in older]

    def check_in(self, visit: Visit, id: UUID, venue: Venue, language: policy.Language) -> bytes:
        """The answer to a check-in, in one language; `id` is the visit's own."""
        door = venue.doors.get(visit.door)
        return _encode(
            _CheckIn(
                visit.id,
                visit.decision,
                visit.colour,
                _reasons(visit.ruleset, visit.reasons, language),
                visit.ruleset,
                _venue(self._code_key, visit.number, visit.door, venue.name),
                door.name if door else None,
                visit.occupancy,
                visit.capacity,
                _iso(visit.checked_in_at, venue.zone),
                self._proof(visit, id),
            )
        )

    def check_out(self, ask_id: str, visit: Visit, venue: Venue) -> bytes:
        """The answer to a check-out; the visit is closed."""
        return _encode(
            _CheckOut(
                ask_id,
                visit.id,
                _venue(self._code_key, visit.number, visit.door, venue.name),
                _iso(visit.checked_in_at, venue.zone),
                _iso(visit.left_at or 0, venue.zone),
                visit.left_occupancy,
                visit.left_by,
            )
        )

    def _key_of(self, visit: Visit) -> Key:
        """The key of a visit from before the newest one was used."""
        fits = (key for since, key in self._older if visit.checked_in_at >= since)
        return next(fits, self._older[-1][1])

    def _proof(self, visit: Visit, id: UUID) -> str:
        key = self._proof_key if visit.checked_in_at >= self._proof_from else self._key_of(visit)
        return proof.make(
            key,
            visit_id=id,
            venue=visit.number,
            door=visit.door,
            decision=visit.decision,
            colour=visit.colour,
            checked_in_at=visit.checked_in_at // 1000,
        )
