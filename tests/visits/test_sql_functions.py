"""The database's own functions: what each does once, twice, and when it cannot."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from gapura.core import ids
from gapura.gate.store import SETTINGS
from tests.visits.world import check_in, check_out, facts, stand, visit

Database = psycopg.Connection[Any]


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A connection of our own to a fresh database."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def ana(db: Database) -> UUID:
    """Somebody known to the gate."""
    return _person(db)


@pytest.fixture
def hall(db: Database) -> UUID:
    """A venue with its occupancy row."""
    venue_id = uuid4()
    db.execute(b"SELECT gapura_open_venues(%s::uuid[])", [[venue_id]])
    return venue_id


def _person(db: Database) -> UUID:
    person_id = ids.new_id()
    stand(db, person_id)
    return person_id


def _one(db: Database, query: str, *values: object) -> Any:
    row = db.execute(query.encode(), values).fetchone()
    return row[0] if row else None


def _inside(db: Database, venue_id: UUID) -> int:
    return int(_one(db, "SELECT inside FROM visits_occupancy WHERE venue_id = %s", venue_id))


def test_partitions_are_made_once_and_each_holds_its_day(db: Database) -> None:
    first, last = date(2031, 1, 30), date(2031, 2, 2)
    make = "SELECT gapura_make_partitions(%s, %s)"
    assert _one(db, make, first, last) == 4
    assert _one(db, make, first, last) == 0
    assert _one(db, make, first, last + timedelta(days=1)) == 1
    days = [row[0] for row in db.execute(b"SELECT day FROM gapura_partitions() WHERE day > '2031-01-01'")]
    assert days == [first + timedelta(days=n) for n in range(5)]


def test_a_day_without_a_partition_is_refused_not_misfiled(db: Database, ana: UUID, hall: UUID) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        check_in(db, visit(ana, hall, at=datetime(2040, 1, 1, tzinfo=UTC)))


def test_facts_come_by_place_and_unknown_people_do_not(db: Database, ana: UUID) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    db.execute(
        b"INSERT INTO people_device (person_id, id, label, expires_at)"
        b" VALUES (%s, 7, '', %s), (%s, 8, '', %s)",
        [ana, later, ana, later - timedelta(days=2)],
    )
    rows = facts(db, [(uuid4(), 7), (ana, 7), (ana, 8), (ana, 9)])
    people = sorted((row.place, row.evidence, row.live) for row in rows if row.place)
    assert people == [(2, "{}", True), (3, "{}", False), (4, "{}", False)]


def test_an_admitted_visit_stands_and_counts_and_others_do_not(db: Database, ana: UUID, hall: UUID) -> None:
    budi = _person(db)
    mine = visit(ana, hall, companions=3)
    assert check_in(db, mine, visit(budi, hall, decision="verify", colour="yellow")) == 2
    assert _inside(db, hall) == 4
    assert _one(db, "SELECT visit_id FROM people_standing WHERE person_id = %s", ana) == mine["id"]
    assert _one(db, "SELECT visit_id FROM people_standing WHERE person_id = %s", budi) is None


def test_an_id_written_before_leaves_its_whole_batch_unwritten(db: Database, ana: UUID, hall: UUID) -> None:
    mine = visit(ana, hall)
    check_in(db, mine)
    with pytest.raises(psycopg.Error) as refused:
        check_in(db, visit(_person(db), hall), mine)
    assert isinstance(refused.value, psycopg.errors.UniqueViolation)
    assert _inside(db, hall) == 1


def test_a_check_out_is_the_same_done_twice(db: Database, ana: UUID, hall: UUID) -> None:
    mine = visit(ana, hall, companions=2)
    check_in(db, mine)
    assert check_out(db, mine) == 1
    assert check_out(db, mine, by="officer") == 0
    assert _inside(db, hall) == 0
    assert _one(db, "SELECT left_by FROM visits_visit") == "visitor"
    assert _one(db, "SELECT count(*) FROM people_standing WHERE visit_id IS NOT NULL") == 0


def test_closing_an_old_visit_leaves_the_new_one_standing(db: Database, ana: UUID, hall: UUID) -> None:
    old, new = visit(ana, hall), visit(ana, hall)
    check_in(db, old)
    check_in(db, new)
    check_out(db, old, by="elsewhere")
    assert _one(db, "SELECT visit_id FROM people_standing") == new["id"]
    assert db.execute(b"SELECT * FROM gapura_recount() WHERE inside <> recounted").fetchall() == []


def _venues(db: Database, number: int, *stay_limits: int) -> None:
    db.execute(
        b"INSERT INTO regions_region (code, name, level, kind, time_zone) VALUES ('ID', '', 'nation', '', '')"
        b" ON CONFLICT DO NOTHING"
    )
    db.execute(
        b"INSERT INTO venues_venue (id, name, category, sector, region_id, address, time_zone, capacity,"
        b" stay_limit, opening_hours, state, state_reason, provenance, wished_name)"
        b" SELECT gen_random_uuid(), gen_random_uuid()::text, '', 'office', 'ID', '', '', 1,"
        b" (%s::integer[])[1 + n %% %s], '{}', 'live', '', '', '' FROM generate_series(1, %s) n",
        [list(stay_limits), len(stay_limits), number],
    )
    db.execute(b"ANALYZE venues_venue")


def _claim(db: Database) -> Any:
    claim = "SELECT stays FROM gapura_claim_sweep('due', clock_timestamp(), '0')"
    return _one(db, claim)


def test_whoever_takes_a_sweep_is_told_each_stay_limit_once(db: Database) -> None:
    assert _claim(db) is None
    _venues(db, 1, 240)
    assert _claim(db) == [240]
    _venues(db, 9, 480, 5, 240)
    assert _claim(db) == [5, 240, 480]


def test_the_stay_limits_are_found_without_reading_every_venue(db: Database) -> None:
    _venues(db, 3000, 60, 240)
    read = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'venues_venue'"
    with db.transaction():
        assert _claim(db) == [60, 240]
        assert _one(db, read) < 30


def test_visits_are_found_by_id_whatever_their_day(db: Database, ana: UUID, hall: UUID) -> None:
    rows = [visit(ana, hall, at=datetime.now(UTC) - timedelta(days=days)) for days in (0, 3, 9)]
    check_in(db, *rows)
    wanted = [rows[0], rows[2]]
    found = db.execute(
        b"SELECT id FROM gapura_visits(%s::uuid[], %s::date[]) ORDER BY id",
        [[row["id"] for row in wanted], [row["day"] for row in wanted]],
    ).fetchall()
    assert [row[0] for row in found] == sorted(row["id"] for row in wanted)
    assert db.execute(b"SELECT * FROM gapura_visits('{}', '{}')").fetchall() == []


def test_history_is_newest_first_and_one_persons(db: Database, ana: UUID, hall: UUID) -> None:
    rows = [visit(ana, hall, at=datetime.now(UTC) - timedelta(days=days)) for days in (9, 3, 0)]
    check_in(db, visit(_person(db), hall), *rows)
    found = [row[0] for row in db.execute(b"SELECT id FROM gapura_history(%s)", [ana])]
    assert found == [row["id"] for row in reversed(rows)]
    some = db.execute(b"SELECT id FROM gapura_history(%s, %s, %s, 1)", [ana, rows[0]["id"], rows[1]["id"]])
    assert [row[0] for row in some] == [rows[1]["id"]]


def test_what_is_past_its_limit_is_closed_at_its_limit(db: Database, ana: UUID, hall: UUID) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    over = visit(ana, hall, at=now - timedelta(hours=5), companions=1)
    fresh = visit(_person(db), hall)
    check_in(db, over, fresh)
    low, high = ids.new_id(now - timedelta(days=2)), ids.new_id(now + timedelta(minutes=1))
    close = "SELECT gapura_close_overdue(%s, %s, %s)"
    assert _one(db, close, ids.new_id(now - timedelta(hours=1)), high, now) == 0
    assert _one(db, close, low, high, now) == 1
    assert _one(db, close, low, high, now) == 0
    row = db.execute(
        b"SELECT left_at = limit_at, left_by, left_occupancy FROM visits_visit WHERE id = %s", [over["id"]]
    ).fetchone()
    assert row == (True, "limit", 1)
    assert _inside(db, hall) == 1
    assert db.execute(b"SELECT * FROM gapura_recount() WHERE inside <> recounted").fetchall() == []


def test_the_totals_of_a_day_are_by_venue_and_decision(db: Database, ana: UUID, hall: UUID) -> None:
    check_in(
        db,
        visit(ana, hall, companions=2),
        visit(_person(db), hall),
        visit(_person(db), hall, decision="full"),
    )
    today = datetime.now(UTC).date()
    rows = db.execute(
        b"SELECT decision, check_ins, people, still_open FROM gapura_totals(%s) ORDER BY 1", [today]
    ).fetchall()
    assert rows == [("admit", 2, 4, 2), ("full", 1, 1, 0)]


def test_dropping_counts_and_refuses_what_is_still_open(db: Database, ana: UUID, hall: UUID) -> None:
    old = datetime.now(UTC) - timedelta(days=10)
    mine = visit(ana, hall, at=old)
    check_in(db, mine)
    before = (old + timedelta(days=1)).date()
    drop = b"SELECT visits FROM gapura_drop_partitions(%s) WHERE visits > 0"
    with pytest.raises(psycopg.errors.ObjectInUse):
        db.execute(drop, [before])
    check_out(db, mine)
    assert db.execute(drop, [before]).fetchall() == [(1,)]
    assert _one(db, "SELECT count(*) FROM gapura_partitions() WHERE day < %s", before) == 0


def test_every_old_day_is_counted_before_the_first_is_dropped(db: Database, ana: UUID, hall: UUID) -> None:
    """From the first drop on the gate waits: what refuses a later day has to show before."""
    old = datetime.now(UTC) - timedelta(days=10)
    check_in(db, visit(ana, hall, at=old))
    first = (old - timedelta(days=1)).date()
    db.execute(b"SELECT gapura_make_partitions(%s, %s)", [first, first])
    db.execute(f"CREATE TEMP VIEW undroppable AS SELECT FROM visits_visit_{first:%Y%m%d}".encode())
    drop = b"SELECT gapura_drop_partitions(%s)"
    with pytest.raises(psycopg.errors.ObjectInUse):
        db.execute(drop, [(old + timedelta(days=1)).date()])
    with pytest.raises(psycopg.errors.DependentObjectsStillExist):
        db.execute(drop, [old.date()])


def test_venues_are_locked_with_those_where_people_stand(db: Database, ana: UUID, hall: UUID) -> None:
    elsewhere, unopened = uuid4(), uuid4()
    db.execute(b"SELECT gapura_open_venues(%s::uuid[])", [[elsewhere]])
    check_in(db, visit(ana, hall, companions=2))
    rows = facts(db, [(ana, 7), (_person(db), 7)], [elsewhere, unopened])
    assert {row.venue_id: row.inside for row in rows if row.inside is not None} == {hall: 3, elsewhere: 0}


def test_ids_that_visits_have_are_told(db: Database, ana: UUID, hall: UUID) -> None:
    earlier = visit(ana, hall, at=datetime.now(UTC) - timedelta(days=1), decision="refuse")
    mine = visit(ana, hall)
    check_in(db, earlier, mine)
    rows = facts(db, [(ana, 7)], [hall], [earlier["id"], mine["id"], ids.new_id()])
    assert {row.visit_id for row in rows if row.place is None and row.inside is None} == {
        earlier["id"],
        mine["id"],
    }


@pytest.mark.parametrize(
    "wrong", [{"colour": "blue"}, {"decision": "perhaps"}, {"companions": -1}, {"left_by": "lift"}]
)
def test_a_visit_holds_no_words_that_there_are_not(
    db: Database, ana: UUID, hall: UUID, wrong: dict[str, Any]
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        check_in(db, visit(ana, hall), visit(ana, hall, **wrong))
    assert facts(db, [(ana, 7)])[0].visit_id is None


def test_nobody_leaves_in_a_way_that_there_is_not(db: Database, ana: UUID, hall: UUID) -> None:
    mine = visit(ana, hall)
    check_in(db, mine)
    with pytest.raises(psycopg.errors.CheckViolation):
        check_out(db, mine, by="lift")
    assert _inside(db, hall) == 1


def test_no_plan_of_the_hot_path_reads_a_whole_day(db: Database, ana: UUID, hall: UUID) -> None:
    """The trap: a plan made while a partition is small that walks all of it once it is large."""
    for name, value in SETTINGS.items():
        db.execute(b"SELECT set_config(%s, %s, false)", [name, value])
    rows = [visit(ana, hall, decision="refuse", colour="red") for _ in range(3000)]
    check_in(db, *rows[:5])
    check_out(db, rows[0])
    db.execute(b"SELECT * FROM gapura_visits(%s::uuid[], %s::date[])", [[rows[0]["id"]], [rows[0]["day"]]])
    for start in range(5, 3000, 500):
        check_in(db, *rows[start : start + 500])
    before = _blocks(db)
    check_out(db, rows[7])
    db.execute(b"SELECT * FROM gapura_visits(%s::uuid[], %s::date[])", [[rows[9]["id"]], [rows[9]["day"]]])
    assert _blocks(db) - before < 60


def _blocks(db: Database) -> int:
    """Blocks of today's visits and their key that this database has read so far."""
    db.execute(b"SELECT pg_stat_force_next_flush()")
    return int(
        _one(
            db,
            "SELECT sum(heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read)"
            " FROM pg_statio_user_tables WHERE relname LIKE 'visits_visit_2%%'",
        )
    )
