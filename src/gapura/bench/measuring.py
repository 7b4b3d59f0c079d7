"""One bench: a server and a database of our own in child processes, every scenario, and away with it all."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal, NamedTuple

import msgspec
import psycopg

from gapura.bench.accounting import parent_of
from gapura.bench.errors import BenchError
from gapura.bench.inserting import insert_rows
from gapura.bench.kept import keep_visits
from gapura.bench.load import Job
from gapura.bench.report import Figures, Report, figures, report
from gapura.bench.requests import BATCH, HOST, Kind, Seeds, requests
from gapura.bench.running import Watch, generators
from gapura.bench.seeding import MOST_TOKENS, RULESET, seed
from gapura.core.keys import KeyRing
from gapura.postgres import EmbeddedPostgres

Scenario = Literal["rush", "mall", "flood", "mixed", "alone"]
SCENARIOS: Final[tuple[Scenario, ...]] = ("rush", "mall", "flood", "mixed", "alone")
WARM_UP: Final = 1.0
BEHIND: Final = 4
"""Connections that ask for pages, or that devices come back on, beside the door's own."""

SHORTEST: Final = {"flood": 2.0, "pages": 2.0}
"""Seconds of which less would see no answer to what is slow."""

Say = Callable[[str], None]
Progress = Callable[[str], Callable[[int, int], None]]


class Plan(NamedTuple):
    """What to measure, among how much."""

    scenarios: Sequence[Scenario]
    connections: Sequence[int]
    seconds: float
    people: int
    visits: int
    rounds: int


def bench(plan: Plan, *, url: str, say: Say, progress: Progress) -> Report:
    """Measure on the database at `url` (it must be empty), or on an embedded one where that is empty text."""
    with tempfile.TemporaryDirectory(prefix="gapura-bench-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o711)
        with _database(url, place, say) as (address, owner):
            return _measure(plan, place, address, owner, say, progress)


@contextmanager
def _database(url: str, place: Path, say: Say) -> Iterator[tuple[str, str]]:
    """The addresses for the application's role and for the owner of the tables."""
    if url:
        _require_empty(owner := os.environ.get("GAPURA_OWNER_DATABASE_URL") or url)
        yield url, owner
        return
    say("starting a database of our own")
    with EmbeddedPostgres(place, say=say) as server:
        yield server.url, server.owner_url


def _require_empty(url: str) -> None:
    """Raise BenchError before anything is done to a database that is in use."""
    with psycopg.connect(url) as connection:
        kept = connection.execute("SELECT to_regclass('public.regions_region') IS NOT NULL").fetchone()
        if (
            kept == (True,)
            and connection.execute("SELECT FROM regions_region LIMIT 1").fetchone() is not None
        ):
            raise BenchError("The database of DATABASE_URL is in use; give the bench an empty one, or none.")


def _measure(plan: Plan, place: Path, url: str, owner: str, say: Say, progress: Progress) -> Report:
    keys = KeyRing.generate()
    keys.save(place / "keys.json")
    environment = {**os.environ, "DATABASE_URL": url, "GAPURA_DATA_DIR": str(place)}
    environment["GAPURA_KEYS_FILE"] = str(place / "keys.json")
    say("making the schema")
    _run([*_GAPURA, "migrate"], {**environment, "GAPURA_OWNER_DATABASE_URL": owner})
    say(f"making {plan.people:,} people")
    codes, tokens = seed(owner, keys, people=plan.people, progress=progress("people"))
    (place / "seeds.json").write_bytes(msgspec.json.encode(Seeds(codes, tokens)))
    if plan.visits:
        say(f"making {plan.visits:,} visits of the last fortnight")
        keep_visits(owner, count=plan.visits, ruleset=RULESET, progress=progress("visits"))
    run = _Run(place, environment, owner, plan, say, _postmaster(url))
    rounds = [
        [figures for scenario in plan.scenarios for figures in run.scenario(scenario)]
        for _ in range(plan.rounds)
    ]
    return report(_version(url), os.cpu_count() or 1, plan.people, plan.visits, run.again, rounds)


_GAPURA: Final = (sys.executable, "-m", "gapura.cli")


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"`{' '.join(command[2:])}` failed: {(done.stderr or done.stdout).strip()[-400:]}")


@contextmanager
def _server(environment: dict[str, str], role: str) -> Iterator[tuple[int, int]]:
    """A server in a process of its own, and its port."""
    command = [*_GAPURA, "serve", "--role", role, "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            if "http://" not in line:
                raise BenchError(f"the server did not start: {line}{process.stderr.read()[-400:]}")
            yield process.pid, int(line.split("127.0.0.1:")[1].split(".")[0])
        finally:
            process.terminate()
            try:
                process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()


class _Run:
    """The scenarios on one database; nobody has a second turn before everybody has had one."""

    def __init__(
        self,
        place: Path,
        environment: dict[str, str],
        owner: str,
        plan: Plan,
        say: Say,
        postmaster: int | None,
    ) -> None:
        self._seeds = str(place / "seeds.json")
        self._environment = environment
        self._owner = owner
        self._plan = plan
        self._say = say
        self._postmaster = postmaster
        self._had = 0

    @property
    def again(self) -> int:
        """How many turns people had who had had one before."""
        return max(0, self._had - min(self._plan.people, MOST_TOKENS))

    def scenario(self, name: Scenario) -> Iterator[Figures]:
        """One scenario's figures, at every number of connections where that means something."""
        with _server(self._environment, "all" if name == "mixed" else "gate") as (pid, port):
            match name:
                case "rush":
                    for count in self._plan.connections:
                        for kind in ("floor", "short floor", "rush"):
                            yield self._one(kind, kind, count, pid, port)
                case "mall":
                    for count in self._plan.connections:
                        yield self._one("mall", "mall", count, pid, port)
                case "flood":
                    yield self._one("flood", "flood", BEHIND, pid, port)
                case "alone":
                    yield self._insert()
                    yield self._one("alone", "rush", 1, pid, port)
                case "mixed":
                    for count in self._plan.connections:
                        yield from self._mixed(count, pid, port)

    def _one(self, name: str, kind: Kind, connections: int, pid: int, port: int) -> Figures:
        """One load by itself. PostgreSQL's part and the server's are of everything they did meanwhile."""
        job = self._job(name, kind, connections, port)
        with generators(job) as (load,):
            load.begin()
            with Watch(pid, self._postmaster, job.seconds) as watch:
                load.end()
            result = load.result()
        self._count(job, result.answers)
        return figures(name, connections, result, watch.spent, watch.memory)

    def _mixed(self, connections: int, pid: int, port: int) -> Iterator[Figures]:
        """Check-ins, and pages beside them: what each costs by itself cannot be told apart."""
        for page in itertools.islice(requests("pages", self._seeds, 0), 2):
            _ask_once(port, page)
        jobs = (
            self._job("mixed", "rush", connections, port),
            self._job("pages", "pages", BEHIND, port),
        )
        with generators(*jobs) as (door, pages):
            pages.begin()
            door.begin()
            with Watch(pid, None, jobs[0].seconds) as watch:
                door.end()
            results = door.result(), pages.result_after_end()
        self._count(jobs[0], results[0].answers)
        yield figures("mixed", connections, results[0], None, watch.memory)
        yield figures("pages", BEHIND, results[1], None)

    def _insert(self) -> Figures:
        self._say(f"insert, 1 connection, {self._plan.seconds:g} s")
        return figures("insert", 1, insert_rows(self._owner, seconds=self._plan.seconds), None)

    def _job(self, name: str, kind: Kind, connections: int, port: int) -> Job:
        seconds = max(self._plan.seconds, SHORTEST.get(kind, 0))
        self._say(f"{name}, {connections} connections, {seconds:g} s")
        return Job(kind, port, connections, seconds, min(WARM_UP, seconds), self._seeds, self._had)

    def _count(self, job: Job, answers: int) -> None:
        if job.kind in ("rush", "mall", "flood"):
            turns = answers / BATCH if job.kind == "flood" else answers
            self._had += round(turns * (1 + job.warm_up / job.seconds)) + job.connections


def _ask_once(port: int, request: bytes) -> None:
    """The first page is slow: Django reads its templates and routes for it."""
    with socket.create_connection((HOST, port), timeout=60) as connection:
        connection.sendall(request)
        connection.recv(1)


def _postmaster(url: str) -> int | None:
    """The database's first process, where it runs on this machine."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        pid = int(row[0]) if row else 0
        name = Path(f"/proc/{pid}/comm")
        local = connection.info.host.startswith("/") and name.exists() and "postgres" in name.read_text()
        return parent_of(pid) if local else None


def _version(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
        return str(row[0]) if row else ""
