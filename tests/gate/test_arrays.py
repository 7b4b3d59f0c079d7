"""Arrays in PostgreSQL's binary form: the database reads from each what it reads from the same as text."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.pq import Format

from gapura.gate import arrays
from gapura.postgres import EmbeddedPostgres

DAY_ONE = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS = st.integers(0, (1 << 47))
WORDS = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=40)
Database = psycopg.Connection[Any]


@pytest.fixture(scope="module")
def db(postgres_server: EmbeddedPostgres) -> Iterator[Database]:
    """A connection that only asks."""
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        yield connection


def read(db: Database, kind: str, array: bytes) -> Any:
    """What the database reads of an array, or a value, in binary."""
    result = db.pgconn.exec_params(f"SELECT $1::{kind}::text".encode(), [array], None, [Format.BINARY])
    assert result.error_message == b""
    said = (result.get_value(0, 0) or b"").decode()
    return db.execute(f"SELECT %s::{kind}".encode(), [said]).fetchone()[0]  # type: ignore[index]


def at(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else DAY_ONE + timedelta(milliseconds=milliseconds)


@pytest.mark.parametrize(
    ("kind", "write", "values"),
    [
        ("smallint[]", arrays.smallints, st.integers(-(1 << 15), (1 << 15) - 1)),
        ("integer[]", arrays.integers, st.integers(-(1 << 31), (1 << 31) - 1)),
        ("bigint[]", arrays.bigints, st.integers(-(1 << 63), (1 << 63) - 1)),
        ("boolean[]", arrays.booleans, st.booleans()),
        ("varchar[]", arrays.words, WORDS),
        ("text[]", arrays.texts, WORDS),
        ("varchar[]", arrays.nullable_words, st.none() | WORDS),
        ("integer[]", arrays.nullable_integers, st.none() | st.integers(0, (1 << 31) - 1)),
    ],
)
@given(data=st.data())
def test_values_arrive_as_they_are(
    db: Database,
    kind: str,
    write: Callable[[Sequence[Any]], bytes],
    values: st.SearchStrategy[Any],
    data: st.DataObject,
) -> None:
    some = data.draw(st.lists(values, max_size=300))
    assert read(db, kind, write(some)) == some


@given(some=st.lists(st.uuids(), max_size=300))
def test_ids_arrive_as_they_are(db: Database, some: list[UUID]) -> None:
    assert read(db, "uuid[]", arrays.uuids([str(id) for id in some])) == some


@given(some=st.lists(st.none() | st.uuids(), max_size=300))
def test_ids_arrive_with_nulls(db: Database, some: list[UUID | None]) -> None:
    assert read(db, "uuid[]", arrays.nullable_uuids([None if id is None else str(id) for id in some])) == some


@given(some=st.lists(MILLISECONDS, max_size=300), nulls=st.lists(st.none() | MILLISECONDS, max_size=300))
def test_moments_and_days_arrive_as_they_are(db: Database, some: list[int], nulls: list[int | None]) -> None:
    assert read(db, "timestamptz[]", arrays.times(some)) == [at(one) for one in some]
    assert read(db, "timestamptz[]", arrays.nullable_times(nulls)) == [at(one) for one in nulls]
    days = [one // 86_400_000 for one in some]
    assert read(db, "date[]", arrays.dates(days)) == [(DAY_ONE + timedelta(days=day)).date() for day in days]
    for day in days[:1]:
        assert read(db, "date", arrays.date(day)) == (DAY_ONE + timedelta(days=day)).date()
