"""Finds where use is falling: each place's last week beside an ordinary week before it."""

from datetime import date, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

WEEK: Final = 7
WEEKS_BEFORE: Final = 4

WORTH_A_LOOK: Final = 20
"""Check-ins of an ordinary week from which on a place can be said to fall."""

FALLEN: Final = 0.7
"""To this share of an ordinary week, or below, use has fallen."""

_TRENDS: Final = """
INSERT INTO oversight_venuetrend (venue_id, until, recent, before, lost)
SELECT venue_id, %(until)s, recent, before, before - recent FROM (
    SELECT venue_id, coalesce(sum(check_ins) FILTER (WHERE day > %(week)s), 0)::integer AS recent,
           (coalesce(sum(check_ins) FILTER (WHERE day <= %(week)s), 0) / %(weeks)s)::integer AS before
    FROM oversight_venueday WHERE day > %(first)s AND day <= %(until)s
    GROUP BY venue_id HAVING min(day) <= %(first)s + 7) t
WHERE before >= %(worth)s AND recent <= before * %(fallen)s
"""


@transaction.atomic
def find_trends(until: date | None = None) -> None:
    """Compare the seven local days up to `until` (yesterday) with the four weeks before, place by place.

    Kept are the places whose use has fallen: few of a nation's, and the only ones that anybody is shown. A
    place that was not in use five weeks ago has no ordinary week yet and is left out.
    """
    until = until or timezone.localdate() - timedelta(days=1)
    week = until - timedelta(days=WEEK)
    first = week - timedelta(days=WEEK * WEEKS_BEFORE)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM oversight_venuetrend")
        cursor.execute(
            _TRENDS,
            {
                "until": until,
                "week": week,
                "first": first,
                "weeks": WEEKS_BEFORE,
                "worth": WORTH_A_LOOK,
                "fallen": FALLEN,
            },
        )
