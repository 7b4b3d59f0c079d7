"""Anything is killed at any moment, again and again, while people come and go: nothing answered is lost."""

import asyncio
import json
import os
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gapura.postgres import EmbeddedPostgres
from tests.gate import crowd
from tests.gate.servers import copied, power_cut, wait_until
from tests.gate.world import GateProcess, World
from tests.ports import free_port
from tests.settings import KEYS

KILLS = 200 if os.environ.get("GAPURA_LONG") else 4
PEOPLE = 300
CLIENTS = 24
pytestmark = pytest.mark.slow


@pytest.fixture
def server(stopped_server: EmbeddedPostgres, data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """A durable server of this test's own."""
    with copied(stopped_server, data_dir / "one") as running:
        yield running


class Deployment:
    """Two gates and a worker before one database, each of which can be killed and comes back by itself."""

    def __init__(self, server: EmbeddedPostgres, gate_dir: Path) -> None:
        self._server, self._gate_dir = server, gate_dir
        # No port that the kernel gives to whoever calls a gate while it is away.
        self.ports = [free_port(), free_port()]
        self._gates = [self._start("gate", port) for port in self.ports]
        self._worker = self._start("worker")

    def _start(self, role: str, port: int = 0) -> GateProcess:
        return GateProcess(self._server.url, self._gate_dir, role, port)

    def kill(self, what: str) -> None:
        """Kill one thing with no warning, and start it again."""
        if what == "database":
            power_cut(self._server)
            self._server.start()
        elif what == "worker":
            self._worker.kill()
            self._worker = self._start("worker")
        else:
            number = int(what[-1])
            self._gates[number].kill()
            self._gates[number] = self._start("gate", self.ports[number])

    def stop(self) -> None:
        """End everything as an operator would."""
        for process in (*self._gates, self._worker):
            process.stop()


class People:
    """Clients that ask the same until they are answered, and note what they were told."""

    def __init__(self, ports: list[int], asks: Iterator[crowd.Sent]) -> None:
        self._ports, self._asks = ports, asks
        self.told: dict[str, tuple[crowd.Sent, bytes]] = {}
        self.done = threading.Event()

    def come_and_go(self) -> None:
        """Until `done`, and until every one under way has an answer."""
        asyncio.run(self._all())

    def were_told(self, what: str) -> int:
        """How many check-ins or check-outs were answered so far."""
        return sum(sent.path.endswith(what) for sent, _ in list(self.told.values()))

    async def _all(self) -> None:
        await asyncio.gather(*(self._one(random.Random(number)) for number in range(CLIENTS)))

    async def _one(self, chance: random.Random) -> None:
        while not self.done.is_set():
            sent = next(self._asks)
            answer = await self._answered(sent, chance)
            if answer.status == 200:
                self.told[sent.body["id"]] = sent, answer.raw

    async def _answered(self, sent: crowd.Sent, chance: random.Random) -> crowd.Answered:
        deadline = time.monotonic() + 300
        while True:
            answer = await crowd.ask(chance.choice(self._ports), sent)
            if answer.status not in (crowd.LOST, 503):
                return answer
            assert time.monotonic() < deadline, "nobody ever answered"
            await asyncio.sleep(0.05)


def _asks(world: World, chance: random.Random) -> Iterator[crowd.Sent]:
    """People come to three small places and leave them, more often than there is room."""
    places = [world.place(capacity=25) for _ in range(3)]
    people = world.people(PEOPLE)
    while True:
        ask = crowd.check_in if chance.random() < 0.7 else crowd.check_out
        yield ask(chance.choice(people), chance.choice(places))


def test_whatever_is_killed_every_answer_stays_true(server: EmbeddedPostgres, gate_dir: Path) -> None:
    world, chance = World(server.url, KEYS), random.Random(5)
    deployment = Deployment(server, gate_dir)
    people = People(deployment.ports, _asks(world, chance))
    load = threading.Thread(target=people.come_and_go)
    load.start()
    victims = ["database", "gate 0", "worker", "gate 1"]
    try:
        for number in range(KILLS):
            time.sleep(chance.uniform(0.05, 0.8))
            deployment.kill(victims[number] if number < len(victims) else chance.choice(victims))
        wait_until(lambda: people.were_told("check-ins") > 100 and people.were_told("check-outs"))
    finally:
        people.done.set()
        load.join(300)
        deployment.stop()
    assert not load.is_alive()
    world.close()
    _nothing_is_lost_or_doubled(server, people.told)


def _nothing_is_lost_or_doubled(server: EmbeddedPostgres, told: dict[str, tuple[crowd.Sent, bytes]]) -> None:
    with psycopg.connect(server.owner_url) as db:
        rows = db.execute("SELECT id::text, decision, occupancy, left_by FROM visits_visit").fetchall()
        inside = db.execute("SELECT max(inside) FROM visits_occupancy").fetchone()
        drifted = db.execute("SELECT * FROM gapura_recount() WHERE inside <> recounted").fetchall()
        twice = db.execute(
            "SELECT person_id FROM visits_visit WHERE decision = 'admit' AND left_at IS NULL"
            " GROUP BY person_id HAVING count(*) > 1"
        ).fetchall()
    kept = {row[0]: row for row in rows}
    assert len(kept) == len(rows)
    answers: list[dict[str, Any]] = [json.loads(raw) for _, raw in told.values()]
    check_ins = [answer for answer in answers if "decision" in answer]
    check_outs = [answer for answer in answers if "decision" not in answer]
    assert len(check_ins) > 100
    assert check_outs
    assert [a["id"] for a in check_ins if (kept[a["id"]][1:3] != (a["decision"], a["occupancy"]))] == []
    assert [a["visit"] for a in check_outs if kept[a["visit"]][3] != a["left_by"]] == []
    assert max(row[2] for row in rows) <= 25
    assert inside is not None
    assert inside[0] <= 25
    assert (drifted, twice) == ([], [])
