"""One bench: a server and a database of our own in child processes, every scenario, and away with it all."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import msgspec
import psycopg

from gapura.bench.accounting import cpu_seconds, parent_of
from gapura.bench.load import Job, Result, Seeds
from gapura.bench.seeding import seed
from gapura.core.keys import KeyRing
from gapura.postgres import EmbeddedPostgres

WARM_UP: Final = 1.0
TARGET_CONNECTIONS: Final = 64
FLOOR, CHECK_IN = "floor", "check-in"
Say = Callable[[str], None]


class BenchError(Exception):
    """A bench that cannot be done; the message says why."""


class Figures(msgspec.Struct):
    """One scenario at one number of connections. CPU is in microseconds an answer; None where not seen."""

    name: str
    connections: int
    answers: int
    per_second: float
    errors: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    server_us: float
    postgres_us: float | None
    total_us: float | None


class Report(msgspec.Struct):
    """All of it. `ratio` is the CPU of a check-in over that of the empty answer, by connections."""

    postgres: str
    cpus: int
    people: int
    scenarios: list[Figures]
    ratio: dict[str, float]


def bench(*, seconds: float, connections: Sequence[int], people: int, url: str, say: Say) -> Report:
    """Measure on the database at `url` (it must be empty), or on an embedded one where that is empty text."""
    with tempfile.TemporaryDirectory(prefix="gapura-bench-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o711)
        with _database(url, place, say) as (address, owner):
            return _measure(place, address, owner, seconds, connections, people, say)


@contextmanager
def _database(url: str, place: Path, say: Say) -> Iterator[tuple[str, str]]:
    """The addresses for the application's role and for the owner of the tables."""
    if url:
        yield url, os.environ.get("GAPURA_OWNER_DATABASE_URL") or url
        return
    say("starting a database of our own")
    with EmbeddedPostgres(place, say=say) as server:
        yield server.url, server.owner_url


def _measure(
    place: Path,
    url: str,
    owner: str,
    seconds: float,
    connections: Sequence[int],
    people: int,
    say: Say,
) -> Report:
    keys = KeyRing.generate()
    keys.save(place / "keys.json")
    environment = {**os.environ, "DATABASE_URL": url, "GAPURA_DATA_DIR": str(place)}
    environment["GAPURA_KEYS_FILE"] = str(place / "keys.json")
    say("making the schema")
    _run([*_GAPURA, "migrate"], {**environment, "GAPURA_OWNER_DATABASE_URL": owner})
    say(f"making {people:,} people")
    seeds = place / "seeds.json"
    codes, tokens = seed(owner, keys, people=people)
    seeds.write_bytes(msgspec.json.encode(Seeds(codes, tokens)))
    with _server(environment) as (pid, port):
        scenarios = list(_scenarios(pid, port, _postmaster(url), seeds, seconds, connections, say))
    return Report(_version(url), os.cpu_count() or 1, people, scenarios, _ratios(scenarios))


_GAPURA: Final = (sys.executable, "-m", "gapura.cli")


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"`{' '.join(command[2:])}` failed: {(done.stderr or done.stdout).strip()[-400:]}")


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A gate in a process of its own, and its port."""
    command = [*_GAPURA, "serve", "--role", "gate", "--port", "0"]
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


def _scenarios(
    pid: int,
    port: int,
    postmaster: int | None,
    seeds: Path,
    seconds: float,
    connections: Sequence[int],
    say: Say,
) -> Iterator[Figures]:
    sent = 0
    for count in connections:
        for name in (FLOOR, CHECK_IN):
            say(f"{name}, {count} connections, {seconds:g} s")
            path = str(seeds) if name == CHECK_IN else ""
            job = Job(port, count, seconds, min(WARM_UP, seconds), path, sent)
            result, server, postgres = _load(job, pid, postmaster)
            sent += round(result.answers * (1 + job.warm_up / seconds)) if name == CHECK_IN else 0
            yield _figures(name, count, result, server, postgres)


def _load(job: Job, pid: int, postmaster: int | None) -> tuple[Result, float, float | None]:
    """Run one job in a process of its own; the CPU seconds are those between its two marks."""
    command = [sys.executable, "-m", "gapura.bench.load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(msgspec.json.encode(job).decode() + "\n")
            process.stdin.flush()
            _expect(process.stdout, "ready")
            process.stdin.write("go\n")
            process.stdin.flush()
            _expect(process.stdout, "measuring")
            before = _cpu(pid, postmaster)
            _expect(process.stdout, "measured")
            after = _cpu(pid, postmaster)
            result = msgspec.json.decode(process.stdout.readline(), type=Result)
        except BaseException:
            process.kill()
            raise
    if not result.answers:
        raise BenchError(f"no answer came in {job.seconds:g} s at {job.connections} connections")
    postgres = None if before[1] is None or after[1] is None else after[1] - before[1]
    return result, after[0] - before[0], postgres


def _expect(lines: IO[str], word: str) -> None:
    if (line := lines.readline().strip()) != word:
        raise BenchError(f"the load generator said {line!r} where {word!r} was expected")


def _cpu(pid: int, postmaster: int | None) -> tuple[float, float | None]:
    return cpu_seconds(pid), None if postmaster is None else cpu_seconds(postmaster)


def _figures(name: str, connections: int, result: Result, server: float, postgres: float | None) -> Figures:
    server_us = server / result.answers * 1e6
    postgres_us = None if postgres is None else postgres / result.answers * 1e6
    return Figures(
        name=name,
        connections=connections,
        answers=result.answers,
        per_second=round(result.answers / result.seconds, 1),
        errors=result.errors,
        p50_ms=round(result.p50, 3),
        p95_ms=round(result.p95, 3),
        p99_ms=round(result.p99, 3),
        server_us=round(server_us, 1),
        postgres_us=None if postgres_us is None else round(postgres_us, 1),
        total_us=None if postgres_us is None else round(server_us + postgres_us, 1),
    )


def _ratios(scenarios: Sequence[Figures]) -> dict[str, float]:
    """By connections: CPU of server and PostgreSQL a check-in, over the server's for the empty answer."""
    floors = {one.connections: one.server_us for one in scenarios if one.name == FLOOR}
    return {
        str(one.connections): round(one.total_us / floors[one.connections], 2)
        for one in scenarios
        if one.name == CHECK_IN and one.total_us is not None and floors[one.connections] > 0
    }


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
