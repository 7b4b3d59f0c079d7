"""One venue as its PIC and its coordinator see it: figures, doors, codes."""

from dataclasses import dataclass

from gapura.core.codes.venue_code import pretty
from gapura.venues.codes import code_of, url_of
from gapura.venues.crowd import Crowded
from gapura.venues.models import Door, State


@dataclass(frozen=True, slots=True)
class DoorSheet:
    """A door with the code on its poster, and the address that opens what the poster opens."""

    door: Door
    code: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A venue with its figures and its doors in use; a withdrawn venue shows no codes."""

    place: Crowded
    doors: tuple[DoorSheet, ...]


def sheet_of(place: Crowded) -> Sheet:
    """Uses the prefetched `numbers` and `doors` of the venue."""
    live = place.venue.state == State.LIVE
    doors = [door for door in place.venue.doors.all() if live and door.withdrawn_at is None]
    return Sheet(place, tuple(_door(place, door) for door in doors))


def _door(place: Crowded, door: Door) -> DoorSheet:
    code = code_of(place.venue, door.number)
    return DoorSheet(door, pretty(code), url_of(code))
