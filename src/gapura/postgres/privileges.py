"""What the application's role may do where another role owns the database: change rows, never their shape."""

from typing import LiteralString

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from gapura.postgres.errors import PostgresError

ROWS: tuple[LiteralString, ...] = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "REVOKE ALL ON SCHEMA public FROM {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
)
ONLY_ADDED_TO = ("audit_event",)
ONLY_READ = ("django_migrations",)

# They make, index and drop whole days of visits, so they run as their owner, whoever calls.
AS_OWNER = ("gapura_make_partitions", "gapura_close_day", "gapura_drop_partitions")

LOCK = 5_104_002

_FOREIGN = """
SELECT count(*), min(pg_get_userbyid(c.relowner)) FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND NOT pg_has_role(c.relowner, 'USAGE')
"""
_FUNCTIONS = """
SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)
"""


def role_of(url: str) -> str:
    """The role that an address connects as. Raises PostgresError where it cannot."""
    with _connected(url) as connection:
        return _one(connection, "SELECT current_user::text")


def require_ownership(owner_url: str) -> None:
    """Raise PostgresError where some tables belong to a role that the owner's may not act for."""
    with _connected(owner_url) as connection:
        count, stranger = connection.execute(_FOREIGN).fetchone() or (0, "")
        if count:
            owner = _one(connection, "SELECT current_user::text")
            raise PostgresError(
                f"{count} tables belong to {stranger} and not to {owner}. As the administrator of the "
                f"database run `REASSIGN OWNED BY {stranger} TO {owner}` in it, then migrate again."
            )


def grant(owner_url: str, role: str) -> None:
    """Let `role` read and write rows, only add to the trail, and neither change nor empty any table.

    Repeating it changes nothing. Raises PostgresError where the owner cannot grant.
    """
    with _connected(owner_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        try:
            _grant_rows(connection, role)
            _run_as_owner(connection, role)
        except psycopg.errors.InsufficientPrivilege as error:
            raise PostgresError(f"The owner's role cannot grant to {role}: {error}".strip()) from None


def _grant_rows(connection: Connection, role: str) -> None:
    names = {"role": Identifier(role)}
    for statement in ROWS:
        connection.execute(SQL(statement).format(**names))
    for table in ONLY_ADDED_TO:
        _execute(connection, "REVOKE UPDATE, DELETE ON {table} FROM {role}", table=table, role=role)
    for table in ONLY_READ:
        _execute(connection, "REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}", table=table, role=role)


def _run_as_owner(connection: Connection, role: str) -> None:
    for (signature,) in connection.execute(_FUNCTIONS, [list(AS_OWNER)]).fetchall():
        function = SQL(signature)
        for statement in (
            "ALTER FUNCTION {} SECURITY DEFINER SET search_path = public, pg_temp",
            "REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC",
        ):
            connection.execute(SQL(statement).format(function))
        connection.execute(SQL("GRANT EXECUTE ON FUNCTION {} TO {}").format(function, Identifier(role)))


def _execute(connection: Connection, statement: LiteralString, **names: str) -> None:
    connection.execute(SQL(statement).format(**{key: Identifier(name) for key, name in names.items()}))


def _connected(url: str) -> Connection:
    try:
        return psycopg.connect(url)
    except psycopg.OperationalError as error:
        raise PostgresError(f"The database does not answer: {error}".strip()) from None


def _one(connection: Connection, question: LiteralString) -> str:
    row = connection.execute(question).fetchone()
    assert row is not None
    return str(row[0])
