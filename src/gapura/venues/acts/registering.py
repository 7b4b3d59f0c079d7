"""Registering a venue, adding a door, and taking its codes out of use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.core.positions import Position
from gapura.core.weekdays import WEEKDAYS
from gapura.regions.models import Region
from gapura.venues.categories import CATEGORIES
from gapura.venues.models import HIGHEST_DOOR, Door, Number, State, Venue

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class VenueError(ValueError):
    """The venue cannot be registered or changed so; the message says why."""


@dataclass(frozen=True, slots=True)
class NewDoor:
    """A door as it is asked for: what people call it, and whether they come in, go out or both."""

    name: str
    kind: str = Door.Kind.BOTH


@transaction.atomic
def register_venue(
    *,
    name: str,
    category: str,
    region: Region,
    capacity: int,
    address: str = "",
    opening_hours: Mapping[str, Sequence[str]],
    stay_limit: int = 240,
    staff: int | None = None,
    daily_guests: int | None = None,
    doors: Sequence[NewDoor | str],
    provenance: str = "",
    position: Position | None = None,
    by: trail.Actor,
) -> Venue:
    """A venue with its number, its doors (numbered from 1) and nobody inside.

    `capacity` is in people inside at once, `stay_limit` in minutes; `opening_hours` is `{"mon": ["07:30",
    "15:30"]}` in the region's zone; `staff` and `daily_guests` are what the place declares for an ordinary
    open day; a door given as a text is for both ways. Raises VenueError for values that make no sense,
    IntegrityError where the region has a venue of that name.
    """
    known = CATEGORIES.get(category)
    if known is None:
        raise VenueError(f"there is no category {category!r}")
    venue = Venue(
        name=checked_name(name),
        category=category,
        sector=known.sector,
        region=region,
        address=address,
        time_zone=ZoneInfo(region.time_zone).key,
        capacity=capacity,
        stay_limit=stay_limit,
        staff=staff,
        daily_guests=daily_guests,
        opening_hours=checked_hours(opening_hours),
        provenance=provenance,
        latitude=position and position[0],
        longitude=position and position[1],
    )
    check_figures(venue)
    venue.save(force_insert=True)
    Number.objects.create(venue=venue)
    _nobody_inside(venue)
    _first_doors(venue, [NewDoor(door) if isinstance(door, str) else door for door in doors])
    trail.record(
        "venue.register",
        by=by,
        subject=subject(venue),
        category=category,
        region=region.code,
        doors=len(doors),
    )
    return venue


@transaction.atomic
def add_door(*, venue: Venue, name: str, kind: str = Door.Kind.BOTH, by: trail.Actor) -> Door:
    """One more door, under the next number; numbers are never used twice. VenueError after the 31st."""
    Venue.objects.select_for_update().get(pk=venue.pk)
    last = venue.doors.order_by("-number").values_list("number", flat=True).first() or 0
    if last >= HIGHEST_DOOR:
        raise VenueError(f"a venue has at most {HIGHEST_DOOR} doors")
    door = _door(venue, last + 1, NewDoor(name, kind))
    door.save(force_insert=True)
    trail.record("venue.add_door", by=by, subject=subject(venue), door=door.number, kind=kind)
    return door


@transaction.atomic
def withdraw_venue(*, venue: Venue, reason: str, by: trail.Actor) -> Venue:
    """Close a venue to check-ins: all its codes answer that it is withdrawn. VenueError if it is already."""
    locked = Venue.objects.select_for_update().get(pk=venue.pk)
    if locked.state == State.WITHDRAWN:
        raise VenueError("the venue is withdrawn already")
    locked.state = State.WITHDRAWN
    locked.state_reason = checked_reason(reason)
    locked.save(update_fields=["state", "state_reason"])
    trail.record("venue.withdraw", by=by, subject=subject(locked), reason=locked.state_reason)
    return locked


@transaction.atomic
def reissue_number(*, venue: Venue, reason: str, by: trail.Actor, instead_of: int | None = None) -> Number:
    """New codes for the same venue: posters printed before answer that their code is withdrawn.

    VenueError where the number `instead_of`, if one is named, is no longer the venue's: it has new codes.
    """
    Venue.objects.select_for_update().get(pk=venue.pk)
    reason = checked_reason(reason)
    old = Number.objects.get(venue=venue, withdrawn_at=None)
    if instead_of not in (None, old.number):
        raise VenueError("the venue has new codes already")
    old.withdrawn_at, old.reason = timezone.now(), reason
    old.save(update_fields=["withdrawn_at", "reason"])
    new = Number.objects.create(venue=venue)
    trail.record(
        "venue.reissue", by=by, subject=subject(venue), old=old.number, new=new.number, reason=reason
    )
    return new


def with_region(venue: Venue) -> Venue:
    """The venue with its region, under its lock."""
    locked = Venue.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("region").get(pk=venue.pk)


def subject(venue: Venue) -> str:
    """How the trail and messages name a venue."""
    return f"venue:{venue.pk}"


def _first_doors(venue: Venue, doors: Sequence[NewDoor]) -> None:
    if len(doors) > HIGHEST_DOOR:
        raise VenueError(f"a venue has at most {HIGHEST_DOOR} doors")
    Door.objects.bulk_create(_door(venue, number, door) for number, door in enumerate(doors, 1))


def _door(venue: Venue, number: int, door: NewDoor) -> Door:
    if door.kind not in Door.Kind.values:
        raise VenueError(f"a door is for {', '.join(Door.Kind.values)}, not {door.kind!r}")
    return Door(venue=venue, number=number, name=checked_name(door.name, 80), kind=door.kind)


def _nobody_inside(venue: Venue) -> None:
    # The gate's own table, which belongs to an app above this one; the gate needs the row to count on.
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO visits_occupancy (venue_id, inside) VALUES (%s, 0)", [venue.pk])


def checked_name(text: str, longest: int = 200) -> str:
    """A name with single spaces. Raises VenueError."""
    name = " ".join(text.split())
    if not name or len(name) > longest:
        raise VenueError(f"a name has 1 to {longest} characters")
    return name


def checked_reason(text: str) -> str:
    """A reason with single spaces. Raises VenueError."""
    reason = " ".join(text.split())
    if not reason or len(reason) > 300:
        raise VenueError("a reason of at most 300 characters is needed")
    return reason


def check_figures(venue: Venue) -> None:
    """Raises VenueError for a capacity or stay limit that makes no sense."""
    if not 1 <= venue.capacity <= 1_000_000:
        raise VenueError("the capacity is between 1 and 1,000,000 people")
    if not 5 <= venue.stay_limit <= 1440:
        raise VenueError("the stay limit is between 5 and 1,440 minutes")
    if not 0 <= (venue.staff or 0) <= 1_000_000:
        raise VenueError("the staff is between 0 and 1,000,000 people")
    if not 0 <= (venue.daily_guests or 0) <= 10_000_000:
        raise VenueError("the guests of a day are between 0 and 10,000,000")


def checked_hours(hours: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """`hours` as they are kept. Raises VenueError."""
    checked = {}
    for day, times in hours.items():
        if day not in WEEKDAYS or len(times) != 2 or not all(_TIME.fullmatch(time) for time in times):
            raise VenueError(f'opening hours look like {{"mon": ["07:30", "15:30"]}}, not {day}: {times}')
        if times[0] >= times[1]:
            raise VenueError(f"on {day} the venue closes before it opens")
        checked[day] = list(times)
    return checked
