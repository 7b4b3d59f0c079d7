"""The rules of growth, read from the catalog of a plain PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

GROWING = {
    "visits_visit": "venue_id",
    "visits_occupancy": "venue_id",
    "visits_latevisit": "venue_id",
    "people_standing": "person_id",
    "oversight_venuehour": "venue_id",
    "oversight_venueday": "venue_id",
}


@pytest.fixture
def db(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of our own to a fresh database."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def _all(db: psycopg.Connection[Any], query: str, *values: object) -> list[Any]:
    return [row[0] if len(row) == 1 else row for row in db.execute(query.encode(), values)]


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
            *("check_in", "check_out", "close_at_limit", "close_overdue", "drop_partitions", "facts"),
            *(
                "history",
                "lock_venues",
                "make_partitions",
                "mark_late",
                "open_venues",
                "partitions",
                "recount",
            ),
            *("totals", "venues", "visits"),
        )
    )
