"""Who was inside a venue while one person was, against a recount in plain Python."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapura.core import ids
from tests.visits.world import check_in, stand, visit

Database = psycopg.Connection[Any]
MINUTE = timedelta(minutes=1)
BEGIN = datetime.now(UTC).replace(hour=20, minute=0, second=0, microsecond=0) - timedelta(days=4)
"""In the evening, so that what follows goes on past midnight."""
PEOPLE = [ids.new_id() for _ in range(5)]
HERE, ELSEWHERE = uuid4(), uuid4()
OVERLAPS = "SELECT person_id, since, until, minutes, companions FROM gapura_overlaps(%s, %s, %s, %s, %s, %s)"


class Stay(NamedTuple):
    """Somebody's visit: who, where, from and until which minute, and how it ended."""

    person: int
    venue: UUID
    begins: int
    minutes: int
    ended: bool
    decision: str
    skew: int

    def row(self) -> dict[str, Any]:
        """As the gate writes it; an id's time may be some minutes from the visit's own."""
        since = BEGIN + self.begins * MINUTE
        until = since + self.minutes * MINUTE
        limit = until + 30 * MINUTE if self.ended else until
        return visit(
            PEOPLE[self.person],
            self.venue,
            id=ids.new_id(since + self.skew * MINUTE),
            checked_in_at=since,
            limit_at=limit,
            left_at=until if self.ended else None,
            left_by="visitor" if self.ended else None,
            decision=self.decision,
            companions=self.begins % 3,
        )


stays = st.builds(
    Stay,
    person=st.integers(0, len(PEOPLE) - 1),
    venue=st.sampled_from([HERE, HERE, HERE, ELSEWHERE]),
    begins=st.integers(0, 600),
    minutes=st.integers(1, 500),
    ended=st.booleans(),
    decision=st.sampled_from(["admit", "admit", "admit", "refuse"]),
    skew=st.integers(-14, 14),
)


def recount(rows: list[Stay], begin: int, end: int, at_least: int) -> dict[UUID, int]:
    """Everybody but the first person by the minutes together, counted one minute at a time."""
    inside = [row for row in rows if row.venue == HERE and row.decision == "admit"]
    mine = [range(max(r.begins, begin), min(r.begins + r.minutes, end)) for r in inside if r.person == 0]
    found: dict[UUID, int] = {}
    for other in (row for row in inside if row.person != 0):
        theirs = range(other.begins, other.begins + other.minutes)
        met = sum(len(set(theirs) & set(own)) for own in mine)
        if met:
            found[PEOPLE[other.person]] = found.get(PEOPLE[other.person], 0) + met
    return {person: minutes for person, minutes in found.items() if minutes >= at_least}


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A connection of our own to a fresh database."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        stand(connection, *PEOPLE)
        yield connection


def asked(db: Database, begin: int, end: int, at_least: int = 15, at_most: int = 1000) -> list[Any]:
    """What the database says of the first person's time at the venue."""
    span = (BEGIN + begin * MINUTE, BEGIN + end * MINUTE)
    return db.execute(OVERLAPS.encode(), [HERE, PEOPLE[0], *span, at_least, at_most]).fetchall()


@given(
    rows=st.lists(stays, max_size=12),
    begin=st.integers(0, 500),
    length=st.integers(1, 800),
    at_least=st.integers(1, 60),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_what_a_recount_says(
    db: Database, rows: list[Stay], begin: int, length: int, at_least: int
) -> None:
    for closed in (False, True):
        with db.transaction(force_rollback=True):
            check_in(db, *(row.row() for row in rows))
            if closed:
                db.execute(b"SELECT gapura_close_day(%s)", [BEGIN.date() + timedelta(days=1)])
            found = asked(db, begin, begin + length, at_least)
            assert {row[0]: row[3] for row in found} == recount(rows, begin, begin + length, at_least)


def test_it_says_from_when_until_when_and_with_how_many(db: Database) -> None:
    mine = Stay(0, HERE, 30, 60, True, "admit", 0)
    check_in(db, mine.row(), Stay(1, HERE, 50, 100, True, "admit", 0).row())
    assert asked(db, 0, 600) == [(PEOPLE[1], BEGIN + 50 * MINUTE, BEGIN + 90 * MINUTE, 40, 2)]
    assert asked(db, 0, 60) == []
    assert [row[3] for row in asked(db, 0, 65)] == [15]


def test_whoever_came_back_is_one_person_whose_minutes_add_up(db: Database) -> None:
    stays = [Stay(0, HERE, 0, 200, True, "admit", 0)]
    stays += [Stay(1, HERE, begins, 8, True, "admit", 0) for begins in (10, 100)]
    check_in(db, *(stay.row() for stay in stays))
    assert [(row[0], row[3]) for row in asked(db, 0, 600)] == [(PEOPLE[1], 16)]


def test_it_is_bounded(db: Database) -> None:
    check_in(db, *(Stay(person, HERE, 0, 60, True, "admit", 0).row() for person in range(5)))
    assert len(asked(db, 0, 600)) == 4
    assert len(asked(db, 0, 600, at_most=2)) == 2


def test_no_day_is_read_whole(db: Database) -> None:
    """Of a closed day the venue's own visits are read, of one that goes on those that began near enough."""
    crowd = [ids.new_id() for _ in range(3000)]
    stand(db, *crowd)
    morning = BEGIN.replace(hour=1)
    days = [morning, morning + timedelta(days=2)]
    for day in days:
        check_in(db, *(visit(who, uuid4(), at=day + n * 0.4 * MINUTE) for n, who in enumerate(crowd)))
    check_in(db, Stay(0, HERE, 0, 60, True, "admit", 0).row())
    early = visit(PEOPLE[0], HERE, at=days[1].replace(hour=0) + 2 * MINUTE, limit_at=days[1])
    check_in(db, early)
    db.execute(b"SELECT gapura_close_day(%s)", [BEGIN.date() + timedelta(days=1)])
    read = "SELECT coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
    of_day = read + " WHERE relname = %s"
    for day, begin, most in ((days[0], 0, 50), (days[1], 28 * 60, 500)):
        with db.transaction():
            name = f"visits_visit_{day:%Y%m%d}"
            before = db.execute(of_day.encode(), [name]).fetchone()
            assert asked(db, begin, begin + 300) == []
            after = db.execute(of_day.encode(), [name]).fetchone()
        assert after is not None
        assert after[0] - (before[0] if before else 0) < most


def test_the_lowest_id_of_a_moment_is_what_python_says(db: Database) -> None:
    for at in (BEGIN, datetime(2031, 5, 6, 7, 8, 9, 999_999, UTC)):
        row = db.execute(b"SELECT gapura_first_id(%s)", [at]).fetchone()
        assert row == (ids.first_id(at),)
