"""Processes killed at random while applications move: no state without its trail, no message lost."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from gapura.postgres import EmbeddedPostgres
from gapura.registration import states
from tests.missed import as_if_missed
from tests.ports import free_port
from tests.registration.world import World
from tests.settings import KEYS

ROOT = Path(__file__).resolve().parents[2]
LONG = bool(os.environ.get("GAPURA_LONG"))
APPLICATIONS, KILLS = (500, 100) if LONG else (8, 4)
PATIENCE = 3600 if LONG else 1200
"""Seconds; nothing is asserted about how long it takes, but nothing may hang for ever."""


class Letterbox:
    """An SMTP server's mind: when it took which message."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, float]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        head = envelope.content.decode("utf-8", "replace")
        line = next(line for line in head.splitlines() if line.lower().startswith("message-id:"))
        self.taken.append((line.split("<")[1].split("@")[0], time.time()))
        return "250 2.0.0 taken"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    """A running SMTP server."""
    mind = Letterbox()
    server = Controller(mind, hostname="127.0.0.1", port=free_port(), ready_timeout=120)
    server.start()
    yield mind, server.port
    server.stop()


@contextmanager
def running(
    command: list[str], environment: dict[str, str], said: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is killed where its block ends; `said` is where its output goes."""
    with subprocess.Popen(command, env=environment, stdout=said) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_whatever_is_killed_every_application_arrives_with_its_trail_and_its_mail(
    postgres_server: EmbeddedPostgres, world: World, data_dir: Path, letterbox: tuple[Letterbox, int]
) -> None:
    mind, port = letterbox
    database_url = postgres_server.url_of(connection.settings_dict["NAME"])
    KEYS.save(data_dir / "keys.json")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GAPURA_")},
        "DATABASE_URL": database_url,
        "GAPURA_DATA_DIR": str(data_dir),
        "GAPURA_KEYS_FILE": str(data_dir / "keys.json"),
        "GAPURA_DNS_SERVER": "none",
        "GAPURA_EMAIL_SENDER": "smtp",
        "GAPURA_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "gapura.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }
    mover = [sys.executable, "-m", "tests.registration.mover", str(APPLICATIONS)]
    worker = [sys.executable, "-m", "gapura.cli", "serve", "--role", "worker"]
    chance = random.Random(5104)
    for kill in range(KILLS):
        # The worker says nothing when it begins; both start at once and take about as long.
        move = running([*mover, str(kill)], environment, subprocess.PIPE)
        with running(worker, environment), move as moves:
            assert moves.stdout is not None
            assert moves.stdout.readline() == b"moving\n"
            time.sleep(chance.uniform(0.2, 3))
        if not LONG:
            as_if_missed()
    subprocess.run([*mover, str(KILLS)], env=environment, check=True, timeout=PATIENCE)
    with psycopg.connect(database_url, autocommit=True) as db, running(worker, environment):
        deadline = time.monotonic() + PATIENCE
        while db.execute("SELECT 1 FROM mail_message WHERE handed_over_at IS NULL").fetchone():
            assert time.monotonic() < deadline, "a message was never handed over"
            time.sleep(0.5)
        check_trails(db)
        check_mail(db, mind)


def check_trails(db: psycopg.Connection) -> None:
    """The trail of every application is a way through the table of states that ends where it stands."""
    assert db.execute("SELECT count(*) FROM registration_application").fetchone() == (APPLICATIONS,)
    for id, state in db.execute("SELECT id, state FROM registration_application").fetchall():
        acts = db.execute(
            "SELECT act, data ->> 'was' FROM audit_event WHERE subject = %s ORDER BY id",
            [f"application:{id}"],
        ).fetchall()
        moves = [(act.removeprefix("application."), was) for act, was in acts if was]
        stands = states.MOVES.first
        for name, was in moves:
            assert was == stands
            stands = states.MOVES.target_of(name, was)
        assert stands == state


def check_mail(db: psycopg.Connection, mind: Letterbox) -> None:
    """Every message came, and none again after its handing over was recorded; each step wrote one."""
    taken = Counter(id for id, _ in mind.taken)
    messages = db.execute("SELECT id::text, extract(epoch FROM handed_over_at)::float FROM mail_message")
    recorded: dict[str, float] = dict(messages.fetchall())
    assert taken.keys() == recorded.keys()
    assert [id for id, at in mind.taken if at > recorded[id] + 0.5] == []
    repeated = sum(count - 1 for count in taken.values())
    print(f"{len(taken)} messages, {repeated} taken again: the worker died before it knew that they were")
    doubled = db.execute(
        "SELECT about, template FROM mail_message"
        " WHERE template IN ('registration/received', 'registration/registered')"
        " GROUP BY 1, 2 HAVING count(*) > 1"
    ).fetchall()
    assert doubled == []
