"""The small world of registration, for every test here."""

import pytest

from tests.registration.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Gianyar and its neighbour, who works there, and nobody's application yet."""
    return make_world()
