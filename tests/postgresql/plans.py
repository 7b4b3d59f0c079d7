"""Which tables a piece of work can only read as a whole, for want of an index that would find its rows."""

import re
from collections.abc import Callable

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

_PLANNED = ("SELECT", "DELETE", "UPDATE", "WITH")


def read_whole(work: Callable[[], object]) -> set[str]:
    """The tables that PostgreSQL would read whole for this work, however many rows they had."""
    with CaptureQueriesContext(connection) as seen:
        work()
    statements = [each["sql"] for each in seen.captured_queries if each["sql"].startswith(_PLANNED)]
    with transaction.atomic(), connection.cursor() as cursor:
        # In a small world every table is read whole, so that way is made dearer than any other.
        cursor.execute("SET LOCAL enable_seqscan = off")
        plans = [_plan_of(statement) for statement in statements]
        transaction.set_rollback(True)
    return {table for plan in plans for table in re.findall(r"Seq Scan on (\w+)", plan)}


def _plan_of(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())
