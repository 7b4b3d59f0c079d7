"""Was somebody at the venue when they checked in? Compared where they let it, never a reason to refuse."""

from gapura.core.positions import Position, metres
from gapura.visits.history import Entry
from gapura.visits.models import Nearness

FAR = 500
"""Metres beyond the device's own accuracy from which on a check-in counts as made from afar."""

LEAST_EXACT = 2000
"""Metres; a position known less exactly says nothing."""


class TooVagueError(Exception):
    """The device knows too little of where it is, or nobody knows where the venue is."""


def compare(entry: Entry, *, here: Position, accuracy: float) -> Nearness:
    """Note whether the visitor is far from the venue of their visit; the first answer stays.

    `accuracy` is in metres. Raises TooVagueError.
    """
    place = entry.venue.position if entry.venue else None
    if place is None or accuracy > LEAST_EXACT:
        raise TooVagueError
    visit = entry.visit
    far = metres(here, place) - accuracy > FAR
    noted, _ = Nearness.objects.get_or_create(
        visit_id=visit.id, day=visit.day, venue_id=visit.venue_id, defaults={"far": far}
    )
    return noted


def of(entry: Entry) -> Nearness | None:
    """What was noted about a visit."""
    visit = entry.visit
    return Nearness.objects.filter(visit_id=visit.id, day=visit.day, venue_id=visit.venue_id).first()
