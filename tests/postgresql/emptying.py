"""Empties every table of a migrated database, in milliseconds."""

from contextlib import suppress

import psycopg

KEPT = ("django_migrations", "django_content_type", "auth_permission", "visits_sweep")
"""What `gapura migrate` itself writes."""

_TABLES = (
    "SELECT format('%%I', relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> ALL (%s)"
)


def empty(connection: psycopg.Connection) -> None:
    """Take all rows away as the owner, in one transaction; triggers of the trail and foreign keys sleep.

    TRUNCATE would make new files for each table, partition and index, whether or not it had rows. As it
    would, this waits for those who are writing; where one of them, a gate at its upkeep, waits for this in
    turn, PostgreSQL breaks one of the two off, and this begins again.
    """
    for _ in range(10):
        with suppress(psycopg.errors.DeadlockDetected):
            _empty(connection)
            return
    _empty(connection)


def _empty(connection: psycopg.Connection) -> None:
    with connection.transaction():
        tables = [name for (name,) in connection.execute(_TABLES, [list(KEPT)])]
        deletes = "; ".join(f"DELETE FROM {table}" for table in tables)
        connection.execute(
            "SET LOCAL session_replication_role = replica;"
            f" LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE; {deletes}".encode()
        )
