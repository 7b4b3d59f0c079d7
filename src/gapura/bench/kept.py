"""Visits of past days to measure among, written fast: a plain nationwide fortnight, everybody gone home."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg

DAYS: Final = 14
PIECE: Final = 250_000
"""Visits of one statement."""

# Ids of version 7 whose random part counts; people and venues in turn, by a stride prime to most numbers.
_WRITE: Final = """
INSERT INTO visits_visit (
    id, day, venue_id, person_id, number, door, companions, colour, decision, ruleset, reasons,
    occupancy, capacity, checked_in_at, limit_at, left_at, left_by, left_occupancy, offline)
SELECT (lpad(to_hex((extract(epoch FROM v.at) * 1000)::bigint), 12, '0') || '70008000'
        || lpad(to_hex(v.n), 12, '0'))::uuid,
       (v.at AT TIME ZONE 'UTC')::date, venue.id, person.person_id, venue.n, 0, mod(v.n, 3), 'green', 'admit',
       %(ruleset)s, 'doses_complete', 10 + mod(v.n, 40), 1000000, v.at, v.at + interval '4 hours',
       v.at + interval '47 minutes', 'visitor', 9 + mod(v.n, 40), false
FROM (SELECT n, %(start)s::timestamptz + (n - %(first)s) * %(apart)s * interval '1 second' AS at
      FROM generate_series(%(first)s::bigint, %(last)s::bigint) n) v
JOIN bench_person person ON person.n = mod(v.n * 7919, %(people)s)
JOIN bench_venue venue ON venue.n = 1 + mod(v.n, %(venues)s)
"""
_NUMBERED: Final = (
    "CREATE TEMP TABLE bench_person AS SELECT row_number() OVER () - 1 AS n, person_id FROM people_standing",
    "CREATE TEMP TABLE bench_venue AS SELECT number AS n, venue_id AS id FROM venues_number",
    "ANALYZE bench_person",
    "ANALYZE bench_venue",
)
_SWEPT: Final = "UPDATE visits_sweep SET swept_until = now()"
"""The gates of that fortnight ended what was left open; the one that starts need not look at it all."""

_INDEX: Final = "CREATE INDEX visits_visit_person ON visits_visit (person_id, id)"

Progress = Callable[[int, int], None]


def keep_visits(url: str, *, count: int, ruleset: str, progress: Progress) -> None:
    """Write visits spread evenly over the last fortnight, today's hours included; `progress` counts them."""
    now = datetime.now(UTC)
    began = now - timedelta(days=DAYS) + timedelta(hours=1)
    apart = (now - timedelta(hours=1) - began).total_seconds() / count
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in _NUMBERED:
            connection.execute(statement)
        people = _count(connection, "SELECT count(*) FROM bench_person")
        venues = _count(connection, "SELECT count(*) FROM bench_venue")
        connection.execute("DROP INDEX visits_visit_person")  # made again at the end, which is faster
        for first in range(0, count, PIECE):
            connection.execute(
                _WRITE,
                {
                    "ruleset": ruleset,
                    "start": began + timedelta(seconds=first * apart),
                    "first": first,
                    "last": min(first + PIECE, count) - 1,
                    "apart": apart,
                    "people": people,
                    "venues": venues,
                },
            )
            progress(min(first + PIECE, count), count)
        connection.execute(_INDEX)
        connection.execute(_SWEPT)
        connection.execute("VACUUM (FREEZE, ANALYZE) visits_visit")
        with suppress(psycopg.errors.InsufficientPrivilege):
            connection.execute("CHECKPOINT")  # else it would still be writing these while we measure


def _count(connection: psycopg.Connection, query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0
