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
_SEED: Final = (
    (
        "regions",
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
        f"""
        INSERT INTO oversight_venueday (venue_id, day, {_COUNTS}, peak)
        SELECT md5('place' || n)::uuid, d::date, {_VALUES.format("c.scans")}, 60
        FROM generate_series(1, %(places)s) n CROSS JOIN LATERAL (SELECT 20 + (hashint4(n) & 127) AS scans) c
        CROSS JOIN generate_series(current_date - %(place_days)s + 1, current_date, interval '1 day') d
        """,
    ),
    (
        "days of regions",
        f"""
        INSERT INTO oversight_regionday (region_id, day, category, places, {_COUNTS})
        SELECT code, d::date, 'kind_' || k, places / 15, {_VALUES.format("(places * 5)")}
        FROM (SELECT code, {_PLACES} AS places FROM {_LEVELS}) r, generate_series(0, 14) k,
             generate_series(current_date - %(days)s + 1, current_date, interval '1 day') d
        """,
    ),
    (
        "hours of regions",
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
        f"""
        INSERT INTO oversight_regionnow (region_id, category, inside, occupied, places, capacity)
        SELECT code, 'kind_' || k, places, places / 30, places / 15, places * 7
        FROM (SELECT code, {_PLACES} AS places FROM {_LEVELS}) r, generate_series(0, 14) k
        """,
    ),
    (
        "trends",
        """
        INSERT INTO oversight_venuetrend (venue_id, until, recent, before, lost)
        SELECT md5('place' || n)::uuid, current_date - 1, hashint4(n) & 127, 100, 100 - (hashint4(n) & 127)
        FROM generate_series(1, %(places)s) n
        """,
    ),
)


class Size(NamedTuple):
    """How much there is to look at: places, days of regions, and days of each place."""

    places: int = 500_000
    days: int = 90
    place_days: int = 90


class PageFigures(NamedTuple):
    """One page, asked for some times: its statements, and milliseconds of the median and of the slowest."""

    page: str
    statements: int
    median_ms: float
    slowest_ms: float


def measure(size: Size, *, say: Callable[[str], None]) -> list[PageFigures]:
    """Make the figures of a nation in a database of our own, and ask for its pages in this process.

    Django is started in it, so a process can measure once. Raises BenchError where the schema cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix="gapura-bench-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o711)
        with EmbeddedPostgres(place, say=say) as server:
            _prepare(place, server, say)
            for what, statement in _SEED:
                say(f"making {what}")
                with psycopg.connect(server.owner_url) as connection:
                    connection.execute(statement.encode(), size._asdict())
            with psycopg.connect(server.owner_url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
            return _ask(say)


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
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    _sign_in(client)
    found = []
    for page, address in PAGES:
        say(f"asking for {page}")
        times, statements = [], 0
        for number in range(ASKED + 1):
            with CaptureQueriesContext(connection) as seen:
                began = time.perf_counter()
                answer = client.get(address)
                took = (time.perf_counter() - began) * 1000
            if answer.status_code != 200:
                raise BenchError(f"{address} answered {answer.status_code}")
            statements = len(seen)
            if number:  # the first one compiles templates and opens the connection
                times.append(took)
        found.append(PageFigures(page, statements, median(times), max(times)))
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
