"""The whole server: the gate and the portal behind one port, each role by itself, one way to stop."""

import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from gapura.config import BODY_LIMIT
from gapura.postgres import EmbeddedPostgres
from tests.gate.servers import wait_until
from tests.gate.world import Caller, GateProcess, World

StartRole = Callable[[str], GateProcess]


@pytest.fixture
def start_role(world: World, gate_dir: Path) -> Iterator[StartRole]:
    """Start a server in one of its roles."""
    running: list[GateProcess] = []

    def start(role: str) -> GateProcess:
        running.append(GateProcess(world.url, gate_dir, role))
        return running[-1]

    yield start
    for server in running:
        if server.process.poll() is None:
            server.stop()


def _children(server: GateProcess) -> list[str]:
    """The processes that a server started."""
    return Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()


def test_the_whole_server_answers_machines_visitors_and_readers(world: World, start_role: StartRole) -> None:
    server = start_role("all")
    caller = Caller(server.port, patient=True)
    reply = caller.check_in(world.person(), world.place())
    assert reply.status == 200, reply.raw
    wait_until(lambda: caller.send("GET", "/health/ready").status == 200)
    home = caller.send("GET", "/")
    assert home.status == 200
    assert home.headers["content-type"].startswith("text/html")
    style = re.search(rb'href="(/static/[^"]+\.css)"', home.raw)
    assert style is not None
    asset = caller.send("GET", style[1].decode())
    assert asset.status == 200
    assert "immutable" in asset.headers["cache-control"]
    _refuses_too_large_a_letter(server.port, b" " * (BODY_LIMIT + 1))
    _refuses_too_large_a_letter(server.port, [b" " * 2**20] * (BODY_LIMIT // 2**20) + [b" "])
    caller.close()
    assert _children(server) == []
    assert server.stop() == 0, server.said
    assert "Traceback" not in server.said


def _refuses_too_large_a_letter(port: int, body: bytes | list[bytes]) -> None:
    """Kindly, with a way back to its form; and goes on."""
    caller = Caller(port)
    form = f"http://127.0.0.1:{port}/daftar/dokumen/"
    large = caller.send("POST", "/daftar/dokumen/", body, {"referer": form, "accept": "text/html"})
    assert large.status == 413
    assert b"Berkasnya terlalu besar" in large.raw
    assert b"12 MB" in large.raw
    assert b'href="/daftar/dokumen/"' in large.raw
    assert caller.send("GET", "/").status == 200
    caller.close()


def test_a_portal_alone_knows_no_gate_and_a_gate_alone_no_portal(
    gate: GateProcess, world: World, start_role: StartRole
) -> None:
    portal = start_role("portal")
    for server, known, unknown in ((portal, "/", "/health/live"), (gate, "/health/live", "/")):
        caller = Caller(server.port)
        assert caller.send("GET", known).status == 200
        assert caller.send("GET", unknown).status == 404
        caller.close()
    assert portal.stop() == 0, portal.said


def test_a_worker_listens_on_no_port_and_stops_when_asked(start_role: StartRole) -> None:
    worker = start_role("worker")
    assert worker.port == 0
    assert worker.stop() == 0, worker.said
    assert "Traceback" not in worker.said


def test_a_gate_waits_for_a_database_that_is_away_and_says_when_it_is_not_migrated(
    postgres_server: EmbeddedPostgres, gate_dir: Path
) -> None:
    url = postgres_server.url_of("not_yet_there")
    gate = GateProcess(url, gate_dir)
    caller = Caller(gate.port)

    def problems() -> list[str]:
        ready = caller.send("GET", "/health/ready")
        assert ready.status == 503
        return list(ready.json["problems"])

    assert problems() == ["database-away"]
    with psycopg.connect(postgres_server.owner_url_of("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE not_yet_there TEMPLATE template0")
    wait_until(lambda: problems() == ["not-migrated"])
    caller.close()
    assert gate.stop() == 0, gate.said


def test_a_port_that_is_taken_is_said_in_words(world: World, gate_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssertionError, match="The server cannot start: port"):
            GateProcess(world.url, gate_dir, port=port)
