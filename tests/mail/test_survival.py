"""A mail server with moods and a worker that is killed: no message lost, none sent again once taken."""

import asyncio
import os
import random
import signal
import smtplib
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from email import message_from_bytes, policy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import close_old_connections, connection
from procrastinate.contrib.django.models import ProcrastinateJob

from gapura.audit.trail import SYSTEM
from gapura.mail import acts
from gapura.mail.models import Message, State
from gapura.postgres import EmbeddedPostgres
from tests.conftest import ROOT
from tests.missed import as_if_missed
from tests.ports import free_port
from tests.settings import KEYS

LONG = bool(os.environ.get("GAPURA_LONG"))
EACH, KILLS = (60, 25) if LONG else (2, 2)
MOODS = ("glad", "slow", "full", "nobody", "later")
PATIENCE = 3600 if LONG else 300
"""Seconds; nothing is asserted about how long it takes, but nothing may hang for ever."""

BOUNCE = (Path(__file__).parent / "letters" / "postfix-unknown.eml").read_bytes().replace(b"\n", b"\r\n")


class Moody:
    """An SMTP server's mind: takes, takes slowly, says 452 at first, says 550, takes and bounces later."""

    def __init__(self, bounces_to: int) -> None:
        self.bounces_to = bounces_to
        self.taken: list[tuple[str, float]] = []
        self.refused: defaultdict[str, list[float]] = defaultdict(list)
        self.speaking = 0
        self._later: set[asyncio.Task[None]] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        mood = address.partition("-")[0]
        if mood == "nobody":
            return "550 5.1.1 no such user"
        if mood == "full" and len(self.refused[address]) < 2:
            self.refused[address].append(time.time())
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        mood = str(letter["To"]).partition("-")[0]
        if mood == "slow":
            self.speaking += 1
            await asyncio.sleep(1.5)
            self.speaking -= 1
        if mood == "later":
            bouncing = asyncio.create_task(self._bounce(envelope.mail_from))
            self._later.add(bouncing)
        self.taken.append((str(letter["Message-ID"])[1:].partition("@")[0], time.time()))
        return "250 2.0.0 queued"

    async def _bounce(self, to: str) -> None:
        while True:
            await asyncio.sleep(1)
            try:
                await asyncio.to_thread(self._bring, to)
                return
            except (OSError, smtplib.SMTPException):
                continue  # like every mail server: later again

    def _bring(self, to: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.bounces_to, timeout=120) as client:
            client.sendmail("", [to], BOUNCE)


@pytest.fixture
def moody() -> Iterator[tuple[Moody, int]]:
    mind = Moody(free_port())
    server = Controller(mind, hostname="127.0.0.1", port=free_port(), ready_timeout=120)
    server.start()
    yield mind, server.port
    server.stop()


class Worker:
    """`gapura serve --role worker` in a process of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._command = [sys.executable, "-m", "gapura.cli", "serve", "--role", "worker"]
        self._environment = environment
        self.killed: list[float] = []
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._environment, cwd=ROOT)

    def look(self) -> None:
        """Fails where the worker ended by itself."""
        assert self._process.poll() is None, f"the worker ended by itself: {self._process.returncode}"

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self.killed.append(time.time())


def write(count: int) -> None:
    for number in range(count):
        for mood in MOODS:
            acts.send(
                channel="email",
                to=f"{mood}-{number}@desa.example",
                template="sign_in_email",
                language="id",
                context={"code": "482913", "minutes": 10},
                by=SYSTEM,
            )


def settled() -> bool:
    return not Message.objects.exclude(state__in=(State.BOUNCED,)).filter(handed_over_at=None).exists()


def bounced() -> int:
    return Message.objects.filter(state=State.BOUNCED).count()


def wait_until(what: Any, worker: Worker) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        worker.look()
        if time.monotonic() > deadline:
            pytest.fail(f"nothing moves any more:\n{how_it_stands()}")
        time.sleep(0.25)


def how_it_stands() -> str:
    """Every message and every job, for whoever must find out why one did not move."""
    messages = Message.objects.values_list("to", "state", "tries", "reply", "next_try_at")
    jobs = ProcrastinateJob.objects.values_list("task_name", "status", "attempts", "scheduled_at", "args")
    return "\n".join(str(row) for row in (*messages, *jobs))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_whatever_the_mail_server_says_and_whoever_kills_the_worker(
    postgres_server: EmbeddedPostgres, data_dir: Path, moody: tuple[Moody, int], deploy: Any
) -> None:
    mind, port = moody
    KEYS.save(data_dir / "keys.json")
    deploy(BOUNCE_ADDRESS="bounces+{token}@gapura.example")
    worker = Worker(
        {
            **{name: value for name, value in os.environ.items() if not name.startswith("GAPURA_")},
            "DATABASE_URL": postgres_server.url_of(connection.settings_dict["NAME"]),
            "GAPURA_DATA_DIR": str(data_dir),
            "GAPURA_KEYS_FILE": str(data_dir / "keys.json"),
            "GAPURA_EMAIL_SENDER": "smtp",
            "GAPURA_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "GAPURA_MAIL_FROM": "Gapura <tidak-dibalas@gapura.example>",
            "GAPURA_BOUNCE_ADDRESS": "bounces+{token}@gapura.example",
            "GAPURA_BOUNCE_LISTEN": f"127.0.0.1:{mind.bounces_to}",
            "PYTHONPATH": str(ROOT / "src"),
        }
    )
    try:
        write(EACH)
        chance = random.Random(5104)
        for kill in range(KILLS):
            if kill % 2 == 0:
                # In the middle of a dialogue with the server, where there is one.
                wait_until(lambda: mind.speaking or settled(), worker)
            time.sleep(chance.uniform(0, 2))
            worker.kill()
            if not LONG:
                as_if_missed()
            worker.start()
        wait_until(lambda: settled() and bounced() == 2 * EACH, worker)
    finally:
        worker.kill()
        close_old_connections()
    check(mind, worker.killed)


def unwritten(mind: Moody, message: Message, killed: list[float]) -> int:
    """How many refusals a worker may have taken with it, killed after them and before the next try."""
    taken = [at for id, at in mind.taken if id == str(message.id)]
    tries = [*mind.refused[message.to], *taken[:1]]
    return sum(any(refused < at < following for at in killed) for refused, following in pairwise(tries))


def check(mind: Moody, killed: list[float]) -> None:
    """Every message ended as the server decided, with every step, and none was taken after that was known."""
    messages = {str(message.id): message for message in Message.objects.prefetch_related("deliveries")}
    assert len(messages) == EACH * len(MOODS)
    for message in messages.values():
        steps = [step.state for step in message.deliveries.all()]
        mood = message.to.partition("-")[0]
        if mood == "nobody":
            assert (message.state, message.bounce, steps) == ("bounced", "hard", ["queued", "bounced"])
        elif mood == "later":
            assert (message.state, message.bounce) == ("bounced", "hard")
            assert steps == ["queued", "handed_over", "bounced"]
        else:
            assert (message.state, message.reply) == ("handed_over", "250 2.0.0 queued")
            refusals = 2 if mood == "full" else 0
            assert refusals - unwritten(mind, message, killed) <= steps.count("delayed") <= refusals, steps
            assert steps[-1] == "handed_over"
    taken = Counter(id for id, _at in mind.taken)
    assert taken.keys() == {id for id, message in messages.items() if message.handed_over_at}
    repeated = sum(count - 1 for count in taken.values())
    print(f"{len(taken)} messages, {repeated} taken again: the worker died before it knew that they were")
    for id, at in mind.taken:
        handed_over_at = messages[id].handed_over_at
        assert handed_over_at is not None
        assert at <= handed_over_at.timestamp()
