"""Fixtures for every test: one throw-away PostgreSQL per worker, and databases on it."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from gapura.postgres import DATABASE, EmbeddedPostgres
from tests.folders import copy, made_once, thrown_away
from tests.pages import ABOUT_PAGES

ROOT = Path(__file__).resolve().parent.parent
DATABASE_FIXTURES = {
    "stopped_server",
    "postgres_server",
    "database_url",
    "db",
    "transactional_db",
    "live_server",
}

# How fast a machine is says nothing about the code, so neither an example nor its making has a deadline.
WITHOUT_CLOCK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("everyday", WITHOUT_CLOCK)
settings.register_profile("long", WITHOUT_CLOCK, max_examples=2000)
settings.load_profile("long" if os.environ.get("GAPURA_LONG") else "everyday")

_numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database, so that it can be run on another version of it; slow files go first."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    for item in items:
        uses = set(getattr(item, "fixturenames", ()))
        if uses & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
            item.add_marker("database")
        if item.path in ABOUT_PAGES:
            item.add_marker("pages")
    # Of several workers none is then left alone with a long file when the others have ended.
    items.sort(key=lambda item: -slow[item.path])


@pytest.fixture(scope="session")
def shared() -> Iterator[Path]:
    """A folder for what is made once: all workers of `./run test` have the same."""
    if given := os.environ.get("GAPURA_TEST_SHARED"):
        yield Path(given)
    else:
        with thrown_away() as place:
            yield place


@pytest.fixture(scope="session")
def stopped_server(shared: Path) -> EmbeddedPostgres:
    """A server of the version in GAPURA_TEST_PG with Gapura's whole schema and no rows, to be copied."""
    from tests.settings import POSTGRES

    major = POSTGRES.binaries.major
    return EmbeddedPostgres(made_once(shared, f"postgresql-{major}", _migrate), major=major)


def _migrate(place: Path) -> None:
    from tests.settings import KEYS, POSTGRES

    KEYS.save(place / "keys.json")
    with EmbeddedPostgres(place, major=POSTGRES.binaries.major, durable=False) as server:
        settings = {
            "DATABASE_URL": server.url,
            "GAPURA_OWNER_DATABASE_URL": server.owner_url,
            "GAPURA_DATA_DIR": str(place),
            "GAPURA_KEYS_FILE": str(place / "keys.json"),
            "PYTHONPATH": str(ROOT / "src"),
        }
        done = subprocess.run(
            [sys.executable, "-m", "gapura.cli", "migrate"],
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def stopped_demo(shared: Path) -> Path:
    """The folder of a demo that was filled and stopped, to be copied and started."""
    from tests.demo.running import fill

    return made_once(shared, "demo", fill)


@pytest.fixture(scope="session")
def postgres_server(stopped_server: EmbeddedPostgres) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of this worker's own that forgets everything in a crash."""
    from tests.settings import KEYS, PLACE, POSTGRES

    PLACE.mkdir()
    copy(stopped_server.data_dir, PLACE)
    KEYS.save(PLACE / "keys.json")
    with POSTGRES as server:
        yield server
    shutil.rmtree(PLACE)


@pytest.fixture(scope="session")
def migrated_template(postgres_server: EmbeddedPostgres) -> str:
    """The name of a database with Gapura's whole schema and no rows, to be copied."""
    return DATABASE


@pytest.fixture(scope="session")
def django_db_modify_db_settings(postgres_server: EmbeddedPostgres, migrated_template: str) -> None:
    """Copy Django's test database from the one that `gapura migrate` made: its user may not make any."""
    from django.conf import settings

    name = settings.DATABASES["default"]["TEST"]["NAME"]
    _on(postgres_server, f"CREATE DATABASE {name} TEMPLATE {migrated_template}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Write content types and permissions no more: emptying the tables leaves the migrated ones."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db.models.signals import post_migrate

    uid = f"{create_permissions.__module__}.{create_permissions.__name__}"
    assert post_migrate.disconnect(dispatch_uid=uid)
    assert post_migrate.disconnect(create_contenttypes)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Let Django find its test database; it goes with the server."""
    return True


@pytest.fixture
def database_url(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[str]:
    """The application's address of a fresh, migrated database for what runs beside Django: gate, commands."""
    name = f"fresh_{next(_numbers)}"
    _on(postgres_server, f"CREATE DATABASE {name} TEMPLATE {migrated_template}")
    yield postgres_server.url_of(name)
    _on(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """A page that was asked for in English leaves no English to the next test."""
    yield
    translation.deactivate()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty folder for a deployment, where the database's own user can go (not so in `tmp_path`)."""
    with thrown_away() as place:
        yield place


def _folder_of(variable: str, name: str) -> Path:
    place = Path(os.environ.get(variable, ROOT.parent / "shared" / name))
    if not place.is_dir():
        pytest.skip(f"there is no {place}; {variable} says where the {name} are")
    return place


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of published test vectors."""
    return _folder_of("GAPURA_VECTORS", "vectors")


@pytest.fixture(scope="session")
def data_files() -> Path:
    """The folder of the project's data files."""
    return _folder_of("GAPURA_DATA", "data")


def _on(server: EmbeddedPostgres, statement: str) -> None:
    with psycopg.connect(server.owner_url_of("postgres"), autocommit=True) as connection:
        connection.execute(statement.encode())
