"""Backup and restore: what comes back is what was there, and nothing is lost by mistake."""

import json
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from gapura import archive
from gapura.cli import TERMINATED
from gapura.core.keys import KeyRing, KeyRingError
from gapura.postgres import EmbeddedPostgres
from tests.conftest import ROOT

NewDatabase = Callable[[str], str]


@pytest.fixture
def new_database(postgres_server: EmbeddedPostgres) -> Iterator[NewDatabase]:
    """Makes empty databases and drops them at the end."""
    made = []

    def make(name: str) -> str:
        made.append(name)
        _run(postgres_server.owner_url_of("postgres"), f"CREATE DATABASE {name}")
        return postgres_server.owner_url_of(name)

    yield make
    for name in made:
        _run(postgres_server.owner_url_of("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def source(new_database: NewDatabase) -> str:
    """A database worth a backup: partitions, a function, sealed bytes, letters of all kinds."""
    url = new_database("backup_source")
    _run(url, "CREATE TABLE visit (day date, note text, sealed bytea) PARTITION BY RANGE (day)")
    _run(url, "CREATE TABLE visit_1 PARTITION OF visit FOR VALUES FROM ('2021-10-12') TO ('2021-10-13')")
    _run(url, r"INSERT INTO visit VALUES ('2021-10-12', 'Puri Saren Agung ✓ ᬕ', '\x00ff')")
    _run(url, "CREATE FUNCTION crowd() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM visit)")
    return url


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    """A key ring on disk."""
    path = tmp_path / "keys.json"
    KeyRing.generate().save(path)
    return path


@pytest.fixture
def backup(tmp_path: Path, source: str, keys_file: Path) -> Path:
    """A backup of the source."""
    file = tmp_path / "all.gapura"
    archive.write(file, source, keys_file, say=_quiet)
    return file


def _quiet(line: str) -> None:
    """Progress is not what these tests look at."""


def _run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def _rows(url: str) -> list[tuple[str, bytes, int]]:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT note, sealed, crowd() FROM visit").fetchall()


def _elsewhere(tmp_path: Path) -> Path:
    place = tmp_path / "elsewhere"
    place.mkdir()
    return place / "keys.json"


def test_a_restored_deployment_equals_the_one_that_was_kept(
    backup: Path, source: str, keys_file: Path, new_database: NewDatabase, tmp_path: Path
) -> None:
    target, keys = new_database("restored"), _elsewhere(tmp_path)
    archive.read(backup, target, keys, say=_quiet)
    assert _rows(target) == _rows(source) == [("Puri Saren Agung ✓ ᬕ", b"\x00\xff", 1)]
    assert keys.read_bytes() == keys_file.read_bytes()
    KeyRing.load(keys)


def test_the_folder_of_a_new_machine_is_made(backup: Path, new_database: NewDatabase, tmp_path: Path) -> None:
    keys = tmp_path / "new" / "machine" / "keys.json"
    archive.read(backup, new_database("new_machine"), keys, say=_quiet)
    KeyRing.load(keys)


def test_a_backup_is_readable_by_its_owner_only(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0


def test_a_backup_leaves_nothing_else_behind(backup: Path) -> None:
    assert sorted(path.name for path in backup.parent.iterdir()) == ["all.gapura", "keys.json"]


@pytest.mark.parametrize(
    "url",
    ["postgresql://gapura:rahasia@db.gianyar.example:5433/gapura", "host=db user=gapura password=rahasia"],
)
def test_a_password_is_on_no_command_line(url: str) -> None:
    place, secret = archive._apart(url)
    assert "rahasia" not in place
    assert secret == {"PGPASSWORD": "rahasia"}
    assert conninfo_to_dict(place)["user"] == "gapura"


def test_a_failed_backup_leaves_the_older_one_alone(backup: Path, source: str, keys_file: Path) -> None:
    before = backup.read_bytes()
    keys_file.write_text("{}")
    with pytest.raises(KeyRingError):
        archive.write(backup, source, keys_file, say=_quiet)
    assert backup.read_bytes() == before


def test_a_database_that_is_not_empty_is_not_overwritten(
    backup: Path, new_database: NewDatabase, tmp_path: Path
) -> None:
    target = new_database("in_use")
    _run(target, "CREATE TABLE precious ()")
    with pytest.raises(archive.ArchiveError, match="not empty"):
        archive.read(backup, target, _elsewhere(tmp_path), say=_quiet)
    _run(target, "SELECT FROM precious")


def test_force_replaces_a_database_and_puts_its_keys_aside(
    backup: Path, source: str, keys_file: Path, new_database: NewDatabase, tmp_path: Path
) -> None:
    target, keys = new_database("replaced"), _elsewhere(tmp_path)
    _run(target, "CREATE TABLE precious ()")
    KeyRing.generate().save(keys)
    other = keys.read_bytes()
    archive.read(backup, target, keys, force=True, say=_quiet)
    assert _rows(target) == _rows(source)
    assert keys.read_bytes() == keys_file.read_bytes()
    assert keys.with_name("keys.json.before-restore").read_bytes() == other


def test_other_keys_are_not_overwritten(backup: Path, new_database: NewDatabase, tmp_path: Path) -> None:
    keys = _elsewhere(tmp_path)
    KeyRing.generate().save(keys)
    with pytest.raises(archive.ArchiveError, match="other keys"):
        archive.read(backup, new_database("fresh"), keys, say=_quiet)


@pytest.mark.parametrize("content", [b"", b"not a tar", os.urandom(4096)], ids=["empty", "text", "noise"])
def test_what_is_no_backup_is_said_to_be_none(
    content: bytes, new_database: NewDatabase, tmp_path: Path
) -> None:
    file = tmp_path / "wrong"
    file.write_bytes(content)
    with pytest.raises(archive.ArchiveError, match="not a whole Gapura backup"):
        archive.read(file, new_database("untouched"), _elsewhere(tmp_path), say=_quiet)


def test_half_a_backup_is_refused_before_anything_is_replaced(
    backup: Path, source: str, new_database: NewDatabase, tmp_path: Path
) -> None:
    half = tmp_path / "half"
    half.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    with pytest.raises(archive.ArchiveError):
        archive.read(half, source, _elsewhere(tmp_path), force=True, say=_quiet)
    assert len(_rows(source)) == 1


def test_a_backup_that_breaks_in_the_middle_leaves_the_old_data(
    backup: Path, source: str, new_database: NewDatabase, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    text = backup.read_bytes()
    contents = text.rindex(b"x\x9c")  # where the last compressed part begins
    broken.write_bytes(text[: contents + 2] + b"\xff" * 8 + text[contents + 10 :])
    target, keys = new_database("kept"), _elsewhere(tmp_path)
    _run(target, "CREATE TABLE precious ()")
    with pytest.raises(archive.ArchiveError, match="pg_restore failed"):
        archive.read(broken, target, keys, force=True, say=_quiet)
    _run(target, "SELECT FROM precious")
    archive.read(backup, target, keys, force=True, say=_quiet)
    assert _rows(target) == _rows(source)


def test_a_backup_of_a_newer_gapura_asks_for_an_upgrade(
    backup: Path, new_database: NewDatabase, tmp_path: Path
) -> None:
    newer = tmp_path / "newer"
    _with_version(backup, newer, "999.0.0")
    with pytest.raises(archive.ArchiveError, match="upgrade first"):
        archive.read(newer, new_database("too_old"), _elsewhere(tmp_path), say=_quiet)


def _with_version(backup: Path, target: Path, version: str) -> None:
    place = target.with_name("unpacked")
    with tarfile.open(backup) as tar:
        tar.extractall(place, filter="data")
    manifest = json.loads((place / archive.MANIFEST).read_text())
    (place / archive.MANIFEST).write_text(json.dumps({**manifest, "version": version}))
    with tarfile.open(target, "w") as tar:
        for name in (archive.MANIFEST, archive.KEYS, archive.DUMP):
            tar.add(place / name, name)


def test_a_backup_that_is_terminated_leaves_neither_a_file_nor_a_program_behind(
    tmp_path: Path, source: str, keys_file: Path
) -> None:
    began = (
        "SELECT pid FROM pg_stat_activity WHERE datname = 'backup_source'"
        " AND application_name = 'pg_dump' AND wait_event_type = 'Lock'"
    )
    (place := tmp_path / "backups").mkdir()
    with psycopg.connect(source) as holding, psycopg.connect(source, autocommit=True) as watching:
        holding.execute("LOCK TABLE visit")
        process = subprocess.Popen(
            [sys.executable, "-m", "gapura.cli", "backup", str(place / "all.gapura")],
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT / "src"),
                "GAPURA_DATA_DIR": str(tmp_path),
                "DATABASE_URL": source,
            },
        )
        waits_for(lambda: watching.execute(began).fetchone())
        process.terminate()
        assert process.wait() == TERMINATED
        waits_for(lambda: not watching.execute(began).fetchone())
    assert list(place.iterdir()) == []


def waits_for(known: Callable[[], object]) -> None:
    """Look again and again until it is so, for minutes on a busy machine."""
    deadline = time.monotonic() + 180
    while not known():
        assert time.monotonic() < deadline
        time.sleep(0.05)
