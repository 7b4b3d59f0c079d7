"""Corrections that wait for a health officer, each with the visit it is about.

A correction belongs to the region of the visit's venue. One that is about no visit, or about a visit that has
been deleted with its day, belongs to every region: whoever answers first has answered it.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gapura.core.ids import day_of
from gapura.core.policy import Language, kept_reason_text
from gapura.people.models import Correction
from gapura.regions.models import Region
from gapura.venues.models import Venue

AT_ONCE = 500
"""So many are looked through at a time, until enough of the region are found."""

SHOWN = 100

_VISITS = """
    SELECT id, venue_id, colour, decision, ruleset, reasons, checked_in_at FROM gapura_visits(%s, %s)
"""


@dataclass(frozen=True, slots=True)
class AskedVisit:
    """What was decided at a check-in; never who it was."""

    venue: Venue | None
    colour: str
    decision: str
    ruleset: str
    codes: tuple[str, ...]
    checked_in_at: datetime

    def reasons(self, language: Language) -> list[str]:
        """The reasons as the visitor read them."""
        return [kept_reason_text(self.ruleset, code, language) for code in self.codes]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A correction that waits, and the visit it is about where there still is one."""

    correction: Correction
    visit: AskedVisit | None

    @property
    def overdue(self) -> bool:
        """Whether the promised time has passed."""
        return self.correction.due_at < timezone.now()


def waiting_in(region: Region) -> list[Waiting]:
    """The open corrections of a region, oldest first, and no more than one can look at."""
    waiting = Correction.objects.filter(answered_at=None).order_by("created_at", "pk")
    oldest = waiting.values_list("pk", "visit_id").iterator(AT_ONCE)
    found: list[tuple[UUID, AskedVisit | None]] = []
    while len(found) < SHOWN and (asked := list(islice(oldest, AT_ONCE))):
        visits = _visits(visit_id for _, visit_id in asked)
        all_of_them = ((pk, visits.get(visit_id)) for pk, visit_id in asked)
        found += ((pk, visit) for pk, visit in all_of_them if _concerns(region, visit))
    # Only what is shown is unsealed.
    shown = waiting.in_bulk([pk for pk, _ in found[:SHOWN]])
    return [Waiting(shown[pk], visit) for pk, visit in found if pk in shown]


def was_answered_in(region: Region, correction_id: UUID) -> bool:
    """Whether a correction of the region has its answer already."""
    asked = Correction.objects.filter(pk=correction_id).exclude(answered_at=None).first()
    return asked is not None and _concerns(region, _visits([asked.visit_id]).get(asked.visit_id))


def _concerns(region: Region, visit: AskedVisit | None) -> bool:
    return visit is None or (visit.venue is not None and region.covers(visit.venue.region))


def _visits(ids: Iterable[UUID | None]) -> dict[UUID | None, AskedVisit]:
    days = _days(ids)
    if not days:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_VISITS, [list(days), list(days.values())])
        rows = cursor.fetchall()
    venues = Venue.objects.select_related("region").in_bulk([row[1] for row in rows])
    return {
        visit: AskedVisit(
            venues.get(venue), colour, decision, ruleset, tuple(filter(None, reasons.split(","))), at
        )
        for visit, venue, colour, decision, ruleset, reasons, at in rows
    }


def _days(ids: Iterable[UUID | None]) -> dict[UUID, date]:
    """The day of each id; what carries none that the calendar knows is no visit's."""
    days: dict[UUID, date] = {}
    for each in ids:
        if each is not None:
            with suppress(ValueError):
                days[each] = day_of(each)
    return days
