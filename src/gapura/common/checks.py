"""Is this deployment safe and complete? Each check looks at one thing and says what it found."""

import shutil
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core import checks as django_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from gapura import config
from gapura.common.findings import Finding, Level
from gapura.common.mail_checks import mail_domains
from gapura.database import LACKING

OLDEST_POSTGRES = 15
PATIENCE = 5  # seconds for a database to let us in
CLOCK_TOLERANCE = 2.0  # seconds between our clock and the database's
LEAST_SPACE = 2**30  # bytes
DAYS_AHEAD = 2  # days of visits that must have their partition

Check = Callable[[], Iterator[Finding]]

__all__ = ["Check", "Finding", "Level", "run_all"]


def run_all(*more: Check) -> Iterator[Finding]:
    """The findings of every check and of `more`; one that cannot look at all is a failure, no exception."""
    for check in (*CHECKS, *more):
        yield from _looked(check)


def _looked(check: Check) -> Iterator[Finding]:
    try:
        yield from check()
    except (DatabaseError, OSError) as error:
        subject = check.__name__.strip("_").replace("_", " ")
        yield Finding(Level.FAIL, subject, f"It cannot be looked at: {_why(error)}")


def _why(error: Exception) -> str:
    if isinstance(error.__cause__, LACKING):
        return "the database has not this version's schema."
    return next(iter(str(error).splitlines()), type(error).__name__)  # the next ones quote our own SQL


def _database() -> Iterator[Finding]:
    """The findings of every check that asks the database; where it does not answer, that alone, once."""
    try:
        psycopg.connect(config.current().database_url, connect_timeout=PATIENCE).close()
    except psycopg.OperationalError as error:
        yield Finding(Level.FAIL, "database", f"It does not answer: {_why(error)}")
    else:
        for check in IN_DATABASE:
            yield from _looked(check)


def _address() -> Iterator[Finding]:
    base_url = config.current().base_url
    if base_url.startswith("https://"):
        yield Finding(Level.OK, "address", f"{base_url} is reached over https.")
    elif _is_loopback(base_url):
        yield Finding(Level.WARN, "address", f"{base_url} is for this machine only; set GAPURA_BASE_URL.")
    else:
        yield Finding(
            Level.FAIL, "address", f"{base_url} is not encrypted; set GAPURA_BASE_URL to https://..."
        )


def _proxies() -> Iterator[Finding]:
    deployment = config.current()
    if deployment.trusted_proxies:
        yield Finding(Level.OK, "proxies", f"{deployment.trusted_proxies} in front, which name the caller.")
    elif deployment.secure:
        yield Finding(
            Level.WARN,
            "proxies",
            "Whoever ends https in front is not trusted to name the caller, so that all callers count as "
            "one and share one limit; set GAPURA_TRUSTED_PROXIES.",
        )


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _keys() -> Iterator[Finding]:
    config.key_ring()
    yield Finding(Level.OK, "keys", f"{config.current().keys_file} is a whole key ring, closed to others.")


def _demo() -> Iterator[Finding]:
    if config.current().demo:
        yield Finding(Level.FAIL, "demo", "GAPURA_DEMO is on: every message can be read by everybody.")
    else:
        yield Finding(Level.OK, "demo", "Messages are not shown to everybody.")


def _database_server() -> Iterator[Finding]:
    version = int(_ask("SHOW server_version_num"))
    enough = version // 10000 >= OLDEST_POSTGRES
    yield Finding(
        Level.OK if enough else Level.FAIL,
        "PostgreSQL",
        f"Version {version // 10000}; {OLDEST_POSTGRES} or newer is needed.",
    )
    for setting, level in (
        ("fsync", Level.FAIL),
        ("synchronous_commit", Level.FAIL),
        ("full_page_writes", Level.FAIL),
        ("data_checksums", Level.WARN),
    ):
        value = _ask(f"SHOW {setting}")
        good = value in {"on", "remote_apply"}
        yield Finding(
            Level.OK if good else level, setting, f"It is {value}; an answer is a promise only with on."
        )


def _clock() -> Iterator[Finding]:
    apart = abs((_ask("SELECT clock_timestamp()") - timezone.now()).total_seconds())
    level = Level.OK if apart <= CLOCK_TOLERANCE else Level.FAIL
    yield Finding(level, "clock", f"The database's clock and ours are {apart:.1f} seconds apart.")


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield Finding(Level.FAIL, "schema", f"{missing} migrations are missing: run `gapura migrate`.")
    else:
        yield Finding(Level.OK, "schema", "The database has this version's schema.")


# What lets a role change the trail, or change what keeps it from being changed.
_HOLDS_OVER_TRAIL = """
SELECT current_user::text, array_remove(ARRAY[
    CASE WHEN pg_has_role(c.relowner, 'MEMBER') THEN 'owns its table' END,
    CASE WHEN pg_has_role(f.proowner, 'MEMBER') THEN 'owns its trigger''s function' END,
    CASE WHEN pg_has_role(n.nspowner, 'MEMBER') THEN 'owns its schema' END,
    CASE WHEN has_schema_privilege(n.oid, 'CREATE') THEN 'may create in its schema' END,
    CASE WHEN has_any_column_privilege(c.oid, 'UPDATE') THEN 'may change its rows' END,
    CASE WHEN has_table_privilege(c.oid, 'DELETE') THEN 'may delete its rows' END,
    CASE WHEN has_table_privilege(c.oid, 'TRUNCATE') THEN 'may empty it' END,
    CASE WHEN r.rolcreaterole THEN 'may make roles' END], NULL)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.rolname = current_user
    JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'audit_append_only'
    JOIN pg_proc f ON f.oid = t.tgfoid
WHERE c.oid = 'audit_event'::regclass
"""
_SLEEPLESS_TRIGGERS = """
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass AND tgenabled IN ('O', 'A')
    AND tgname IN ('audit_append_only', 'audit_no_truncate')
"""


def _trail() -> Iterator[Finding]:
    if _ask(_SLEEPLESS_TRIGGERS) != 2:
        yield Finding(Level.FAIL, "trail", "Nothing keeps it from being changed: its triggers are off.")
        return
    with connection.cursor() as cursor:
        cursor.execute(_HOLDS_OVER_TRAIL)
        role, holds = cursor.fetchone()
    if holds:
        yield Finding(
            Level.WARN,
            "trail",
            f"It is protected by triggers only, which the application could take away: its role {role} "
            f"{', '.join(holds)}. Give the tables to a second role and set GAPURA_OWNER_DATABASE_URL for "
            "`gapura migrate`.",
        )
    else:
        yield Finding(Level.OK, "trail", f"The application's role {role} adds to it and can do no more.")


def _partitions() -> Iterator[Finding]:
    ahead = _ask(
        "SELECT count(*) FROM gapura_partitions() WHERE day BETWEEN (now() AT TIME ZONE 'UTC')::date "
        f"AND (now() AT TIME ZONE 'UTC')::date + {DAYS_AHEAD}"
    )
    level = Level.OK if ahead > DAYS_AHEAD else Level.FAIL
    yield Finding(level, "days ahead", f"{ahead} of the next {DAYS_AHEAD + 1} days can hold visits.")


def _retention() -> Iterator[Finding]:
    days = config.current().retention_days
    old = _ask(
        "SELECT count(*) FROM gapura_partitions() p JOIN visits_visit v ON v.day = p.day "
        f"WHERE p.day < (now() AT TIME ZONE 'UTC')::date - {days + 1}"
    )
    text = f"{old} visits are older than {days} days" + (": run `gapura retention run`." if old else ".")
    yield Finding(Level.FAIL if old else Level.OK, "retention", text)


def _occupancy() -> Iterator[Finding]:
    wrong = _ask("SELECT count(*) FROM gapura_recount() WHERE inside <> recounted")
    if wrong:
        text = f"{wrong} venues count other than their open visits: `gapura check --occupancy` explains."
    else:
        text = "Every venue's count of people inside equals a recount."
    yield Finding(Level.FAIL if wrong else Level.OK, "occupancy", text)


def _static_files() -> Iterator[Finding]:
    place = settings.STATIC_ROOT
    if (place / "staticfiles.json").exists():
        yield Finding(Level.OK, "static files", f"Collected in {place}.")
    else:
        yield Finding(Level.FAIL, "static files", "Not collected yet: run `gapura migrate`.")


def _disk() -> Iterator[Finding]:
    place = config.current().data_dir
    free = shutil.disk_usage(place).free
    level = Level.OK if free >= LEAST_SPACE else Level.WARN
    yield Finding(level, "disk", f"{free / 2**30:.1f} GiB are free in {place}.")


def _django() -> Iterator[Finding]:
    for message in django_checks.run_checks(include_deployment_checks=True):
        if message.is_silenced():
            continue
        level = Level.FAIL if message.level >= django_checks.ERROR else Level.WARN
        yield Finding(level, message.id or "Django", f"{message.msg} {message.hint or ''}".strip())


def _ask(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


IN_DATABASE: tuple[Check, ...] = (
    _database_server,
    _clock,
    _migrations,
    _trail,
    _partitions,
    _retention,
    _occupancy,
)
CHECKS: tuple[Check, ...] = (
    _address,
    _proxies,
    _keys,
    _demo,
    mail_domains,
    _database,
    _static_files,
    _disk,
    _django,
)
