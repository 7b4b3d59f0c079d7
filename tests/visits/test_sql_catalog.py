"""The rules of growth, read from the catalog of a plain PostgreSQL."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from gapura.common import growth
from gapura.core import ids
from tests.visits.world import check_in, stand, visit

GROWING = growth.SHARDED
OURS = "SELECT p.proname::text, p.prosrc FROM pg_proc p WHERE p.proname LIKE 'gapura%%'"


@pytest.fixture
def db(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of our own to a fresh database."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def _all(db: psycopg.Connection[Any], query: str, *values: object) -> list[Any]:
    return [row[0] if len(row) == 1 else row for row in db.execute(query.encode(), values)]


def test_every_table_is_declared_and_every_declared_one_is_there(db: psycopg.Connection[Any]) -> None:
    tables = _all(
        db,
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT relispartition",
    )
    assert [table for table in tables if growth.home_of(table) is None] == []
    named = {*growth.SHARDED, *growth.REFERENCE, *growth.PER_SHARD, *growth.LOCAL}
    assert named <= set(tables)
    assert len(named) == sum(map(len, (growth.SHARDED, growth.REFERENCE, growth.PER_SHARD, growth.LOCAL))), (
        "a table is declared twice"
    )


@pytest.mark.parametrize(("table", "column"), GROWING.items())
def test_the_distribution_column_is_a_uuid_of_every_key(
    db: psycopg.Connection[Any], table: str, column: str
) -> None:
    kind = _all(
        db,
        "SELECT format_type(atttypid, NULL), attnotnull FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attname = %s",
        table,
        column,
    )
    assert kind == [("uuid", True)]
    keys = _all(
        db,
        "SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_index i JOIN pg_attribute a"
        " ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)"
        " WHERE i.indrelid = %s::regclass AND i.indisunique GROUP BY i.indexrelid",
        table,
    )
    assert keys
    assert all(column in key for key in keys)


def test_visits_are_partitioned_by_day_one_level_deep_without_a_default(db: psycopg.Connection[Any]) -> None:
    assert _all(db, "SELECT pg_get_partkeydef('visits_visit'::regclass)") == ["RANGE (day)"]
    assert _all(db, "SELECT partdefid FROM pg_partitioned_table") == [0]
    assert _all(db, "SELECT max(level) FROM pg_partition_tree('visits_visit')") == [1]
    key = _all(
        db,
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = 'visits_visit'::regclass AND contype = 'p'",
    )
    assert key == ["PRIMARY KEY (id, day, venue_id)"]


def test_partitions_leave_room_for_the_check_out(db: psycopg.Connection[Any]) -> None:
    options = _all(
        db,
        "SELECT DISTINCT c.reloptions FROM gapura_partitions() p JOIN pg_class c ON c.oid = p.name::regclass",
    )
    assert options == [["fillfactor=80"]]


@pytest.mark.parametrize("table", GROWING)
def test_the_growing_tables_have_no_foreign_keys_triggers_or_sequences(
    db: psycopg.Connection[Any], table: str
) -> None:
    keys = (
        "SELECT conname FROM pg_constraint"
        " WHERE contype = 'f' AND (conrelid = %s::regclass OR confrelid = %s::regclass)"
    )
    assert _all(db, keys, table, table) == []
    assert _all(db, "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass", table) == []
    defaults = "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = %s::regclass"
    assert not [text for text in _all(db, defaults, table) if "nextval" in text]


def test_a_visit_carries_two_indexes_and_no_more(db: psycopg.Connection[Any]) -> None:
    indexes = _all(
        db,
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = 'visits_visit'::regclass",
    )
    assert {text.split(" USING ")[1] for text in indexes} == {
        "btree (id, day, venue_id)",
        "btree (person_id, id)",
    }


def test_the_hot_path_has_its_handful_of_functions(db: psycopg.Connection[Any]) -> None:
    names = _all(db, "SELECT DISTINCT proname::text FROM pg_proc WHERE proname LIKE 'gapura%%' ORDER BY 1")
    assert names == sorted(
        f"gapura_{name}"
        for name in (
            *("check_in", "check_out", "claim_sweep", "close_at_limit", "close_day", "close_overdue"),
            *("day_of", "drop_partitions", "facts", "first_id", "held_back", "history"),
            *(
                "make_partitions",
                "mark_late",
                "note_minute",
                "open_venues",
                "overlaps",
                "partitions",
                "pass_owners",
                "recount",
                "scanned",
            ),
            *("scanners", "swept", "totals", "venues", "visits"),
        )
    )


def test_the_reference_tables_point_at_reference_tables_only(db: psycopg.Connection[Any]) -> None:
    pointed_at = _all(
        db,
        "SELECT DISTINCT confrelid::regclass::text FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid::regclass::text = ANY (%s)",
        sorted(growth.REFERENCE),
    )
    assert set(pointed_at) <= growth.REFERENCE


def test_nothing_that_writes_reads_a_clock_throws_dice_or_waits_for_others(
    db: psycopg.Connection[Any],
) -> None:
    """Times and days are parameters: a repeat after midnight must find its first try."""
    forbidden = re.compile(
        r"\b(now|clock_timestamp|timeofday|random|gen_random_uuid|nextval|pg_notify|pg_sleep)\s*\("
        r"|current_date|current_timestamp|pg_(try_)?advisory|\bNOTIFY\b",
        re.IGNORECASE,
    )
    assert {name: forbidden.findall(text) for name, text in _all(db, OURS) if forbidden.search(text)} == {}


def test_visits_and_people_are_never_joined_or_moved(db: psycopg.Connection[Any]) -> None:
    joined = re.compile(r"JOIN\s+people_\w+[^;]*visits_visit|visits_visit[^;]*JOIN\s+people_")
    changes = re.compile(r"UPDATE\s+visits_visit\s+\w+\s+SET\s(.*?)\bFROM\b", re.DOTALL)
    changed = {
        column
        for _, text in _all(db, OURS)
        for found in changes.findall(text)
        for column in re.findall(r"(\w+)\s*=", found)
    }
    assert changed == {"left_at", "left_by", "left_occupancy"}
    assert [name for name, text in _all(db, OURS) if joined.search(text)] == []
    assert (
        _all(db, "SELECT viewname FROM pg_views WHERE definition ~ 'visits_visit' AND definition ~ 'people_'")
        == []
    )


def test_a_days_partition_is_where_its_ids_time_says(db: psycopg.Connection[Any]) -> None:
    days = [date(1970, 1, 1), date(2021, 10, 12), date(2026, 2, 28)]
    for day in days:
        for at in (time(0), time(23, 59, 59, 999_000)):
            id = ids.new_id(datetime.combine(day, at, UTC))
            assert _all(db, "SELECT gapura_day_of(%s)", id) == [day]


def test_what_every_check_in_changes_has_room_on_its_page(db: psycopg.Connection[Any]) -> None:
    rows = _all(
        db,
        "SELECT relname::text, reloptions::text[] FROM pg_class"
        " WHERE relname IN ('visits_occupancy', 'people_standing') ORDER BY 1",
    )
    options = {name: dict(option.split("=") for option in found) for name, found in rows}
    assert int(options["visits_occupancy"]["fillfactor"]) <= 50
    assert int(options["people_standing"]["fillfactor"]) <= 70
    # By a number of changes, not by a share of millions of rows.
    assert all(int(found["autovacuum_vacuum_threshold"]) <= 5000 for found in options.values())
    indexed = _all(
        db,
        "SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid"
        " AND a.attnum = ANY (i.indkey) WHERE i.indrelid IN ('visits_occupancy'::regclass,"
        " 'people_standing'::regclass) ORDER BY 1",
    )
    assert indexed == ["person_id", "venue_id"]


def test_a_closed_day_is_indexed_by_venue_and_a_day_that_goes_on_is_not(db: psycopg.Connection[Any]) -> None:
    today = datetime.now(UTC).date()
    person, hall = ids.new_id(), uuid4()
    stand(db, person)
    for ago in (0, 1, 2, 3):
        check_in(db, visit(person, hall, at=datetime.now(UTC) - timedelta(days=ago), decision="refuse"))
    close = "SELECT gapura_close_day(%s)"
    before = today - timedelta(days=1)
    assert [_all(db, close, before)[0] for _ in range(3)] == [
        today - timedelta(days=3),
        today - timedelta(days=2),
        None,
    ]
    indexed = _all(
        db, "SELECT tablename::text FROM pg_indexes WHERE indexdef LIKE '%%(venue_id, checked_in_at)'"
    )
    assert sorted(indexed) == [f"visits_visit_{today - timedelta(days=ago):%Y%m%d}" for ago in (3, 2)]


def test_a_day_is_closed_whichever_way_the_catalog_is_searched(db: psycopg.Connection[Any]) -> None:
    person = ids.new_id()
    stand(db, person)
    day = datetime.now(UTC) - timedelta(days=3)
    check_in(db, visit(person, uuid4(), at=day, decision="refuse"))
    with db.transaction():
        for way in ("enable_nestloop", "enable_indexscan", "enable_bitmapscan"):
            db.execute(f"SET LOCAL {way} = off")
        assert _all(db, "SELECT gapura_close_day(%s)", day.date() + timedelta(days=1)) == [day.date()]
