"""A PostgreSQL of our own: found, made, run as our child on a Unix socket, and stopped with us."""

import atexit
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from gapura.postgres import leftovers, owner
from gapura.postgres.binaries import Binaries, find
from gapura.postgres.errors import InUseError, PostgresError

__all__ = ["Binaries", "EmbeddedPostgres", "InUseError", "PostgresError", "connect_or_start", "find"]

DATABASE = "gapura"
OWNER = "gapura"
"""The role that owns every table and function, and the only one that changes their shape."""

APPLICATION = "gapura_app"
"""The role of everything that runs: it reads and writes rows as `gapura migrate` grants it."""

PORT = 5432  # names the socket file only: the server listens on no network address
SOCKET_PATH_LIMIT = 107  # bytes that the kernel's sockaddr_un holds
PATIENCE = 300.0  # seconds for crash recovery, or for an older server to end
LOG_LIMIT = 10 * 2**20  # bytes
PR_SET_PDEATHSIG = 1
LOCK = 5_104_001

# Sized for one machine that runs everything else too; JIT costs more than it gives on short queries.
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


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class EmbeddedPostgres:
    """The PostgreSQL cluster of one data folder, and its server while we run it.

    The server ends with the *thread* that started it (the kernel's parent-death signal): start it from the
    main thread. `major` asks for a version where no cluster exists yet; `durable=False` is for tests;
    `settings` are PostgreSQL's own, besides ours.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        major: int | None = None,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
        say: Callable[[str], None] = _to_stderr,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self._major = major
        self._settings = SETTINGS | (DURABLE if durable else FORGETFUL) | dict(settings or {})
        self._say = say
        self._owner: owner.Owner | None = None
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def cluster(self) -> Path:
        """The cluster's own folder, outside the data folder only where its owner cannot go there."""
        return (self.data_dir / "postgres").resolve()

    @property
    def log(self) -> Path:
        """The file in which the server writes about itself."""
        return self.data_dir / "postgres.log"

    @property
    def socket_dir(self) -> Path:
        """The socket's folder: the cluster, or a short name under /tmp where that path is too long."""
        if len(os.fsencode(self.cluster / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_LIMIT:
            return self.cluster
        return Path("/tmp") / f"gapura-{_short_name(self.cluster)}"

    @property
    def url(self) -> str:
        """The address of Gapura's database for the application's role."""
        return self.url_of(DATABASE)

    @property
    def owner_url(self) -> str:
        """The address of Gapura's database for the role that owns what is in it."""
        return self.owner_url_of(DATABASE)

    def url_of(self, database: str) -> str:
        """The address of any database of this server for the application's role."""
        return self._address(APPLICATION, database)

    def owner_url_of(self, database: str) -> str:
        """The address of any database of this server for the owner's role, which may do everything."""
        return self._address(OWNER, database)

    def _address(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_dir), safe='')}&port={PORT}"

    @property
    def binaries(self) -> Binaries:
        """The programs of the cluster's own version, or of the one it would be made with."""
        version = self.cluster / "PG_VERSION"
        return find(int(version.read_text()) if version.exists() else self._major)

    @property
    def pid(self) -> int | None:
        """The server's process id where we run it."""
        return self._process.pid if self._process else None

    @property
    def ready(self) -> bool:
        """Whether a server answers for this data folder, ours or another process's."""
        return leftovers.status(self.cluster) == "ready"

    def start(self) -> None:
        """Make the cluster where there is none, and run its server until `stop` or our own end.

        Raises InUseError where another process runs it, PostgresError for whatever else prevents it.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._take_lock()
        atexit.register(self._stop_at_exit, os.getpid())
        try:
            self._prepare()
            self._spawn()
            self._wait_until_ready()
            self.make_role_and_database()
        except BaseException:
            self.stop()
            raise

    def revive(self) -> None:
        """Run our server again where it ended by itself; it answers once it has recovered.

        For the thread that started it, again and again. Nothing happens while it runs, while something of it
        is still ending, or where another process runs it. Raises OSError where it cannot be run.
        """
        if self._process is None or self._process.poll() is None or leftovers.processes_in(self.cluster):
            return
        self._say(f"The database server ended by itself ({self._process.returncode}) and is started again.")
        leftovers.forget(self.cluster, self.socket_dir)
        self._spawn()

    def stop(self) -> None:
        """End the server we run: sessions are cut off, whatever was committed is on disk."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _stop_at_exit(self, starter: int) -> None:
        if os.getpid() == starter:  # and not a child forked from it
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
        self._owner = owner.choose(self.cluster)
        if self._owner and not link.exists() and not self._owner.can_enter(self.data_dir):
            owner.place_outside(link, _short_name(link))
        self.binaries.tool("postgres")  # a version that is missing here is said before anything is touched
        leftovers.wait_until_gone(self.cluster, patience=PATIENCE, say=self._say)
        leftovers.forget(self.cluster, self.socket_dir)
        if not self.cluster.exists():
            self._make_cluster()
        self._make_socket_dir()

    def _make_cluster(self) -> None:
        """Made beside its place and renamed, so that a start killed half-way leaves nothing half-made."""
        fresh = self.cluster.with_name(self.cluster.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        self._own_folder(fresh)
        options = {
            "pgdata": fresh,
            "username": OWNER,
            "encoding": "UTF8",
            # Byte order never changes under an index, as a language's order does with a library's version.
            "locale": "C.UTF-8",
            "lc-collate": "C",
            # The folder's mode decides who may connect: nobody but its owner and root gets in.
            "auth-local": "trust",
            "auth-host": "reject",
        }
        words = [f"--{name}={value}" for name, value in options.items()]
        done = subprocess.run(
            [self._program("initdb"), "--data-checksums", *words],
            capture_output=True,
            text=True,
            check=False,
            **self._as_owner(),
        )
        if done.returncode:
            raise PostgresError(f"initdb failed: {(done.stderr or done.stdout).strip()[-800:]}")
        fresh.rename(self.cluster)

    def _make_socket_dir(self) -> None:
        place = self.socket_dir
        if not place.exists():
            self._own_folder(place)
        found = place.lstat()
        if place.is_symlink() or found.st_uid != self._uid or found.st_mode & 0o077:
            raise PostgresError(
                f"{place} must be a folder that only the database's owner can open, and is not."
            )

    def _own_folder(self, path: Path) -> None:
        path.mkdir(mode=0o700)
        if self._owner:
            os.chown(path, self._owner.uid, self._owner.gid)

    @property
    def _uid(self) -> int:
        return self._owner.uid if self._owner else os.geteuid()

    def _program(self, name: str) -> Path:
        path = self.binaries.tool(name)
        if self._owner and not self._owner.can_enter(path):
            return owner.copy_programs(path.parent) / name
        return path

    def _as_owner(self) -> dict[str, Any]:
        return {"cwd": "/", **(self._owner.credentials if self._owner else {})}

    def _spawn(self) -> None:
        words = [f"--{name}={value}" for name, value in self._settings.items()]
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_name(self.log.name + ".old"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._program("postgres"), "-D", self.cluster, "-k", self.socket_dir, *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C in the terminal is ours to handle, not the server's
                preexec_fn=_end_with(os.getpid()),
                **self._as_owner(),
            )

    def _wait_until_ready(self) -> None:
        began = time.monotonic()
        told = False
        while not self.ready:
            waited = time.monotonic() - began
            if self._process is None or self._process.poll() is not None:
                raise PostgresError(
                    f"The database server ended at once. Its log ends with:\n{self._log_tail()}"
                )
            if waited > PATIENCE:
                raise PostgresError(
                    f"The database is not ready after {PATIENCE:.0f} seconds; see {self.log}."
                )
            if waited > 3 and not told:
                self._say("Waiting for the database to recover from its last, abrupt end ...")
                told = True
            time.sleep(0.02)

    def _log_tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])

    def make_role_and_database(self) -> None:
        """Make what is missing of them, in a folder of an earlier version too; the server must run."""
        import psycopg

        role = "SELECT 1 FROM pg_roles WHERE rolname = %s"
        database = "SELECT 1 FROM pg_database WHERE datname = %s"
        with psycopg.connect(self.owner_url_of("postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # another process may come at once
            if connection.execute(role, [APPLICATION]).fetchone() is None:
                connection.execute(f'CREATE ROLE "{APPLICATION}" LOGIN')
            if connection.execute(database, [DATABASE]).fetchone() is None:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')


def connect_or_start(data_dir: Path, *, say: Callable[[str], None] = _to_stderr) -> EmbeddedPostgres:
    """The database of a data folder: run by us, or used where another process runs it already.

    `stop` ends it only where we started it. Raises PostgresError.
    """
    server = EmbeddedPostgres(data_dir, say=say)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            server.start()
        except InUseError:
            if time.monotonic() > deadline:
                raise
            if not server.ready:
                time.sleep(0.1)
                continue
            server.make_role_and_database()
        return server


def _end_with(parent: int) -> Callable[[], None]:
    """Code for the child, before it becomes the server: a fast shutdown when its parent dies, however."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)

    def prepare() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def _end(process: subprocess.Popen[bytes]) -> None:
    for wish, patience in ((signal.SIGINT, 60), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        process.send_signal(wish)
        try:
            process.wait(patience)
            return
        except subprocess.TimeoutExpired:
            continue


def _short_name(path: Path) -> str:
    return blake2b(os.fsencode(path), digest_size=8).hexdigest()
