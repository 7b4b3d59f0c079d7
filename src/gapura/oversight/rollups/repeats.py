"""Finds, once a local day is over, how many of a place's admitted scans were of people let in before."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F
from django.utils import timezone

from gapura.common.pieces import Progress, unseen
from gapura.core.ids import first_id
from gapura.oversight.rollups.models import VenueDay
from gapura.venues.models import Venue
from gapura.visits.retention import days_kept

DAY: Final = timedelta(days=1)
OVER: Final = timedelta(hours=13)
"""How long after its UTC end a date is over in every zone, and its hours are counted."""

PIECE: Final = 2_000_000
"""Admitted scans compared in one statement, which then ends long before its time is over."""

# A local day lies in three UTC days at most, whose partitions are all that is read.
_COMPARE: Final = """
WITH scans AS (
    SELECT w.venue_id, v.companions,
           row_number() OVER (PARTITION BY w.venue_id, v.person_id ORDER BY v.id) AS time
    FROM unnest(%(venues)s::uuid[], %(from_ids)s::uuid[], %(to_ids)s::uuid[]) w (venue_id, from_id, to_id)
    JOIN visits_visit v ON v.venue_id = w.venue_id AND v.id >= w.from_id AND v.id < w.to_id
    WHERE v.day BETWEEN %(day)s::date - 1 AND %(day)s::date + 1 AND v.decision = 'admit'
), found AS (
    SELECT venue_id, count(*) AS compared, count(*) FILTER (WHERE time > 1) AS again,
           coalesce(sum(1 + companions) FILTER (WHERE time > 1), 0) AS again_people
    FROM scans GROUP BY venue_id
)
UPDATE oversight_venueday d SET compared = f.compared, again = f.again, again_people = f.again_people
FROM found f
WHERE d.venue_id = f.venue_id AND d.day = %(day)s
  AND (d.compared, d.again, d.again_people) IS DISTINCT FROM (f.compared, f.again, f.again_people)
"""


def compare(*, before: date | None = None, now: datetime | None = None, progress: Progress = unseen) -> int:
    """Look at every day that is over, or lies before a UTC date, whose admissions are not those compared.

    How many days. A day whose first hours were deleted stays as it was compared; repeating changes nothing.
    """
    now = now or timezone.now()
    end = before + DAY if before else (now - OVER).astimezone(UTC).date()
    days = [day for day in _whole_days() if day < end]
    stale = VenueDay.objects.filter(day__in=days).exclude(admit=F("compared"))
    found = list(stale.order_by("day").values_list("day", flat=True).distinct())
    for done, day in enumerate(found, 1):
        for venues in _pieces(stale.filter(day=day).order_by("venue_id").values_list("venue_id", "admit")):
            _compare(day, venues)
        progress(done, len(found))
    return len(found)


def _whole_days() -> list[date]:
    """The dates of which no zone's hours are deleted, since the visits of the UTC day before are there."""
    kept = days_kept()
    return [day for day in kept if day - DAY in kept]


def _pieces(admitted: Iterable[tuple[UUID, int]]) -> Iterator[list[UUID]]:
    piece: list[UUID] = []
    spent = 0
    for venue, scans in admitted:
        if piece and spent + scans > PIECE:
            yield piece
            piece, spent = [], 0
        piece.append(venue)
        spent += scans
    if piece:
        yield piece


def _compare(day: date, venues: Sequence[UUID]) -> None:
    zones = dict(Venue.objects.filter(pk__in=venues).values_list("pk", "time_zone"))
    ranges = {zone: (_first(day, zone), _first(day + DAY, zone)) for zone in set(zones.values())}
    given: dict[str, Any] = {
        "day": day,
        "venues": list(zones),
        "from_ids": [ranges[zone][0] for zone in zones.values()],
        "to_ids": [ranges[zone][1] for zone in zones.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE, given)


def _first(day: date, zone: str) -> UUID:
    return first_id(datetime.combine(day, time(), ZoneInfo(zone)))
