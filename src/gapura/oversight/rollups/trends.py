"""Finds where use is falling: each place's last week beside an ordinary week before it."""

from datetime import date, timedelta
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from gapura.common.pieces import Progress, ranges, unseen
from gapura.oversight.rollups.measures import kept
from gapura.venues.models import Venue

WEEK: Final = 7
WEEKS_BEFORE: Final = 4

WORTH_A_LOOK: Final = 20
"""Check-ins of an ordinary week from which on a place can be said to fall."""

AT_ONCE: Final = 2_000
"""Places looked at in one statement: each has five weeks of days, which lie anywhere on the disk."""

FALLEN: Final = 0.7
"""To this share of an ordinary week, or below, use has fallen."""

# Each place's weeks are found by its key: a range of keys alone would read every day that is kept.
_TRENDS: Final = f"""
WITH found AS (
    SELECT p.id AS venue_id, %(until)s::date AS until, t.recent, t.before, t.before - t.recent AS lost
    FROM venues_venue p CROSS JOIN LATERAL (
        SELECT coalesce(sum(check_ins) FILTER (WHERE day > %(week)s), 0)::integer AS recent,
               (coalesce(sum(check_ins) FILTER (WHERE day <= %(week)s), 0) / %(weeks)s)::integer AS before
        FROM oversight_venueday d WHERE d.venue_id = p.id AND d.day > %(first)s AND d.day <= %(until)s
        HAVING min(day) <= %(first)s::date + 7) t
    WHERE p.id BETWEEN %(from)s AND %(to)s
      AND t.before >= %(worth)s AND t.recent <= t.before * %(fallen)s
), gone AS (
    DELETE FROM oversight_venuetrend r WHERE r.venue_id BETWEEN %(from)s AND %(to)s
       AND NOT EXISTS (SELECT FROM found f WHERE f.venue_id = r.venue_id)
)
{kept("oversight_venuetrend", "found", ("venue_id",), ("until", "recent", "before", "lost"))}
"""


def find_trends(until: date | None = None, *, progress: Progress = unseen, at_once: int = AT_ONCE) -> None:
    """Compare the seven local days up to `until` (yesterday) with the four weeks before, place by place.

    Kept are the places whose use has fallen: few of a nation's, and the only ones that anybody is shown. A
    place that was not in use five weeks ago has no ordinary week yet and is left out. `at_once` places are a
    transaction of their own; repeating it changes nothing.
    """
    until = until or timezone.localdate() - timedelta(days=1)
    week = until - timedelta(days=WEEK)
    given: dict[str, Any] = {
        "until": until,
        "week": week,
        "first": week - timedelta(days=WEEK * WEEKS_BEFORE),
        "weeks": WEEKS_BEFORE,
        "worth": WORTH_A_LOOK,
        "fallen": FALLEN,
    }
    found = list(ranges(Venue.objects.all(), "pk", at_once=at_once))
    for done, (first, last) in enumerate(found, 1):
        with connection.cursor() as cursor:
            cursor.execute(_TRENDS, {**given, "from": first, "to": last})
        progress(done, len(found))
