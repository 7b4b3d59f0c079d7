"""What happens to check-ins when the database does not do what it should: killed, gone over, cut off, full.

Each trouble ends by itself or by what an operator does, and then the same id brings the answer, once.
"""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from gapura.core import ids
from gapura.postgres import EmbeddedPostgres
from tests.gate import crowd
from tests.gate.servers import (
    Relay,
    Standby,
    as_administrator,
    called_gate,
    copied,
    power_cut,
    small_disk,
    url_of_whichever_writes,
    wait_until,
)
from tests.gate.world import Caller, GateProcess, Place, Reply, Visitor, World
from tests.settings import KEYS

pytestmark = pytest.mark.slow

WAIT_FOR = "ALTER SYSTEM SET synchronous_standby_names = '{}'"
LATE = "no answer in"
GATES = "FROM pg_stat_activity WHERE application_name = 'gapura gate'"


@pytest.fixture
def server(stopped_server: EmbeddedPostgres, data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """A durable server of this test's own."""
    with copied(stopped_server, data_dir / "one") as running:
        yield running


def _until_answered(caller: Caller, who: Visitor, place: Place, id: UUID, seconds: float = 300.0) -> Reply:
    """What a phone does: send the same again until there is an answer."""
    deadline = time.monotonic() + seconds
    while True:
        reply = caller.check_in(who, place, id=id)
        if reply.status != 503:
            return reply
        assert reply.problem == "try-again"
        assert 1 <= int(reply.headers["retry-after"]) <= 10
        assert time.monotonic() < deadline, "it never recovered"
        time.sleep(0.2)


@contextmanager
def _asking_again_and_again(gate: GateProcess, who: Visitor, place: Place, id: UUID) -> Iterator[list[Reply]]:
    """Somebody who sends the same for as long as the body runs: what goes by quickly comes round again."""
    replies: list[Reply] = []
    enough = threading.Event()
    caller = Caller(gate.port)

    def ask() -> None:
        while not enough.wait(0.2):
            replies.append(caller.check_in(who, place, id=id))

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield replies
    finally:
        enough.set()
        asking.join()
        caller.close()


def _problems(caller: Caller) -> tuple[int, Any]:
    ready = caller.send("GET", "/health/ready")
    assert caller.send("GET", "/health/live").status == 200
    return ready.status, ready.json["problems"]


def _kept(url: str, user: str = "gapura") -> dict[str, str]:
    with psycopg.connect(url, user=user) as connection:
        rows = connection.execute("SELECT id::text, decision FROM visits_visit").fetchall()
        drifted = connection.execute("SELECT * FROM gapura_recount() WHERE inside <> recounted").fetchall()
    assert drifted == []
    assert len(dict(rows)) == len(rows)
    return dict(rows)


@contextmanager
def _load(
    gate: GateProcess, asked: list[crowd.Sent], begun_after: int = 200
) -> Iterator[list[crowd.Answered]]:
    """Many clients at work while the body runs; all answers are there once it has."""
    answers: list[crowd.Answered] = []
    begun = threading.Event()
    load = threading.Thread(
        target=lambda: answers.extend(crowd.send([gate.port], asked, connections=30, after=(200, begun.set)))
    )
    load.start()
    try:
        assert begun.wait(300)
        yield answers
    finally:
        load.join(300)


def _send_again(gate: GateProcess, answers: list[crowd.Answered]) -> None:
    """Whoever was not answered asks again; whoever was hears the same."""
    first = {answer.sent.body["id"]: answer.raw for answer in answers if answer.status == 200}
    again = crowd.send_until_answered([gate.port], [answer.sent for answer in answers])
    assert [answer.status for answer in again] == [200] * len(answers)
    for answer in again:
        assert first.get(answer.sent.body["id"], answer.raw) == answer.raw


def test_a_database_that_loses_its_power_under_load_keeps_every_answer(
    server: EmbeddedPostgres, gate_dir: Path
) -> None:
    world = World(server.url, KEYS)
    place = world.place(capacity=700)
    asked = [crowd.check_in(who, place) for who in world.people(1500)]
    world.close()
    with called_gate(server.url, gate_dir) as (gate, _):
        with _load(gate, asked) as answers:
            power_cut(server)
            server.start()
        assert {answer.status for answer in answers} <= {200, 503}
        answered = {a.sent.body["id"]: a.json["decision"] for a in answers if a.status == 200}
        assert len(answered) >= 200
        assert answered.items() <= _kept(server.url).items()
        _send_again(gate, answers)
    kept = list(_kept(server.url).values())
    assert (kept.count("admit"), kept.count("full")) == (700, 800)


def test_a_standby_that_takes_over_under_load_has_every_answer(
    server: EmbeddedPostgres, gate_dir: Path, data_dir: Path
) -> None:
    with Standby(data_dir / "two", server, "two") as standby:
        as_administrator(
            server, "ALTER SYSTEM SET synchronous_standby_names = 'two'", "SELECT pg_reload_conf()"
        )
        in_step = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
        wait_until(lambda: as_administrator(server, in_step) == [(1,)])
        world = World(server.url, KEYS)
        place = world.place(capacity=100_000)
        asked = [crowd.check_in(who, place) for who in world.people(1500)]
        world.close()
        url = url_of_whichever_writes(server, standby)
        with called_gate(url, gate_dir) as (gate, caller):
            with _load(gate, asked) as answers:
                power_cut(server)
                standby.promote()
            assert {answer.status for answer in answers} <= {200, 503}
            answered = {answer.sent.body["id"] for answer in answers if answer.status == 200}
            assert answered <= _kept(url).keys()
            _send_again(gate, answers)
            wait_until(lambda: _problems(caller) == (200, []))
        assert len(_kept(url)) == len(answers) == 1500


def test_without_its_last_standby_nothing_is_promised_and_nothing_is_lost(
    server: EmbeddedPostgres, gate_dir: Path
) -> None:
    world = World(server.url, KEYS)
    place, (ana, budi, citra) = world.place(), world.people(3)
    with called_gate(server.url, gate_dir) as (gate, caller):
        assert _until_answered(caller, ana, place, ids.new_id()).status == 200
        as_administrator(server, WAIT_FOR.format("nobody"), "SELECT pg_reload_conf()")
        id = ids.new_id()
        with _asking_again_and_again(gate, budi, place, id) as hung:
            wait_until(lambda: _problems(caller) == (200, ["database-slow"]))
            wait_until(lambda: caller.check_in(citra, place).status == 503)  # not queued behind what hangs
            wait_until(lambda: _problems(caller) == (503, ["writing-stalled"]))
        assert {(reply.status, reply.problem) for reply in hung} == {(503, "try-again")}
        as_administrator(server, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()")
        assert _until_answered(caller, budi, place, id).json["occupancy"] >= 2  # Citra may be inside too
        wait_until(lambda: _problems(caller) == (200, []))
    assert world.visits("left_at IS NULL") >= 2
    assert world.drift() == []
    world.close()


def test_a_cut_cable_is_noticed_and_mended(server: EmbeddedPostgres, gate_dir: Path, data_dir: Path) -> None:
    world = World(server.url, KEYS)
    place, visitors = world.place(), world.people(3)
    relay = Relay(server, data_dir / "relay")
    try:
        with called_gate(relay.url, gate_dir) as (_, caller):
            first = _until_answered(caller, visitors[0], place, id := ids.new_id())
            assert first.status == 200
            relay.cut()
            away = caller.check_in(visitors[1], place, id=(second := ids.new_id()))
            assert (away.status, away.problem) == (503, "try-again")
            wait_until(lambda: _problems(caller)[1] == ["database-away"])
            relay.mend()
            assert _until_answered(caller, visitors[1], place, second).json["occupancy"] == 2
            assert _until_answered(caller, visitors[0], place, id).raw == first.raw
            wait_until(lambda: _problems(caller) == (200, []))
    finally:
        relay.close()
    assert world.visits() == 2
    assert world.drift() == []
    world.close()


def test_a_full_disk_refuses_until_there_is_room(
    server: EmbeddedPostgres, gate_dir: Path, data_dir: Path
) -> None:
    disk = data_dir / "disk"
    disk.mkdir()
    try:
        mounted = small_disk(disk, "4m")
        mounted.__enter__()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting a small disk needs root")
    try:
        _on_a_full_disk(server, gate_dir, disk)
    finally:
        power_cut(server)
        mounted.__exit__(None, None, None)


def _on_a_full_disk(server: EmbeddedPostgres, gate_dir: Path, disk: Path) -> None:
    space, filler = disk / "space", disk / "filler"
    space.mkdir(mode=0o700)
    owner = server.cluster.stat()
    os.chown(space, owner.st_uid, owner.st_gid)
    world = World(server.url, KEYS)
    today = world.one("SELECT name FROM gapura_partitions() WHERE day = (now() AT TIME ZONE 'UTC')::date")
    as_administrator(
        server,
        f"CREATE TABLESPACE small LOCATION '{space}'",
        f"ALTER TABLE {today} SET TABLESPACE small",
    )
    place = world.place(capacity=100_000)
    asked = [crowd.check_in(who, place) for who in world.people(400)]
    with called_gate(server.url, gate_dir) as (gate, caller):
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        answers = crowd.send([gate.port], asked, connections=20)
        assert 503 in {answer.status for answer in answers} <= {200, 503}
        answered = {answer.sent.body["id"] for answer in answers if answer.status == 200}
        kept = _kept(server.url).keys()
        # What a late database wrote after all, on a slow machine, was told to try again.
        assert answered == kept or (answered < kept and LATE in gate.said)
        wait_until(lambda: _problems(caller)[0] == 200)
        filler.unlink()
        _send_again(gate, answers)
    assert world.visits() == 400
    assert world.drift() == []
    world.close()


def test_without_a_free_connection_the_gate_waits_for_one(server: EmbeddedPostgres, gate_dir: Path) -> None:
    world = World(server.url, KEYS)
    place, visitor = world.place(), world.person()
    with called_gate(server.url, gate_dir) as (_, caller):
        assert caller.check_in(visitor, place, id=(id := ids.new_id())).status == 200
        as_administrator(
            server,
            "ALTER DATABASE gapura CONNECTION LIMIT 0",
            f"SELECT pg_terminate_backend(pid, 10000) {GATES}",
        )
        away = caller.check_in(visitor, place)
        assert (away.status, away.problem) == (503, "try-again")
        assert _problems(caller) == (503, ["database-away"])
        as_administrator(server, "ALTER DATABASE gapura CONNECTION LIMIT -1")
        assert _until_answered(caller, visitor, place, id).json["occupancy"] == 1
        wait_until(lambda: _problems(caller) == (200, []))
    world.close()
