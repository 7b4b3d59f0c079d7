"""The demo as a person starts it: a child process in a folder of its own, on a free port."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
import uuid_utils.compat as uuids

from gapura.postgres import EmbeddedPostgres
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 600.0


@dataclass
class Demo:
    """A demo that runs, and what its demo.json says."""

    place: Path
    port: int
    process: subprocess.Popen[bytes]
    document: dict[str, Any]

    def post(self, path: str, body: dict[str, Any], token: str) -> tuple[int, dict[str, Any]]:
        """The gate's answer, however often a slow machine says that it shall be asked again."""
        deadline = time.monotonic() + PATIENCE
        status, answer = self._post(path, body, token)
        while status == 503 and time.monotonic() < deadline:
            time.sleep(1)
            status, answer = self._post(path, body, token)
        return status, answer

    def _post(self, path: str, body: dict[str, Any], token: str) -> tuple[int, dict[str, Any]]:
        request = urllib.request.Request(
            f"{self.document['base']}{path}",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def check_in(self, token: str, code: str) -> dict[str, Any]:
        """Check somebody in, and say what came of it."""
        status, answer = self.post("/gate/v1/check-ins", {"id": str(uuids.uuid7()), "code": code}, token)
        assert status == 200, answer
        return answer

    def get(self, path: str) -> tuple[int, str, bytes]:
        """Status, content type and body of a page."""
        try:
            with urllib.request.urlopen(f"{self.document['base']}{path}", timeout=120) as response:
                return response.status, response.headers["Content-Type"], response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers["Content-Type"], error.read()

    def count(self, table: str) -> int:
        """Rows of a table, asked of the demo's own database."""
        with psycopg.connect(EmbeddedPostgres(self.place).url) as connection:
            row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        assert row is not None
        return int(row[0])

    @cached_property
    def postgres(self) -> int:
        """The process id of the demo's database server, as long as it runs and afterwards."""
        return int((self.place / "postgres" / "postmaster.pid").read_text().split()[0])

    def forget_postgres(self) -> None:
        """Look anew for the demo's database server: another one runs, or will."""
        vars(self).pop("postgres", None)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End the demo, wait until its database is gone too, and give its exit status."""
        database = self.postgres
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while alive(database):
            assert time.monotonic() < deadline, "the database outlived the demo"
            time.sleep(0.05)
        return status


def environment() -> dict[str, str]:
    """This process's environment without what would change a demo."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GAPURA_") and name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return {**kept, "PYTHONPATH": str(ROOT / "src")}


def command(*words: object) -> list[str]:
    """The words of a `gapura` command of this checkout."""
    return [sys.executable, "-m", "gapura.cli", *map(str, words)]


def gapura(*words: object) -> "subprocess.CompletedProcess[str]":
    """Run a `gapura` command to its end."""
    return subprocess.run(
        command(*words), env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def spawn(place: Path, port: int, *words: str) -> "subprocess.Popen[bytes]":
    """Start a demo without waiting for it; what it says goes into demo.log."""
    with (place / "demo.log").open("ab") as log:
        return subprocess.Popen(
            command("demo", "--data-dir", place, "--port", port, *words),
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def start(place: Path, *words: str) -> Demo:
    """Start a demo and wait until it says that it is ready."""
    (place / "demo.json").unlink(missing_ok=True)
    port = free_port()
    process = spawn(place, port, *words)
    deadline = time.monotonic() + PATIENCE
    while not (place / "demo.json").exists():
        assert process.poll() is None, (place / "demo.log").read_text()
        assert time.monotonic() < deadline, (place / "demo.log").read_text()
        time.sleep(0.05)
    demo = Demo(place, port, process, json.loads((place / "demo.json").read_text()))
    assert alive(demo.postgres)
    return demo


def fill(place: Path) -> None:
    """A demo from its first start to its stop: everything is there to be found by the next start."""
    start(place).stop()


def alive(pid: int) -> bool:
    """Whether a process runs and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
