"""A gate in a process of its own before an emptied database, for every test that asks for one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from gapura.postgres import EmbeddedPostgres
from tests.gate.world import Caller, GateProcess, World
from tests.settings import KEYS

DATABASE = "gates"
StartGate = Callable[[], GateProcess]


@pytest.fixture(scope="session")
def gates_url(postgres_server: EmbeddedPostgres, migrated_template: str) -> str:
    """One database for all tests of the gate, emptied before each."""
    with psycopg.connect(postgres_server.owner_url_of("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {migrated_template}".encode())
    return postgres_server.url_of(DATABASE)


@pytest.fixture
def world(gates_url: str) -> Iterator[World]:
    """An empty regency under the rule set of October 2021."""
    made = World(gates_url, KEYS)
    yield made
    made.close()


@pytest.fixture(scope="session")
def gate_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the keys."""
    place = tmp_path_factory.mktemp("gate")
    KEYS.save(place / "keys.json")
    return place


@pytest.fixture(scope="session")
def gate(gates_url: str, gate_dir: Path) -> Iterator[GateProcess]:
    """The gate that most tests share."""
    running = GateProcess(gates_url, gate_dir)
    yield running
    assert running.stop() == 0, running.said


@pytest.fixture
def start_gate(world: World, gate_dir: Path) -> Iterator[StartGate]:
    """Start as many gates before the one database as a test wants."""
    running: list[GateProcess] = []

    def start() -> GateProcess:
        running.append(GateProcess(world.url, gate_dir))
        return running[-1]

    yield start
    for gate in running:
        if gate.process.poll() is None:
            gate.stop()


@pytest.fixture
def caller(world: World, gate: GateProcess) -> Iterator[Caller]:
    """One client of the shared gate."""
    made = Caller(gate.port, patient=True)
    yield made
    made.close()
