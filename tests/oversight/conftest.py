"""The small world of oversight, for every test here."""

import pytest

from tests.oversight.offices import Offices, make_offices
from tests.oversight.world import World, make_world

__all__ = ["offices", "world"]


@pytest.fixture
def world(db: None) -> World:
    """Gianyar with two offices, its neighbour Badung with one, and who works there."""
    return make_world()


@pytest.fixture
def offices(world: World) -> Offices:
    """A dozen offices with a past."""
    return make_offices(world)
