"""What a lone check-in is measured beside: one row inserted and flushed at a time, on one connection."""

from __future__ import annotations

import time
from typing import Final

import psycopg

from gapura.bench.load import Result, result_of
from gapura.core import ids

_MAKE: Final = "CREATE TABLE bench_row (id uuid PRIMARY KEY, said text NOT NULL)"
_INSERT: Final = "INSERT INTO bench_row VALUES (%s, %s)"


def insert_rows(url: str, *, seconds: float) -> Result:
    """Insert single rows durably for a while, each its own transaction; latencies in milliseconds."""
    latencies = []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_row")
        connection.execute(_MAKE)
        began = time.perf_counter()
        while (now := time.perf_counter()) < began + seconds:
            connection.execute(_INSERT, [ids.new_id(), "a row as wide as a name"], prepare=True)
            latencies.append(time.perf_counter() - now)
        took = time.perf_counter() - began
        connection.execute("DROP TABLE bench_row")
    return result_of(latencies, items=1, seconds=took, errors=0)
