"""Ends a person's open visit inside another act's transaction, by the gate's own functions and locks."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gapura.core.ids import day_of
from gapura.visits.models import Visit

_FACTS: Final = """
    SELECT visit_id, venue_id, inside
    FROM gapura_facts(%s::uuid[], '{0}', '{}', '{}', current_date, current_date)
"""
_CHECK_OUT: Final = """
    SELECT gapura_check_out(
        %s::uuid[], %s::date[], %s::uuid[], %s::timestamptz[], %s::varchar[], %s::integer[])
"""


def leave(person_id: UUID, *, left_by: Literal["visitor", "officer"]) -> None:
    """Check a person out of wherever they are inside, now or at the visit's limit.

    The gate waits from here on: their standing is locked, then the occupancy of the venue, as it does itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [[person_id]])
        rows = cursor.fetchall()
    visit_id = next((visit for visit, _, _ in rows if visit is not None), None)
    visit = Visit.objects.filter(id=visit_id, day=day_of(visit_id)).first() if visit_id else None
    if visit is None:
        return
    inside = next((count for _, venue, count in rows if venue == visit.venue_id and count is not None), 0)
    at, by = _end(visit, timezone.now(), left_by)
    left = max(0, inside - 1 - visit.companions)
    with connection.cursor() as cursor:
        cursor.execute(_CHECK_OUT, [[each] for each in (visit.id, visit.day, visit.venue_id, at, by, left)])


def _end(visit: Visit, now: datetime, left_by: str) -> tuple[datetime, str]:
    return (visit.limit_at, "limit") if visit.limit_at <= now else (now, left_by)
