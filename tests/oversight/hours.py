"""The hours of a simulated quarter as rows in the database: counts, or real visits."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg import sql

from gapura.core.ids import day_of
from gapura.demo.repeatable import repeatable_id
from gapura.demo.simulation.direct import COLUMNS
from gapura.demo.simulation.quarter import Hour, Office
from gapura.demo.simulation.rows import ZONE
from gapura.oversight.rollups.counting import add_up_days, add_up_regions

PIECE: Final = 200_000
"""Visits of one statement, which then ends long before its time is over."""


def write_counts(hours: Sequence[Hour]) -> None:
    """Write hours as the roll-ups count them, and add them up to days and regions; one COPY."""
    counted = ("check_ins", "people", "entered", "admit", "left_visitor")
    columns = ("venue_id", "hour", "door", "day", "clock", *counted)
    with connection.cursor() as cursor, cursor.copy(_copy("oversight_venuehour", columns)) as copy:
        for each in hours:
            people = each.check_ins + each.companions
            counts = (each.check_ins, people, people, each.check_ins, each.check_outs)
            copy.write_row((each.key, _begins(each), 1, each.day, each.clock, *counts))
    add_up_days({(UUID(each.key), each.day) for each in hours})
    add_up_regions(hours=sorted({_begins(each) for each in hours}), days=sorted({each.day for each in hours}))


def write_visits(hours: Iterable[Hour], offices: Iterable[Office], *, seed: int) -> int:
    """Write every check-in of these hours as a visit of its own; returns how many."""
    offline = {office.key for office in offices if office.late}
    written, days = 0, set[date]()
    found = list(hours)
    for each in found:
        days |= {_begins(each).date()}
    with connection.cursor() as cursor:
        if days:
            cursor.execute("SELECT gapura_make_partitions(%s, %s)", [min(days), max(days)])
        rows = _visits(found, offline, Random(f"visits {seed}"))
        while piece := list(islice(rows, PIECE)):
            with cursor.copy(_copy("visits_visit", COLUMNS)) as copy:
                for row in piece:
                    copy.write_row(row)
            written += len(piece)
    return written


def _visits(hours: Iterable[Hour], offline: set[str], rng: Random) -> Iterator[tuple[Any, ...]]:
    for each in hours:
        begins, place = _begins(each), UUID(each.key)
        extra, left = each.companions, each.check_outs
        for number in range(each.check_ins):
            at = begins + timedelta(milliseconds=rng.randrange(3_600_000))
            share = -(-extra // (each.check_ins - number))
            extra -= share
            yield _visit(place, at, share, number < left, each.key in offline, rng)


def _visit(
    place: UUID, at: datetime, companions: int, checks_out: bool, offline: bool, rng: Random
) -> tuple[Any, ...]:
    id = repeatable_id(at, rng)
    limit = at + timedelta(minutes=240)
    left = at + timedelta(minutes=30) if checks_out else limit
    person = UUID(int=rng.getrandbits(128))
    answer = ("green", "admit", "C_2021-09-13", "doses_complete", 1 + companions, 1000)
    ended = (left, "visitor" if checks_out else "limit", 0)
    return (id, day_of(id), place, person, 1, 1, companions, *answer, at, limit, *ended, offline)


def _begins(hour: Hour) -> datetime:
    return datetime.combine(hour.day, time(hour.clock), ZONE).astimezone(UTC)


def _copy(table: str, columns: Sequence[str]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
