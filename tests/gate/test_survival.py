"""What is lost when something dies: no answered check-in, ever."""

import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gapura.core import ids
from gapura.postgres import DATABASE, EmbeddedPostgres
from tests.gate import crowd
from tests.gate.conftest import StartGate
from tests.gate.servers import as_administrator, copied, wait_until
from tests.gate.world import Caller, GateProcess, World
from tests.settings import KEYS


@pytest.mark.slow
def test_a_gate_killed_under_load_loses_nothing_it_answered(world: World, start_gate: StartGate) -> None:
    places = [world.place(capacity=100_000) for _ in range(5)]
    asked = [crowd.check_in(who, places[n % 5]) for n, who in enumerate(world.people(3000))]
    doomed = start_gate()
    answers = crowd.send([doomed.port], asked, connections=40, after=(500, doomed.kill))
    answered = {answer.sent.body["id"]: answer.raw for answer in answers if answer.status == 200}
    assert 0 < len(answered) < len(asked)
    kept = {str(row[0]) for row in world.db.execute(b"SELECT id FROM visits_visit")}
    assert answered.keys() <= kept
    again = crowd.send_until_answered([start_gate().port], [answer.sent for answer in answers])
    assert {answer.status for answer in again} == {200}
    for answer in again:
        assert answered.get(answer.sent.body["id"], answer.raw) == answer.raw
    assert world.visits() == len(answers)
    assert world.drift() == []


@pytest.fixture
def own_postgres(stopped_server: EmbeddedPostgres, data_dir: Path) -> Iterator[EmbeddedPostgres]:
    """A durable server that a test may stop, with Gapura's schema."""
    with copied(stopped_server, data_dir / "own") as server:
        yield server


@pytest.fixture
def lone_world(own_postgres: EmbeddedPostgres) -> Iterator[World]:
    """A world on that server."""
    made = World(own_postgres.url, KEYS)
    yield made
    made.close()


@pytest.mark.slow
def test_a_gate_outlives_its_database(
    own_postgres: EmbeddedPostgres, lone_world: World, gate_dir: Path
) -> None:
    place, visitors = lone_world.place(), lone_world.people(3)
    gate = GateProcess(lone_world.url, gate_dir)
    caller, patient, id = Caller(gate.port), Caller(gate.port, patient=True), ids.new_id()
    try:
        first = patient.check_in(visitors[0], place, id=id)
        assert first.status == 200
        lone_world.close()
        own_postgres.stop()
        away = caller.check_in(visitors[1], place, id=(second := ids.new_id()))
        assert (away.status, away.problem, away.headers["retry-after"]) == (503, "try-again", "1")
        assert caller.send("GET", "/health/live").raw == b"{}"
        ready = caller.send("GET", "/health/ready")
        assert (ready.status, ready.json["problems"]) == (503, ["database-away"])
        own_postgres.start()
        wait_until(lambda: caller.check_in(visitors[1], place, id=second).status == 200)
        assert patient.check_in(visitors[0], place, id=id).raw == first.raw
        wait_until(lambda: caller.send("GET", "/health/ready").status == 200)
    finally:
        caller.close()
        patient.close()
        assert gate.stop() == 0
    with psycopg.connect(own_postgres.url) as connection:
        assert connection.execute("SELECT count(*) FROM visits_visit").fetchone() == (2,)


@pytest.mark.slow
def test_pages_say_when_to_come_again_while_the_database_is_away(
    own_postgres: EmbeddedPostgres, lone_world: World, gate_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAPURA_ANYMAIL_PROVIDER", "postmark")
    monkeypatch.setenv("GAPURA_ANYMAIL_WEBHOOK_SECRET", "gapura:rahasia")
    door, portal = f"/c/{lone_world.place().code}", GateProcess(lone_world.url, gate_dir, "portal")
    caller, reader = Caller(portal.port), {"accept": "text/html", "accept-language": "en"}
    password = f"Basic {b64encode(b'gapura:rahasia').decode()}"
    delivered = b'{"RecordType": "Delivery", "MessageID": "1", "Metadata": {}}'
    try:
        assert caller.send("GET", door, headers=reader).status == 200
        lone_world.close()
        own_postgres.stop()
        for _broken_off_then_refused in range(2):
            page = caller.send("GET", door, headers=reader)
            assert (page.status, page.headers["retry-after"]) == (503, "5")
            assert page.headers["cache-control"] == "no-store"
            assert "script-src 'self'" in page.headers["content-security-policy"]
            assert page.raw.index(b"Please try again") < page.raw.index(b"Coba lagi sebentar lagi")
            assert f'href="{door}"'.encode() in page.raw
        machine = caller.send("GET", "/.well-known/gapura-withdrawn-passes", headers={"accept": "*/*"})
        assert (machine.status, machine.headers["retry-after"]) == (503, "5")
        assert machine.headers["content-type"] == "application/problem+json"
        assert (machine.problem, machine.json["title"]) == ("try-again", "Coba lagi sebentar lagi")
        assert caller.post("/mail/postmark/", delivered, authorization=password).status == 503
        assert caller.send("GET", "/", headers=reader).status == 200
        own_postgres.start()
        wait_until(lambda: caller.send("GET", door, headers=reader).status == 200)
        assert caller.post("/mail/postmark/", delivered, authorization=password).status == 200
    finally:
        caller.close()
        assert portal.stop() == 0
    assert "the database is away" in portal.said
    assert "Traceback" not in portal.said
    assert door not in portal.said


@pytest.mark.slow
def test_a_form_sent_while_the_database_takes_no_writes_may_be_sent_again(
    own_postgres: EmbeddedPostgres, lone_world: World, gate_dir: Path
) -> None:
    lone_world.close()
    portal = GateProcess(lone_world.url, gate_dir, "portal")
    caller, forgery = Caller(portal.port), "a" * 32
    form = f"csrfmiddlewaretoken={forgery}&reach=wayan%40contoh.example".encode()
    sender = {
        "accept": "text/html",
        "accept-language": "en",
        "content-type": "application/x-www-form-urlencoded",
        "cookie": f"gapura_csrf={forgery}",
    }
    read_only = "SET default_transaction_read_only"
    try:
        as_administrator(own_postgres, f"ALTER DATABASE {DATABASE} {read_only} = on")
        for _ in range(2):
            page = caller.send("POST", "/masuk/", form, sender)
            assert (page.status, page.headers["retry-after"]) == (503, "5")
            assert b"Please try again" in page.raw
        # Only connections that are made from now on find that it takes writes again.
        as_administrator(own_postgres, f"{read_only} = off", f"ALTER DATABASE {DATABASE} {read_only} = off")
        wait_until(lambda: caller.send("POST", "/masuk/", form, sender).status == 302)
    finally:
        caller.close()
        assert portal.stop() == 0
    assert "a page failed: masuk/: the database is away or overloaded (ReadOnlySqlTransaction)" in portal.said
    assert "Traceback" not in portal.said


@pytest.mark.slow
def test_check_ins_go_on_through_a_restart_of_the_database(
    own_postgres: EmbeddedPostgres, lone_world: World, gate_dir: Path
) -> None:
    place = lone_world.place(capacity=100_000)
    asked = [crowd.check_in(who, place) for who in lone_world.people(2000)]
    lone_world.close()
    gate = GateProcess(lone_world.url, gate_dir)
    answers: list[crowd.Answered] = []
    under_way = (300, (begun := threading.Event()).set)
    load = threading.Thread(
        target=lambda: answers.extend(crowd.send([gate.port], asked, connections=20, after=under_way))
    )
    try:
        load.start()
        assert begun.wait(300)
        own_postgres.stop()
        own_postgres.start()
        load.join(300)
        assert {answer.status for answer in answers} <= {200, 503}
        refused = [answer.sent for answer in answers if answer.status == 503]
        again = crowd.send_until_answered([gate.port], refused)
        assert [answer.status for answer in again] == [200] * len(refused)
    finally:
        gate.stop()
    with psycopg.connect(own_postgres.url) as connection:
        assert connection.execute("SELECT count(*) FROM visits_visit").fetchone() == (2000,)
        assert connection.execute("SELECT inside FROM visits_occupancy").fetchone() == (2000,)


def test_a_gate_asked_to_stop_answers_first_and_leaves_nothing(world: World, start_gate: StartGate) -> None:
    place, gate = world.place(capacity=100_000), start_gate()
    asked = [crowd.check_in(who, place) for who in world.people(1500)]
    answers = crowd.send([gate.port], asked, connections=20, after=(300, gate.process.terminate))
    assert gate.process.wait(120) == 0
    assert {answer.status for answer in answers} <= {200, crowd.LOST, 503}
    answered = {answer.sent.body["id"] for answer in answers if answer.status == 200}
    sent_away = {answer.sent.body["id"] for answer in answers if answer.status == 503}
    kept = {str(row[0]) for row in world.db.execute(b"SELECT id FROM visits_visit")}
    assert gate.stop() == 0
    # What a late database wrote after all, on a slow machine, was told to try again.
    assert answered == kept or (answered < kept <= answered | sent_away and "no answer in" in gate.said)
    assert "Traceback" not in gate.said
