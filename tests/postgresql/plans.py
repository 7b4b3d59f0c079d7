"""How PostgreSQL goes about a piece of work, and which tables it can only read whole."""

import re
from collections.abc import Callable, Sequence

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

_PLANNED = ("SELECT", "INSERT", "DELETE", "UPDATE", "WITH", "DECLARE")


def read_whole(work: Callable[[], object]) -> set[str]:
    """The tables that PostgreSQL would read whole for this work, however many rows they had."""
    return {table for plan in plans_of(work) for table in re.findall(r"Seq Scan on (\w+)", plan)}


def plans_of(work: Callable[[], object], *, dear: Sequence[str] = ("seqscan",)) -> list[str]:
    """How PostgreSQL would go about each statement of this work, if the tables were large.

    In a small world every table is read whole, so that what is `dear` in a large one is made dearer than
    any other way.
    """
    with CaptureQueriesContext(connection) as seen:
        work()
    statements = [each["sql"].lstrip() for each in seen.captured_queries]
    with transaction.atomic(), connection.cursor() as cursor:
        for way in dear:
            cursor.execute(f"SET LOCAL enable_{way} = off")
        plans = [_plan_of(statement) for statement in statements if statement.startswith(_PLANNED)]
        transaction.set_rollback(True)
    return plans


def _plan_of(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())
