"""The small world of oversight, for every test here."""

import pytest

from tests.oversight.world import World, make_world

__all__ = ["world"]


@pytest.fixture
def world(db: None) -> World:
    """Gianyar with two offices, its neighbour Badung with one, and who works there."""
    return make_world()
