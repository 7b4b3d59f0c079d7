"""What a venue code opens: the venue, its door, its crowd and its hours today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils import timezone

from gapura import config
from gapura.core import policy
from gapura.core.codes import door_code, venue_code
from gapura.core.codes.door_code import DoorCode
from gapura.core.weekdays import WEEKDAYS
from gapura.venues.models import Door, Number, State, Venue
from gapura.visits import rules
from gapura.visits.models import Occupancy


class NoSuchCodeError(LookupError):
    """No venue has this code; `problem` is malformed, mistyped, forged or unknown."""

    def __init__(self, problem: Literal["malformed", "mistyped", "forged", "unknown"]) -> None:
        super().__init__(problem)
        self.problem = problem


class WithdrawnCodeError(LookupError):
    """The code was good once; `venue` is whose it was, `reason` what the authority stated."""

    def __init__(self, venue: Venue, reason: str) -> None:
        super().__init__(reason)
        self.venue = venue
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of one day; both None on a closed day."""

    opens: str | None
    closes: str | None
    open_now: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A venue as one stands at its door. `inside` is an estimate as old as `changed_at` says."""

    code: str
    venue: Venue
    door: Door | None
    inside: int
    changed_at: datetime | None
    capacity: int
    hours: Hours | None
    zone: ZoneInfo
    poster_counts: bool

    @property
    def synthetic(self) -> bool:
        """Whether this venue was made up for a demo."""
        return "synthetic" in self.venue.provenance

    @property
    def busy_from(self) -> float:
        """From how many people inside on the place counts as busy."""
        return self.capacity * 0.6

    @property
    def full_from(self) -> float:
        """From how many people inside on the place counts as nearly full."""
        return self.capacity * 0.9


def scanned(text: str) -> DoorCode:
    """What the code or scanned address in `text` says. Raises NoSuchCodeError."""
    try:
        return door_code.read(text, config.key_ring().all("code"))
    except venue_code.CodeError as error:
        raise NoSuchCodeError(error.problem) from None


def spelled(code: DoorCode) -> str:
    """The one spelling of a code."""
    return door_code.spelled(code, config.key_ring().current("code"))


def canonical(text: str) -> str:
    """The one spelling of the code in `text`. Raises NoSuchCodeError."""
    return spelled(scanned(text))


def find(code: DoorCode) -> Place:
    """The place behind a code. Raises NoSuchCodeError, WithdrawnCodeError."""
    number, door_number = code.number, code.door
    issued = Number.objects.select_related("venue__region__parent").filter(number=number).first()
    if issued is None:
        raise NoSuchCodeError("unknown")
    venue = issued.venue
    if issued.withdrawn_at or venue.state != State.LIVE:
        raise WithdrawnCodeError(venue, issued.reason or venue.state_reason)
    door = _door(venue, door_number)
    now = timezone.now()
    zone = ZoneInfo(venue.time_zone)
    crowd = Occupancy.objects.filter(venue_id=venue.id).first()
    return Place(
        code=spelled(code),
        venue=venue,
        door=door,
        inside=crowd.inside if crowd else 0,
        changed_at=crowd.changed_at if crowd else None,
        capacity=_capacity(venue, now, zone),
        hours=hours(venue.opening_hours, now.astimezone(zone)),
        zone=zone,
        poster_counts=_poster_counts(venue, door),
    )


def hours(opening_hours: dict[str, list[str]], now: datetime) -> Hours | None:
    """The hours of the day of `now`, in the venue's own time; None where none are stated at all."""
    if not opening_hours:
        return None
    today = opening_hours.get(WEEKDAYS[now.weekday()])
    if not today:
        return Hours(None, None, False)
    opens, closes = today
    return Hours(opens, closes, opens <= now.strftime("%H:%M") < closes)


def _door(venue: Venue, number: int) -> Door | None:
    if number == 0:
        return None
    door = Door.objects.filter(venue=venue, number=number).first()
    if door is None:
        raise NoSuchCodeError("unknown")
    if door.withdrawn_at:
        raise WithdrawnCodeError(venue, "")
    return door


def _poster_counts(venue: Venue, door: Door | None) -> bool:
    """Whether a poster's code opens the door; the venue's as a whole, as long as one door's does."""
    if door:
        return not door.screen_only
    in_use = [each.screen_only for each in Door.objects.filter(venue=venue, withdrawn_at=None)]
    return not (in_use and all(in_use))


def _capacity(venue: Venue, now: datetime, zone: ZoneInfo) -> int:
    held = rules.in_force(venue.region, at=now, zone=zone)
    day = now.astimezone(zone).date()
    return policy.capacity_allowed(held.ruleset, venue.capacity, venue.sector, held.ppkm_level, day)
