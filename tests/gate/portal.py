"""A gate for the tests of pages that ask one."""

from collections.abc import Iterator

import pytest
from django.db import connection

from gapura import config
from tests.gate.world import GateProcess
from tests.settings import KEYS, POSTGRES


@pytest.fixture(scope="module")
def running_gate(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GateProcess]:
    """One gate before the tests' database for all of these tests."""
    folder = tmp_path_factory.mktemp("gate")
    KEYS.save(folder / "keys.json")
    running = GateProcess(POSTGRES.url_of(str(connection.settings_dict["NAME"])), folder)
    yield running
    running.stop()


@pytest.fixture
def gate(running_gate: GateProcess, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The portal told where the gate is."""
    monkeypatch.setenv("GAPURA_GATE_URL", f"http://127.0.0.1:{running_gate.port}")
    config.current.cache_clear()
    yield
    config.current.cache_clear()
