"""Occupancy derives from the open, admitted visits alone: finds, explains and repairs what departs from them.

Only hands other than the gate's functions make a drift: a row edited or restored by itself, a day of visits
dropped while people were inside. Finding looks at everything that is kept; repairing locks the people and
places concerned, in the order in which a check-in does, and looks again before it changes anything, so a gate
may go on serving. Both go through whatever departs in pieces: it may be a nation.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import groupby, islice, pairwise
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from gapura.audit import trail
from gapura.people.models import Standing
from gapura.visits import retention
from gapura.visits.models import Occupancy, Visit

T = TypeVar("T")
CHUNK = 500
SHOWN = 100
"""So many venues and so many people are told one by one, of any number."""

LONGEST_OPEN = timedelta(days=2)
"""Every stay limit is shorter, clocks included."""


@dataclass(frozen=True, slots=True)
class Miscounted:
    """A venue whose kept number of people inside is not that of its open visits."""

    venue_id: UUID
    kept: int
    counted: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A person who stands in a visit that is not open (`stands`), or is open in others than that (`open`)."""

    person_id: UUID
    stands: UUID | None
    open: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """What was found: the first SHOWN of each, and how many there are."""

    venues: list[Miscounted]
    people: list[Misplaced]
    venue_count: int
    people_count: int

    def __bool__(self) -> bool:
        return bool(self.venues or self.people)


def find() -> Drift:
    """Compare every venue's count with its open visits, and everybody's standing with theirs."""
    venues, venue_count = _first(_miscounted())
    people, people_count = _first(_misplaced())
    return Drift(venues, people, venue_count, people_count)


def repair(*, by: trail.Actor) -> None:
    """Set right all that departs: the newest open visit stands, earlier ones end with it."""
    now = timezone.now()
    retention.close_overdue(retention.HIGHEST, now)
    for people in _in_chunks(_suspects()):
        _repair_people(people, now, by)
    for venue_ids in _in_chunks(found.venue_id for found in _miscounted()):
        _repair_venues(venue_ids, now, by)


def _first(found: Iterator[T]) -> tuple[list[T], int]:
    shown = list(islice(found, SHOWN))
    return shown, len(shown) + sum(1 for _ in found)


def _miscounted() -> Iterator[Miscounted]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT r.venue_id, r.inside, r.recounted, o.changed_at FROM gapura_recount() r"
            " LEFT JOIN visits_occupancy o ON o.venue_id = r.venue_id"
            " WHERE r.inside <> r.recounted ORDER BY r.venue_id"
        )
        for row in cursor:
            yield Miscounted(*row)


def _misplaced() -> Iterator[Misplaced]:
    for people in _in_chunks(_suspects()):
        with transaction.atomic():  # a check-in may have come between; under its lock nothing does
            found = [found for found, _ in _looked_at_again(people)]
        yield from found


def _suspects() -> Iterator[UUID]:
    """People with an open visit in which they do not stand, or who stand in one that is not open, in order.

    Visits and people may lie in different databases, so both are read in the same order and put side by side
    here: what agrees comes twice.
    """
    visits = _open().order_by("person_id", "id").values_list("person_id", "id")
    standings = Standing.objects.exclude(visit_id=None).order_by("person_id")
    pairs = merge(visits.iterator(), standings.values_list("person_id", "visit_id").iterator())
    alone = (person for (person, _), same in groupby(pairs) if len(list(same)) == 1)
    return (person for person, _ in groupby(alone))


def _in_chunks(things: Iterable[T]) -> Iterator[list[T]]:
    left = iter(things)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _open() -> Any:
    return Visit.objects.filter(decision="admit", left_at=None)


def _looked_at_again(people: Sequence[UUID]) -> Iterator[tuple[Misplaced, list[Visit]]]:
    """Who of these is still misplaced, with their open visits, newest last; locks them all."""
    standings = Standing.objects.select_for_update(no_key=True).filter(person_id__in=people)
    stands = {standing.person_id: standing.visit_id for standing in standings.order_by("person_id")}
    visits: dict[UUID, list[Visit]] = {person: [] for person in stands}
    for visit in _open().filter(person_id__in=list(stands)).order_by("checked_in_at", "id"):
        visits[visit.person_id].append(visit)
    for person, own in visits.items():
        ids = tuple(visit.id for visit in own)
        if ids != (() if stands[person] is None else (stands[person],)):
            yield Misplaced(person, stands[person], ids), own


@transaction.atomic
def _repair_people(people: Sequence[UUID], now: datetime, by: trail.Actor) -> None:
    found = list(_looked_at_again(people))
    places = {visit.venue_id for _, own in found for visit in own}
    _lock(places)
    for person, own in found:
        _end_all_but_the_last(own)
        newest = own[-1] if own else None
        Standing.objects.filter(person_id=person.person_id).update(
            visit_id=newest.id if newest else None, venue_id=newest.venue_id if newest else None
        )
    corrected = _recount(places, now)
    if found:
        trail.record(
            "visits.standing_repaired",
            by=by,
            subject="visits",
            people=len(found),
            visits=[str(visit.id) for _, own in found for visit in own[:-1]],
            venues=[str(venue_id) for venue_id in corrected],
        )


def _end_all_but_the_last(own: list[Visit]) -> None:
    """Each earlier visit ended when the next began, or at its limit."""
    for visit, later in pairwise(own):
        at_limit = visit.limit_at <= later.checked_in_at
        Visit.objects.filter(id=visit.id, day=visit.day, venue_id=visit.venue_id).update(
            left_at=visit.limit_at if at_limit else later.checked_in_at,
            left_by="limit" if at_limit else "elsewhere",
        )


@transaction.atomic
def _repair_venues(venue_ids: Sequence[UUID], now: datetime, by: trail.Actor) -> None:
    _lock(set(venue_ids))
    corrected = _recount(set(venue_ids), now)
    if corrected:
        trail.record(
            "visits.occupancy_repaired",
            by=by,
            subject="visits",
            venues={str(venue_id): f"{kept} -> {counted}" for venue_id, (kept, counted) in corrected.items()},
        )


def _lock(venue_ids: set[UUID]) -> None:
    if venue_ids:
        with connection.cursor() as cursor:
            cursor.execute("SELECT gapura_open_venues(%s::uuid[])", [sorted(venue_ids)])
        locked = Occupancy.objects.select_for_update(no_key=True).filter(venue_id__in=venue_ids)
        list(locked.order_by("venue_id"))


def _recount(venue_ids: set[UUID], now: datetime) -> dict[UUID, tuple[int, int]]:
    """Set the counts of venues that are locked; returns what each was and is, where that differs."""
    counted: dict[UUID, int] = dict(
        _open()
        .filter(venue_id__in=venue_ids, day__gte=(now - LONGEST_OPEN).date())
        .values_list("venue_id")
        .annotate(people=Sum(1 + F("companions")))
    )
    corrected = {}
    for occupancy in Occupancy.objects.filter(venue_id__in=venue_ids):
        right = counted.get(occupancy.venue_id, 0)
        if occupancy.inside != right:
            corrected[occupancy.venue_id] = occupancy.inside, right
            Occupancy.objects.filter(venue_id=occupancy.venue_id).update(inside=right, changed_at=now)
    return corrected
