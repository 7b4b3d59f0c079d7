"""From one DATABASE_URL to what Django and the gate each need to connect."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

LACKING = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedFunction,
    psycopg.errors.InvalidSchemaName,
)
"""What a database without this version's schema answers."""

_AWAY = ("08", "53", "57")
"""Classes of PostgreSQL's codes: the connection broke, room is wanting, an operator's hand."""

# Flushed before it is answered, and never waiting for ever (guarantee 1). A page's statement is over before
# it would be compiled to machine code.
SESSION_OPTIONS = "-c synchronous_commit=on -c lock_timeout=10s -c statement_timeout=60s -c jit=off"


READ_ONLY = psycopg.errors.ReadOnlySqlTransaction
"""What a server answers that takes no writes, as a standby before or after its turn."""


def absence_in(error: BaseException | None) -> psycopg.Error | None:
    """What says that the database is away or overloaded, in an error or below it; None for a fault of ours.

    psycopg gives no code where no answer came: refused, broken off, no connection free in time.
    """
    while error is not None and not isinstance(error, psycopg.OperationalError | READ_ONLY):
        error = error.__cause__ or error.__context__
    if error is None or error.sqlstate is None or error.sqlstate.startswith(_AWAY):
        return error
    return error if isinstance(error, psycopg.errors.LockNotAvailable | READ_ONLY) else None


def django_settings(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a `postgresql://` address (an empty one gives libpq's defaults)."""
    info: dict[str, Any] = dict(conninfo_to_dict(url))
    own = {key: str(info.pop(name, "") or "") for key, name in _DJANGO_NAMES.items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **own,
        "NAME": own["NAME"] or "gapura",
        "OPTIONS": {
            **info,
            "options": _options(info, SESSION_OPTIONS),
            # It soon gives up a connection that fails, so that the next page tries anew: it would else wait
            # ever longer, up to minutes after the database is back.
            "pool": {"min_size": 0, "max_size": 16, "timeout": 5, "reconnect_timeout": 2},
        },
        "TEST": {"NAME": "test_gapura"},
    }


_DJANGO_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}

# The gate would rather say "try again" than wait: its phones keep what they sent.
GATE_OPTIONS = (
    "-c synchronous_commit=on -c lock_timeout=2s -c statement_timeout=5s "
    "-c idle_in_transaction_session_timeout=5s -c jit=off -c timezone=UTC"
)


def gate_conninfo(url: str) -> str:
    """What the gate connects with."""
    options = _options(conninfo_to_dict(url), GATE_OPTIONS)
    return make_conninfo(url, options=options, application_name="gapura gate", connect_timeout=2)


def _options(info: Mapping[str, Any], ours: str) -> str:
    """The session's options that an address brings, then ours, which hold where both speak."""
    return f"{info.get('options') or ''} {ours}".strip()


def unmigrated(url: str) -> list[str]:
    """Our migrations that the database has not, as `app.name`; empty also where it does not answer.

    One that a newer version migrated lacks nothing: until they are restarted, old processes go on with it.
    """
    files = Path(__file__).parent.glob("*/migrations/[0-9]*.py")
    ours = {f"{file.parents[1].name}.{file.stem}" for file in files}
    try:
        with psycopg.connect(gate_conninfo(url)) as connection:
            rows = connection.execute("SELECT app || '.' || name FROM django_migrations")
            done = {name for (name,) in rows}
    except psycopg.errors.UndefinedTable:
        done = set()
    except psycopg.OperationalError:
        return []
    return sorted(ours - done)
