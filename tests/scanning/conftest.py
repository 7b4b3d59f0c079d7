"""The small world of staff, for every test here, and a gate for those that need one."""

import pytest

from gapura.audit.trail import SYSTEM
from gapura.rulesets.acts import pin
from tests.gate.portal import gate, running_gate
from tests.staff import World, make_world

__all__ = ["gate", "running_gate", "world", "world_before_gates"]


@pytest.fixture
def world(db: None) -> World:
    """Gianyar, Badung and who works there."""
    return make_world()


@pytest.fixture
def world_before_gates(transactional_db: None) -> World:
    """Gianyar under the rules of October 2021, where a gate can see it."""
    made = make_world()
    pin(region=made.indonesia, ruleset="C_2021-09-13", reason="a test", by=SYSTEM)
    return made
