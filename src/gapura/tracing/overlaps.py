"""Who was inside a place while a case was: asked of the database, which only counts for whoever decides."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from gapura.people.models import Person
from gapura.tracing import terms
from gapura.tracing.models import Case
from gapura.venues.models import Venue

MOST: Final = 20_000
"""People of one place that are told of one case. A stadium needs another way than messages."""

_OVERLAPS: Final = """
    SELECT person_id, until, companions FROM gapura_overlaps(%s, %s, %s, %s, %s, %s)
"""


@dataclass(frozen=True, slots=True)
class Met:
    """Whom a case met at a place: those who can be told with the last day, and how many others.

    `cut` says that there are more than `MOST`.
    """

    days: dict[UUID, date]
    nameless: int
    companions: int
    cut: bool


def met(case: Case, venue: Venue) -> Met:
    """Everybody who was inside with a case for the stated minutes.

    Whose record was erased, or was left behind when a phone took it over, is only counted. So are companions,
    the most that each had with them.
    """
    minutes = terms.current().minutes
    with connection.cursor() as cursor:
        asked = [venue.pk, case.person_id, case.begins, case.ends, minutes, MOST + 1]
        cursor.execute(_OVERLAPS, asked)
        rows: list[tuple[UUID, datetime, int]] = cursor.fetchall()
    zone = ZoneInfo(venue.time_zone)
    last = {person: until.astimezone(zone).date() for person, until, _ in rows}
    known = set(Person.objects.filter(pk__in=last, erased_at=None).values_list("pk", flat=True))
    return Met(
        days={person: day for person, day in last.items() if person in known},
        nameless=len(last) - len(known),
        companions=sum(companions for _, _, companions in rows),
        cut=len(rows) > MOST,
    )
