"""A person's own visits, newest first, by the index on person and id."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from gapura import config
from gapura.core.ids import day_of
from gapura.venues.models import Door, Venue
from gapura.visits.models import Visit

PAGE = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One visit with the names a reader wants; a venue that is gone has none."""

    visit: Visit
    venue: Venue | None
    door: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some visits in a row, and the id to ask older ones by, if there are any."""

    entries: list[Entry]
    older: UUID | None


def page(person_id: UUID, *, before: UUID | None = None, size: int = PAGE) -> Page:
    """The newest visits, or those before one: three statements, however many there are."""
    rows = _kept(person_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    found = list(rows.order_by("-id")[: size + 1])
    shown = found[:size]
    return Page(_named(shown), shown[-1].id if len(found) > size else None)


def entry(person_id: UUID, visit_id: UUID) -> Entry | None:
    """One of a person's own visits; None for anybody else's, and for what was never or is no longer kept."""
    try:
        day = day_of(visit_id)
    except ValueError:
        return None
    visit = Visit.objects.filter(id=visit_id, day=day, person_id=person_id).first()
    return _named([visit])[0] if visit else None


def _kept(person_id: UUID) -> "QuerySet[Visit]":
    oldest = (timezone.now() - timedelta(days=config.current().retention_days)).date()
    return Visit.objects.filter(person_id=person_id, day__gte=oldest)


def _named(visits: list[Visit]) -> list[Entry]:
    ids = {visit.venue_id for visit in visits}
    venues = Venue.objects.select_related("region").in_bulk(ids)
    doors = {
        (door.venue_id, door.number): door.name
        for door in (Door.objects.filter(venue__in=ids) if any(visit.door for visit in visits) else ())
    }
    return [
        Entry(visit, venues.get(visit.venue_id), doors.get((visit.venue_id, visit.door), ""))
        for visit in visits
    ]
