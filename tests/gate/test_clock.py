"""A gate whose clock jumps says so to devices whose clocks are right, and is itself again once put right."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gapura.core import ids
from tests.gate.servers import called_gate, wait_until
from tests.gate.world import World

STEP = 1800

# What Python loads first of all in the gate's process: its clock is ours and what a file says besides.
SHIFTED = """
import time
from pathlib import Path
right, place = time.time_ns, Path({place!r})
time.time_ns = lambda: right() + int(place.read_text()) * 1_000_000_000
"""


@pytest.fixture
def shift(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The seconds by which the clock of a gate that is started now will be off."""
    place = tmp_path / "seconds"
    place.write_text("0")
    (tmp_path / "sitecustomize.py").write_text(SHIFTED.format(place=str(place)))
    monkeypatch.setattr("tests.gate.world.PATHS", f"{tmp_path}{os.pathsep}")
    return place


def test_a_clock_that_steps_refuses_rather_than_misdates_and_recovers(
    world: World, gate_dir: Path, shift: Path
) -> None:
    place, visitor = world.place(stay_limit=60), world.person()
    with called_gate(world.url, gate_dir, patient=True) as (_, caller):
        first = caller.check_in(visitor, place, id=(id := ids.new_id()))
        assert first.status == 200
        for seconds in (STEP, -STEP):
            shift.write_text(str(seconds))
            refused = caller.check_in(world.person(), place)
            assert (refused.status, refused.problem) == (422, "clock-off")
            told = datetime.fromisoformat(refused.json["now"]) - datetime.now(UTC)
            assert abs(told - timedelta(seconds=seconds)) < timedelta(minutes=1)
        shift.write_text("0")
        assert caller.check_in(visitor, place, id=id).raw == first.raw
        other = caller.check_in(world.person(), place)
        assert (other.status, other.json["occupancy"]) == (200, 2)
    assert world.drift() == []


def test_a_sweep_that_was_claimed_in_the_future_is_not_left_undone(world: World, gate_dir: Path) -> None:
    place, visitor = world.place(), world.person()
    world.db.execute("UPDATE visits_sweep SET claimed_at = now() + interval '1 day', swept_until = now()")
    with called_gate(world.url, gate_dir, patient=True) as (_, caller):
        assert caller.check_in(visitor, place).status == 200
    world.db.execute("UPDATE visits_visit SET limit_at = now() - interval '1 second'")
    with called_gate(world.url, gate_dir):
        wait_until(lambda: world.inside(place) == 0)
