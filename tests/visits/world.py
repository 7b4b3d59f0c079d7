"""Rows of visits as tests of the database's functions need them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import namedtuple_row

from gapura.core import ids

VISIT: dict[str, Any] = {
    "number": 1,
    "door": 0,
    "companions": 0,
    "colour": "green",
    "decision": "admit",
    "ruleset": "C_2021-09-13",
    "reasons": "doses_complete,boosted",
    "occupancy": 1,
    "capacity": 100,
    "left_at": None,
    "left_by": None,
    "left_occupancy": None,
    "offline": False,
}
ORDER = (
    *("id", "day", "venue_id", "person_id", "number", "door", "companions", "colour", "decision", "ruleset"),
    *("reasons", "occupancy", "capacity", "checked_in_at", "limit_at", "left_at", "left_by"),
    *("left_occupancy", "offline"),
)
TYPES = (
    *("uuid", "date", "uuid", "uuid", "integer", "smallint", "smallint", "varchar", "varchar", "varchar"),
    *("varchar", "integer", "integer", "timestamptz", "timestamptz", "timestamptz", "varchar"),
    *("integer", "boolean"),
)


def visit(person_id: UUID, venue_id: UUID, *, at: datetime | None = None, **changes: Any) -> dict[str, Any]:
    """A row of visits; its day is that of its id."""
    at = at or datetime.now(UTC)
    id = ids.new_id(at)
    row = {**VISIT, "id": id, "venue_id": venue_id, "person_id": person_id, "checked_in_at": at}
    row["limit_at"] = at + timedelta(hours=4)
    row |= changes
    return {**row, "day": ids.day_of(row["id"])}


def facts(
    db: psycopg.Connection[Any],
    people: Sequence[tuple[UUID, int]],
    venue_ids: Sequence[UUID] = (),
    visit_ids: Sequence[UUID] = (),
) -> list[Any]:
    """What the gate reads before it decides: rows of people by person and device, of venues, of taken ids."""
    days = [ids.day_of(id) for id in visit_ids] or [datetime.now(UTC).date()]
    with db.cursor(row_factory=namedtuple_row) as cursor:
        cursor.execute(
            "SELECT * FROM gapura_facts(%s::uuid[], %s::bigint[], %s::uuid[], %s::uuid[], %s, %s)",
            [
                [person for person, _ in people],
                [device for _, device in people],
                list(venue_ids),
                list(visit_ids),
                min(days),
                max(days),
            ],
        )
        return cursor.fetchall()


def check_in(db: psycopg.Connection[Any], *rows: dict[str, Any]) -> int:
    """Write visits as the gate does; returns how many were written."""
    marks = ", ".join(f"%s::{type}[]" for type in TYPES)
    done = db.execute(
        f"SELECT gapura_check_in({marks})".encode(), [[row[name] for row in rows] for name in ORDER]
    ).fetchone()
    return int(done[0]) if done else 0


def check_out(db: psycopg.Connection[Any], *rows: dict[str, Any], by: str = "visitor") -> int:
    """Close visits as the gate does; returns how many were open."""
    done = db.execute(
        b"SELECT gapura_check_out(%s::uuid[], %s::date[], %s::uuid[], %s::timestamptz[], %s::varchar[],"
        b" %s::integer[])",
        [
            [row["id"] for row in rows],
            [row["day"] for row in rows],
            [row["venue_id"] for row in rows],
            [row["checked_in_at"] + timedelta(minutes=5) for row in rows],
            [by for _ in rows],
            [0 for _ in rows],
        ],
    ).fetchone()
    return int(done[0]) if done else 0


def stand(db: psycopg.Connection[Any], *people: UUID) -> None:
    """Let people be known to the gate."""
    db.execute(
        b"INSERT INTO people_standing (person_id, evidence) SELECT one, '{}' FROM unnest(%s::uuid[]) AS one",
        [list(people)],
    )
