"""A check-in here beside a redeem of pretix, on the same PostgreSQL server kind, in one run.

`.venv/bin/python benchmarks/beside_pretix.py`, after any `./run`, makes an environment in a temporary folder,
installs pretix from the Python registry into it, starts it under gunicorn on an embedded PostgreSQL, redeems
tickets over its API, and then measures the gate with the same bench as always. Both are durable (`fsync`,
`synchronous_commit=on`). It takes some minutes, needs the registry, and leaves nothing behind.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Iterator
from pathlib import Path

import psycopg

from gapura.bench.measuring import Plan, bench
from gapura.bench.running import Watch
from gapura.postgres import OWNER, EmbeddedPostgres

HERE = Path(__file__).parent
SETTINGS = """
from pretix.settings import *

class _NoMigrations:
    def __contains__(self, app): return True
    def __getitem__(self, app): return None

MIGRATION_MODULES = _NoMigrations()
"""
"""pretix's own, but its tables are made as they are now, not through years of migrations."""

WORKERS = 2
CONNECTIONS = 8
WARM_UP = 20
"""Redeems before anything is counted."""


def main() -> None:
    """Measure both and say how they compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tickets", type=int, default=1500)
    parser.add_argument("--seconds", type=float, default=5.0, help="for the gate")
    parser.add_argument("--python", help="an interpreter that has pretix and gunicorn already")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pretix-bench-") as name:
        place = Path(name)
        place.chmod(0o711)
        theirs, their_rate, version = _pretix(place, options.tickets, options.python)
    plan = Plan(("rush",), (64,), options.seconds, 200_000, 0)
    report = bench(plan, url="", say=_say, progress=lambda label: lambda done, total: None)
    ours = next(one for one in report.scenarios if one.name == "rush")
    assert ours.total_us is not None
    print(
        f"pretix {version}: {theirs:,.0f} µs of CPU a redeem, {their_rate:,.0f} a second\n"
        f"gapura: {ours.total_us:,.0f} µs of CPU a check-in, {ours.per_second:,.0f} a second\n"
        f"A check-in costs {theirs / ours.total_us:,.0f} times less."
    )


def _pretix(place: Path, tickets: int, python: str | None) -> tuple[float, float, str]:
    """CPU of a redeem in microseconds, server and PostgreSQL; redeems a second; pretix's version."""
    python = python or _install(place / "environment")
    with EmbeddedPostgres(place, say=_say) as postgres:
        with psycopg.connect(postgres.owner_url_of("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE pretix")
        environment = _configure(place, postgres, tickets)
        _say("making pretix's schema")
        _run([python, "-m", "django", "migrate", "--run-syncdb"], environment)
        _say(f"making {tickets:,} tickets")
        _run([python, str(HERE / "pretix_seed.py")], environment)
        seeds = json.loads((place / "seeds.json").read_text())
        with _served(python, environment) as (pid, port):
            assert postgres.pid is not None
            cost, rate = _redeem_all(seeds, port, pid, postgres.pid)
    shown = subprocess.run(
        [python, "-c", "import pretix; print(pretix.__version__)"], capture_output=True, text=True, check=True
    )
    return cost, rate, shown.stdout.strip()


def _install(place: Path) -> str:
    _say("installing pretix into a temporary environment")
    venv.create(place, with_pip=True)
    python = str(place / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "pretix", "gunicorn"], check=True)
    return python


def _configure(place: Path, postgres: EmbeddedPostgres, tickets: int) -> dict[str, str]:
    (place / "data").mkdir()
    (place / "bench_settings.py").write_text(SETTINGS)
    config = place / "pretix.cfg"
    config.write_text(
        f"[pretix]\nurl=http://127.0.0.1\ndatadir={place / 'data'}\n"
        f"[database]\nbackend=postgresql\nname=pretix\nuser={OWNER}\nhost={postgres.socket_dir}\n"
        "[django]\nsecret=only-for-measuring-not-for-anything-else-at-all\n"
    )
    return {
        **os.environ,
        "PRETIX_CONFIG_FILE": str(config),
        "PRETIX_BENCH_FILE": str(place / "seeds.json"),
        "PRETIX_BENCH_TICKETS": str(tickets),
        "DJANGO_SETTINGS_MODULE": "bench_settings",
        "PYTHONPATH": str(place),
    }


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"`{' '.join(command[1:])}` failed: {done.stderr[-2000:]}")


@contextlib.contextmanager
def _served(python: str, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [python, "-m", "gunicorn", "pretix.wsgi", "-w", str(WORKERS), "-b", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.1)
            yield process.pid, port
        finally:
            process.terminate()


def _redeem_all(seeds: dict[str, object], port: int, pid: int, postmaster: int) -> tuple[float, float]:
    secrets = list(seeds["secrets"])  # type: ignore[call-overload]
    for secret in [secrets.pop() for _ in range(WARM_UP)]:
        _redeem(http.client.HTTPConnection("127.0.0.1", port, timeout=60), seeds, secret)
    count = len(secrets)
    _say(f"redeeming {count:,} tickets over {CONNECTIONS} connections")

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while secrets:
            with contextlib.suppress(IndexError):
                _redeem(connection, seeds, secrets.pop())

    began = time.perf_counter()
    with Watch(pid, postmaster, 10.0) as watch:
        threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    took = time.perf_counter() - began
    spent = watch.spent.server + (watch.spent.postgres or 0)
    return spent / count * 1e6, count / took


def _redeem(connection: http.client.HTTPConnection, seeds: dict[str, object], secret: str) -> None:
    body = json.dumps({"secret": secret, "source_type": "barcode", "lists": [seeds["list"]]})
    headers = {"Authorization": f"Token {seeds['token']}", "Content-Type": "application/json"}
    connection.request("POST", "/api/v1/organizers/bench/checkinrpc/redeem/", body, headers)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status not in (200, 201) or b'"ok"' not in said:
        raise SystemExit(f"pretix refused a redeem: {answer.status} {said[:400]!r}")


def _say(text: str) -> None:
    print(f"{text} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
