"""The few things the gate handles: places, people as they stand, visits, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final, Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Struct

from gapura.core import policy
from gapura.gate.problems import Problem

MINUTE: Final = 60_000
DAY: Final = 86_400_000
LAST_ID: Final = "ffffffff-ffff-ffff-ffff-ffffffffffff"
LeftBy = Literal["visitor", "officer", "elsewhere", "limit"]


@dataclass(frozen=True, slots=True)
class Door:
    """One of a venue's doors. `screen_only`: its poster's code no longer opens it."""

    name: str
    withdrawn: bool
    screen_only: bool = False


@lru_cache(maxsize=256)
def _ruleset(pinned: str | None, day: date) -> policy.RuleSet:
    return policy.get(pinned) if pinned else policy.in_force(day)


@dataclass(frozen=True, slots=True, eq=False)
class Venue:
    """A venue as one of its numbers names it; `stay` is in milliseconds."""

    number: int
    id: str
    name: str
    category: str
    sector: str
    region: str
    zone: ZoneInfo
    capacity: int
    stay: int
    withdrawn: bool
    ppkm_level: int | None
    pinned: str | None
    doors: dict[int, Door]

    def poster_counts(self, door: int) -> bool:
        """Whether a poster's code opens a door; door 0, the venue as a whole, as long as one of them does."""
        if door:
            return not self.doors[door].screen_only
        in_use = [each for each in self.doors.values() if not each.withdrawn]
        return not in_use or any(not each.screen_only for each in in_use)

    def ruleset_on(self, day: date) -> policy.RuleSet:
        """The pinned rule set, else the one in force on a local day. Raises NoRuleSetError."""
        return _ruleset(self.pinned, day)


class Standing(Struct):
    """A person as the gate knows them: evidence as JSON, the open visit, the device's state."""

    evidence: bytes
    visit_id: str | None
    venue_id: str | None
    live: bool


class Visit(Struct):
    """A row of visits; every time in milliseconds since 1970."""

    id: str
    venue_id: str
    person_id: str
    number: int
    door: int
    companions: int
    colour: str
    decision: str
    ruleset: str
    reasons: str
    occupancy: int
    capacity: int
    checked_in_at: int
    limit_at: int
    left_at: int | None
    left_by: LeftBy | None
    left_occupancy: int | None
    offline: bool

    @property
    def party(self) -> int:
        """The visitor and the companions."""
        return 1 + self.companions

    @property
    def inside(self) -> bool:
        """Whether these people count as being in the venue."""
        return self.decision == "admit" and self.left_at is None


class ByOfficer(Struct):
    """An officer's device that asks for somebody else.

    `said` is what it answered by itself where it had no network, `evidence` (JSON) what that was judged by.
    `within` are the milliseconds after a check-in in which it can still be taken back.
    """

    verified: bool = False
    said: str | None = None
    evidence: bytes | None = None
    within: int | None = None


class CheckIn(Struct):
    """Someone wants to go in. `unless_repeated` is what stands against it if its id was never answered.

    `uuid` is the id again, as the proof takes it.
    """

    id: str
    id_time: int
    person_id: str
    device_id: int
    venue: Venue
    door: int
    companions: int
    uuid: UUID
    offline: bool = False
    at: int | None = None
    unless_repeated: Problem | None = None
    by: ByOfficer | None = None


class CheckOut(Struct):
    """Someone leaves: a named visit, or the one at a venue. `at` is None for now."""

    id: str
    id_time: int
    person_id: str
    device_id: int
    visit_id: str | None
    venue_id: str | None
    at: int | None = None
    by: ByOfficer | None = None


Ask = CheckIn | CheckOut
Outcome = Visit | Problem


class Holder(NamedTuple):
    """Who shows a token: the person's id as text, the device's as the database's signed number holds it."""

    person_id: str
    device_id: int


class ScannerHolder(NamedTuple):
    """An officer's device that shows its token: its venue's id as text, its own as the database holds it."""

    venue_id: str
    device_id: int


def spelled(id: str) -> str:
    """The usual spelling of an id given as 32 hexadecimal digits."""
    return f"{id[:8]}-{id[8:12]}-{id[12:16]}-{id[16:20]}-{id[20:]}"


def time_of(id: str) -> int:
    """The milliseconds since 1970 that a UUIDv7 in its usual spelling carries."""
    return int(id[:8] + id[9:13], 16)


def first_id(milliseconds: int) -> str:
    """The lowest id of a moment: every UUIDv7 made then or later is higher."""
    text = f"{milliseconds:012x}"
    return f"{text[:8]}-{text[8:]}-0000-0000-000000000000"


@lru_cache(maxsize=64)
def _day(number: int) -> str:
    return datetime.fromtimestamp(number * DAY / 1000, UTC).date().isoformat()


def day_at(milliseconds: int) -> str:
    """The UTC date of a moment, which names the partition of ids that are made then."""
    return _day(milliseconds // DAY)


def day_number(id: str) -> int:
    """The UTC date of the id's time, which names its partition, in days since 1970."""
    return time_of(id) // DAY


@lru_cache(maxsize=4096)
def local(milliseconds: int, zone: ZoneInfo) -> datetime:
    """A moment in a zone."""
    return datetime.fromtimestamp(milliseconds / 1000, zone)


@lru_cache(maxsize=4096)
def timestamp(milliseconds: int) -> str:
    """A moment as the database reads it."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()
