"""PostgreSQL servers that a test may kill, cut off and replace, by PostgreSQL's own programs only."""

import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

from gapura.postgres import APPLICATION, DATABASE, PORT, EmbeddedPostgres, leftovers
from tests.gate.world import Caller, GateProcess


def copied(template: EmbeddedPostgres, place: Path, **settings: str) -> EmbeddedPostgres:
    """A durable server of its own with everything that a stopped one has; not started yet."""
    server = EmbeddedPostgres(place, major=template.binaries.major, settings=settings)
    place.mkdir()
    subprocess.run(["cp", "-a", template.cluster, place / "postgres"], check=True)
    return server


def power_cut(server: EmbeddedPostgres) -> None:
    """Every process of a server at once, as when the machine loses its power."""
    for process in leftovers.processes_in(server.cluster):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    server.stop()


class Standby(EmbeddedPostgres):
    """A hot standby of another server, until it is promoted."""

    def __init__(self, data_dir: Path, primary: EmbeddedPostgres, name: str) -> None:
        super().__init__(data_dir, major=primary.binaries.major)
        self._primary = f"host={primary.socket_dir} port={PORT} user=gapura application_name={name}"

    @property
    def ready(self) -> bool:
        """Whether it answers, be it only to be read."""
        return leftovers.status(self.cluster) in ("standby", "ready")

    def make_role_and_database(self) -> None:
        """Both come with the copy."""

    def _make_cluster(self) -> None:
        self._own_folder(self.cluster)
        program = self._program("pg_basebackup")
        words = ["-D", str(self.cluster), "-d", self._primary, "-R", "-X", "stream", "--checkpoint=fast"]
        subprocess.run([program, *words], check=True, capture_output=True, **self._as_owner())
        for copied_note in self.cluster.glob(".s.PGSQL.*"):  # its socket lies in its folder
            copied_note.unlink()

    def promote(self) -> None:
        """Let it be the primary from now on."""
        words = [str(self._program("pg_ctl")), "promote", "-w", "-D", str(self.cluster)]
        subprocess.run(words, check=True, capture_output=True, **self._as_owner())


def url_of_whichever_writes(*servers: EmbeddedPostgres) -> str:
    """One address for several servers: that of the one that takes writes."""
    hosts = ",".join(quote(str(server.socket_dir), safe="") for server in servers)
    ports = ",".join(str(PORT) for _ in servers)
    return f"postgresql://{APPLICATION}@/{DATABASE}?host={hosts}&port={ports}&target_session_attrs=read-write"


def wait_until(come_true: Callable[[], object], *, seconds: float = 300.0) -> None:
    """Look again and again; the test fails where it never comes true."""
    deadline = time.monotonic() + seconds
    while not come_true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)


def as_administrator(server: EmbeddedPostgres, *statements: str) -> list[tuple[object, ...]]:
    """Run statements, each in its own transaction; gives the rows of the last."""
    with psycopg.connect(server.owner_url, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


@contextmanager
def called_gate(url: str, gate_dir: Path, *, patient: bool = False) -> Iterator[tuple[GateProcess, Caller]]:
    """A gate before a database, and somebody who calls it: `patient`, unless the test is about 503."""
    gate = GateProcess(url, gate_dir)
    caller = Caller(gate.port, patient=patient)
    try:
        yield gate, caller
    finally:
        caller.close()
        assert gate.stop() == 0, gate.said


class Relay:
    """Stands between a gate and its database, and can stop passing anything on, as a cut cable does."""

    def __init__(self, server: EmbeddedPostgres, place: Path) -> None:
        place.mkdir()
        self._target = str(server.socket_dir / f".s.PGSQL.{PORT}")
        self._place = place
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(place / f".s.PGSQL.{PORT}"))
        self._listener.listen(50)
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._cut = self._mend = self._ended = False
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._pass_on)
        self._thread.start()

    @property
    def url(self) -> str:
        """The database's address by way of the relay."""
        return f"postgresql://{APPLICATION}@/{DATABASE}?host={quote(str(self._place), safe='')}&port={PORT}"

    def cut(self) -> None:
        """Pass nothing on, and say nothing to anybody."""
        self._cut = True
        self._wake.send(b"x")

    def mend(self) -> None:
        """Pass on again; connections of before are gone."""
        self._mend = True
        self._wake.send(b"x")

    def close(self) -> None:
        """End everything."""
        self._ended = True
        self._wake.send(b"x")
        self._thread.join()

    def _pass_on(self) -> None:
        while not self._ended:
            heard = [self._woken] if self._cut else [self._woken, self._listener, *self._pairs]
            for one in select.select(heard, [], [])[0]:
                self._hear(one)
            if self._mend:
                self._hang_up(*self._pairs)
                self._cut = self._mend = False
        self._hang_up(*self._pairs, self._listener, self._wake, self._woken)

    def _hear(self, one: socket.socket) -> None:
        if one is self._woken:
            one.recv(100)
        elif one is self._listener:
            client, server = self._listener.accept()[0], socket.socket(socket.AF_UNIX)
            server.connect(self._target)
            self._pairs[client], self._pairs[server] = server, client
        elif one in self._pairs:
            try:
                data = one.recv(65536)
                self._pairs[one].sendall(data)
            except OSError:
                data = b""
            if not data:
                self._hang_up(one, self._pairs[one])

    def _hang_up(self, *ends: socket.socket) -> None:
        for one in ends:
            one.close()
            self._pairs.pop(one, None)


@contextmanager
def small_disk(mount: Path, size: str) -> Iterator[None]:
    """A disk of a size at a folder; raises CalledProcessError where we may not mount."""
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", mount], check=True, capture_output=True
    )
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", mount], check=True)
