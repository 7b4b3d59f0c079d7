"""Writes a past day straight into the database: decided by the same rules, counted as exactly, all closed."""

import heapq
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db import connection, transaction
from psycopg import sql

from gapura.core.evidence import Evidence
from gapura.core.ids import day_of
from gapura.core.policy import RuleSet, Screening, capacity_allowed, screen
from gapura.demo.repeatable import repeatable_id
from gapura.demo.simulation.day import SHARES, Call, plan
from gapura.demo.simulation.report import Report
from gapura.people.models import Standing
from gapura.rulesets.acts import ruleset_for
from gapura.venues.codes import number_of
from gapura.venues.models import State, Venue

COLUMNS = (
    "id",
    "day",
    "venue_id",
    "person_id",
    "number",
    "door",
    "companions",
    "colour",
    "decision",
    "ruleset",
    "reasons",
    "occupancy",
    "capacity",
    "checked_in_at",
    "limit_at",
    "left_at",
    "left_by",
    "left_occupancy",
    "offline",
)
LOOK_AT = timedelta(hours=12)


@dataclass(slots=True)
class _Place:
    """A venue on that day: its rules, how many it may hold, how many are inside."""

    venue: Venue
    number: int
    doors: int
    zone: ZoneInfo
    rules: RuleSet
    capacity: int
    inside: int = 0


@dataclass(slots=True)
class _Row:
    """One visit as it will be kept."""

    id: UUID
    call: Call
    place: _Place
    person: UUID
    at: datetime
    door: int
    screening: Screening
    decision: str
    occupancy: int
    left_at: datetime | None = None
    left_occupancy: int | None = None


@dataclass(slots=True)
class _Day:
    """A day under way."""

    midnight: datetime
    places: list[_Place]
    people: list[tuple[UUID, Evidence]]
    rows: list[_Row] = field(default_factory=list)
    leaving: list[tuple[int, int]] = field(default_factory=list)


@transaction.atomic
def write(day: date, *, visits: int, seed: int, progress: Any = None) -> Report:
    """About `visits` visits on a past day, by whoever has a standing; the same seed writes them only once.

    ValueError where there are no venues or no people. Nobody's present standing is touched.
    """
    began = time.monotonic()
    rng = Random(f"{seed} {day.isoformat()}")
    places, people = _places(day), _people()
    if not places or not people:
        raise ValueError("There are no venues, or no people, to simulate with.")
    midnight = datetime(day.year, day.month, day.day, tzinfo=places[0].zone)
    stage = _Day(midnight, places, people)
    sizes = [place.capacity for place in places]
    calls = plan(visits, sizes=sizes, groups=_groups(stage), rng=rng)
    for done, (call, at) in enumerate(zip(calls, _moments(midnight, calls, rng), strict=True), 1):
        _empty_until(stage, call.arrives)
        _arrive(stage, call, at, rng)
        if progress:
            progress(done, len(calls))
    _empty_until(stage, None)
    _insert(stage.rows)
    return _reported(stage.rows, time.monotonic() - began)


def _places(day: date) -> list[_Place]:
    venues = Venue.objects.filter(state=State.LIVE).select_related("region").order_by("id")
    return [_place(venue, day) for venue in venues.prefetch_related("numbers", "doors")]


def _place(venue: Venue, day: date) -> _Place:
    rules, _ = ruleset_for(venue.region, day)
    level = venue.region.ppkm_level
    return _Place(
        venue=venue,
        number=number_of(venue),
        doors=len(venue.doors.all()),
        zone=ZoneInfo(venue.time_zone),
        rules=rules,
        capacity=capacity_allowed(rules, venue.capacity, venue.sector, level, day),
    )


def _people() -> list[tuple[UUID, Evidence]]:
    rows = Standing.objects.order_by("person_id").values_list("person_id", "evidence")
    return [(person, msgspec.convert(evidence, Evidence)) for person, evidence in rows.iterator()]


def _groups(stage: _Day) -> dict[str, list[int]]:
    """The people by what the rules of most places say at midday; the black ones apart."""
    groups: dict[str, list[int]] = {kind: [] for kind in SHARES}
    place = stage.places[0]
    for number, (_, evidence) in enumerate(stage.people):
        found = _screened(place, evidence, stage.midnight + LOOK_AT)
        groups["black" if found.colour == "black" else found.decision].append(number)
    return groups


def _screened(place: _Place, evidence: Evidence, at: datetime) -> Screening:
    region = place.venue.region
    return screen(
        place.rules,
        evidence,
        at=at,
        zone=place.zone,
        sector=place.venue.sector,
        ppkm_level=region.ppkm_level,
        region=region.code,
    )


def _moments(midnight: datetime, calls: Iterable[Call], rng: Random) -> list[datetime]:
    """When exactly each comes, somewhere in its second; of two in one second the first is the earlier."""
    moments = sorted(call.arrives * 1_000_000 + rng.randrange(1_000_000) for call in calls)
    return [midnight + timedelta(microseconds=moment) for moment in moments]


def _arrive(stage: _Day, call: Call, at: datetime, rng: Random) -> None:
    place = stage.places[call.venue]
    person, evidence = stage.people[call.person]
    screening = _screened(place, evidence, at)
    decision: str = screening.decision
    party = 1 + call.companions
    if decision == "admit":
        if place.inside + party > place.capacity:
            decision = "full"
        else:
            place.inside += party
            heapq.heappush(stage.leaving, (call.leaves, len(stage.rows)))
    door = rng.randint(1, place.doors) if place.doors else 0
    visit = repeatable_id(at, rng)
    stage.rows.append(_Row(visit, call, place, person, at, door, screening, decision, place.inside))


def _empty_until(stage: _Day, moment: int | None) -> None:
    """Let out whoever leaves up to a second of the day; everybody where it is None."""
    while stage.leaving and (moment is None or stage.leaving[0][0] <= moment):
        leaves, number = heapq.heappop(stage.leaving)
        row = stage.rows[number]
        row.place.inside -= 1 + row.call.companions
        row.left_at = max(row.at, stage.midnight + timedelta(seconds=leaves))
        row.left_occupancy = row.place.inside


def _insert(rows: Sequence[_Row]) -> None:
    """Past the ORM, by COPY into a table of this transaction, so that ids already there are left out."""
    days = {day_of(row.id) for row in rows}
    names = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
    with connection.cursor() as cursor:
        if days:
            cursor.execute("SELECT gapura_make_partitions(%s, %s)", [min(days), max(days)])
        cursor.execute("CREATE TEMPORARY TABLE simulated (LIKE visits_visit) ON COMMIT DROP")
        with cursor.copy(sql.SQL("COPY simulated ({}) FROM STDIN").format(names)) as copy:
            for row in rows:
                copy.write_row(_values(row))
        # Written after their day, so whoever counts visits is told.
        cursor.execute(
            sql.SQL(
                "WITH written AS (INSERT INTO visits_visit ({0}) SELECT {0} FROM simulated"
                " ON CONFLICT DO NOTHING RETURNING id, venue_id)"
                " SELECT gapura_mark_late(array_agg(id), array_agg(venue_id)) FROM written"
            ).format(names)
        )
        cursor.execute("DROP TABLE simulated")


def _values(row: _Row) -> tuple[Any, ...]:
    at = row.at.astimezone(UTC)
    return (
        row.id,
        day_of(row.id),
        row.place.venue.id,
        row.person,
        row.place.number,
        row.door,
        row.call.companions,
        row.screening.colour,
        row.decision,
        row.screening.ruleset,
        ",".join(("full", *row.screening.reasons) if row.decision == "full" else row.screening.reasons),
        row.occupancy,
        row.place.capacity,
        at,
        at + timedelta(minutes=row.place.venue.stay_limit),
        row.left_at,
        "visitor" if row.left_at else None,
        row.left_occupancy,
        False,
    )


def _reported(rows: Iterable[_Row], seconds: float) -> Report:
    report = Report(seconds=seconds, venues=Counter())
    for row in rows:
        report.answered(row.decision, row.screening.colour, row.place.venue.name, row.call.arrives)
        report.check_outs += row.left_at is not None
    return report
