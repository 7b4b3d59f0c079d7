"""What a nation's pages of figures cost over half a million places: statements and milliseconds of server."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import psycopg

from gapura.bench.errors import BenchError
from gapura.core.keys import KeyRing
from gapura.postgres import EmbeddedPostgres
from gapura.server import warming

PROVINCES, REGENCIES, KECAMATAN = 38, 514, 7_200
ASKED: Final = 15
HOURS: Final = 35
"""Days for which hours are made: more than any page reads."""

PAGES: Final = (
    ("nation, 28 days", "/verifikasi/angka/"),
    ("nation, 90 days", "/verifikasi/angka/?hari=90"),
    ("a province", "/verifikasi/angka/?wilayah=10"),
    ("a regency", "/verifikasi/angka/?wilayah=10.01"),
    ("nation, what moves", "/verifikasi/angka/kini.json"),
)
_COUNTS: Final = "check_ins, people, entered, admit, verify, refuse, green, yellow, red, black"
_COLOURS: Final = "{0} * 94 / 100, {0} / 20, {0} / 125"
_VALUES: Final = f"{{0}}, {{0}} + {{0}} / 10, {{0}}, {_COLOURS}, {_COLOURS}, {{0}} / 9000"
_LEVELS: Final = "(SELECT code, length(code) FROM regions_region WHERE level <> 'village') r (code, depth)"
# How many places a region has, about: all, a 38th, a 514th, a 7200th.
_PLACES: Final = """
(%(places)s / CASE depth WHEN 2 THEN CASE code WHEN 'ID' THEN 1 ELSE 38 END WHEN 5 THEN 514 ELSE 7200 END)
"""
_LARGE: Final = ("oversight_venueday", "oversight_regionday")
_SEED: Final = (
    (
        "regions",
        "regions_region",
        """
        INSERT INTO regions_region (code, name, level, kind, time_zone, parent_id)
        SELECT 'ID', 'Indonesia', 'nation', '', 'Asia/Makassar', NULL UNION ALL
        SELECT to_char(10 + p, 'FM00'), 'Provinsi ' || p, 'province', '', 'Asia/Makassar', 'ID'
        FROM generate_series(0, 37) p UNION ALL
        SELECT to_char(10 + r %% 38, 'FM00') || '.' || to_char(1 + r / 38, 'FM00'), 'Kabupaten ' || r,
               'regency', '', 'Asia/Makassar', to_char(10 + r %% 38, 'FM00')
        FROM generate_series(0, 513) r UNION ALL
        SELECT to_char(10 + k %% 514 %% 38, 'FM00') || '.' || to_char(1 + k %% 514 / 38, 'FM00') || '.'
               || to_char(1 + k / 514, 'FM00'), 'Kecamatan ' || k, 'kecamatan', '', 'Asia/Makassar',
               to_char(10 + k %% 514 %% 38, 'FM00') || '.' || to_char(1 + k %% 514 / 38, 'FM00')
        FROM generate_series(0, 7199) k
        """,
    ),
    (
        "places",
        "venues_venue",
        """
        INSERT INTO venues_venue (id, name, category, sector, region_id, address, time_zone, capacity,
                                  stay_limit, opening_hours, state, state_reason, provenance, wished_name)
        SELECT md5('place' || n)::uuid, 'Tempat ' || n, 'kind_' || n %% 15, 'office', r.code, '',
               'Asia/Makassar', 100, 240, '{}', 'live', '', 'synthetic', ''
        FROM generate_series(1, %(places)s) n
        JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS place FROM regions_region
              WHERE level = 'kecamatan') r ON r.place = n %% 7200
        """,
    ),
    (
        "days of places",
        "oversight_venueday",
        f"""
        INSERT INTO oversight_venueday (venue_id, day, {_COUNTS}, peak)
        SELECT md5('place' || n)::uuid, d::date, {_VALUES.format("c.scans")}, 60
        FROM generate_series(1, %(places)s) n CROSS JOIN LATERAL (SELECT 20 + (hashint4(n) & 127) AS scans) c
        CROSS JOIN generate_series(current_date - %(place_days)s + 1, current_date, interval '1 day') d
        """,
    ),
    (
        "days of regions",
        "oversight_regionday",
        f"""
        INSERT INTO oversight_regionday (region_id, day, category, places, {_COUNTS})
        SELECT code, d::date, 'kind_' || k, places / 15, {_VALUES.format("(places * 5)")}
        FROM (SELECT code, {_PLACES} AS places FROM {_LEVELS}) r, generate_series(0, 14) k,
             generate_series(current_date - %(days)s + 1, current_date, interval '1 day') d
        """,
    ),
    (
        "hours of regions",
        "oversight_regionhour",
        f"""
        INSERT INTO oversight_regionhour (region_id, day, clock, category, hour, {_COUNTS})
        SELECT code, d::date, h, 'kind_' || k, d + h * interval '1 hour', {_VALUES.format("(places / 2)")}
        FROM (SELECT code, {_PLACES} AS places FROM {_LEVELS} WHERE depth < 8) r, generate_series(0, 14) k,
             generate_series(current_date - {HOURS}, current_date, interval '1 day') d,
             generate_series(7, 16) h
        """,
    ),
    (
        "crowds of regions",
        "oversight_regionnow",
        f"""
        INSERT INTO oversight_regionnow (region_id, category, inside, occupied, places, capacity)
        SELECT code, 'kind_' || k, places, places / 30, places / 15, places * 7
        FROM (SELECT code, {_PLACES} AS places FROM {_LEVELS}) r, generate_series(0, 14) k
        """,
    ),
    (
        "trends",
        "oversight_venuetrend",
        """
        INSERT INTO oversight_venuetrend (venue_id, until, recent, before, lost)
        SELECT md5('place' || n)::uuid, current_date - 1, hashint4(n) & 127, 100, 100 - (hashint4(n) & 127)
        FROM generate_series(1, %(places)s) n
        """,
    ),
)
_KEYS: Final = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass"
    " AND contype = 'p'"
)
_INDEXES: Final = """
SELECT relname, pg_get_indexdef(oid) FROM pg_index JOIN pg_class ON oid = indexrelid
WHERE indrelid = %s::regclass AND NOT indisprimary
"""


class Size(NamedTuple):
    """How much there is to look at: places, days of regions, and days of each place."""

    places: int = 500_000
    days: int = 90
    place_days: int = 90


class PageFigures(NamedTuple):
    """One page, asked for some times: its statements, and milliseconds of the median and of the slowest.

    `processor_ms` is the median of this process's own work, the database's not counted: what else a machine
    does makes the others longer, not this.
    """

    page: str
    statements: int
    median_ms: float
    slowest_ms: float
    processor_ms: float


def measure(size: Size, *, say: Callable[[str], None]) -> list[PageFigures]:
    """Make the figures of a nation in a database of our own, and ask for its pages in this process.

    Django is started in it, so a process can measure once. Raises BenchError where the schema cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix="gapura-bench-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o711)
        # What pages cost to read does not depend on whether their rows would survive a crash.
        with EmbeddedPostgres(place, durable=False, say=say) as server:
            _prepare(place, server, say)
            for what, table, statement in _SEED:
                say(f"making {what}")
                with psycopg.connect(server.owner_url) as connection:
                    _fill(connection, table, statement, size)
            with psycopg.connect(server.owner_url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
            return _ask(say)


def _fill(connection: psycopg.Connection, table: str, statement: str, size: Size) -> None:
    """Insert a table's rows; a large one's indexes are made after, in a fraction of the time."""
    connection.execute("SET maintenance_work_mem = '512MB'")
    afterwards = _taken_off(connection, table) if table in _LARGE else []
    connection.execute(statement.encode(), size._asdict())
    for make in afterwards:
        connection.execute(make.encode())


def _taken_off(connection: psycopg.Connection, table: str) -> list[str]:
    """Drop a table's key and indexes; the statements that make them again."""
    off, on = [], []
    for name, definition in connection.execute(_KEYS, [table]):
        off.append(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        on.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for name, definition in connection.execute(_INDEXES, [table]):
        off.append(f"DROP INDEX {name}")
        on.append(definition)
    for drop in off:
        connection.execute(drop.encode())
    return on


def _prepare(place: Path, server: EmbeddedPostgres, say: Callable[[str], None]) -> None:
    KeyRing.generate().save(place / "keys.json")
    os.environ |= {
        "DATABASE_URL": server.url,
        "GAPURA_DATA_DIR": str(place),
        "GAPURA_KEYS_FILE": str(place / "keys.json"),
        "GAPURA_OWNER_DATABASE_URL": server.owner_url,
    }
    say("making the schema")
    command = [sys.executable, "-m", "gapura.cli", "migrate"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"the schema could not be made: {(done.stderr or done.stdout).strip()[-400:]}")


def _ask(say: Callable[[str], None]) -> list[PageFigures]:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "gapura.settings"
    django.setup()
    warming.warm()
    warming.spare_the_collector()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    _sign_in(client)
    found = []
    for page, address in PAGES:
        say(f"asking for {page}")
        times, works, statements = [], [], 0
        for number in range(ASKED + 1):
            with CaptureQueriesContext(connection) as seen:
                began, busy = time.perf_counter(), time.thread_time()
                answer = client.get(address)
                took, worked = time.perf_counter() - began, time.thread_time() - busy
            if answer.status_code != 200:
                raise BenchError(f"{address} answered {answer.status_code}")
            statements = len(seen)
            if number:  # the first one opens the connection and finds nothing in the database's memory
                times.append(took * 1000)
                works.append(worked * 1000)
        found.append(PageFigures(page, statements, median(times), max(times), median(works)))
    connection.close()
    return found


def _sign_in(client: object) -> None:
    from django.test import Client

    from gapura.accounts.acts import make_staff
    from gapura.accounts.roles import Role
    from gapura.accounts.second_factor import SESSION_KEY
    from gapura.audit.trail import SYSTEM
    from gapura.regions.models import Region

    assert isinstance(client, Client)
    user = make_staff(
        username="bench",
        name="Bench",
        role=Role.REVIEWER,
        region=Region.objects.get(pk="ID"),
        password=os.urandom(16).hex(),
        totp_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        by=SYSTEM,
    )
    client.force_login(user)
    session = client.session
    session[SESSION_KEY] = user.pk
    session.save()
