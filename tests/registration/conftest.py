"""The small world of registration, for every test here."""

import pytest

from tests.mail.conftest import deploy, name_server, post_office
from tests.registration.world import World, make_world

__all__ = ["deploy", "name_server", "post_office", "world"]


@pytest.fixture
def world(db: None) -> World:
    """Gianyar and its neighbour, who works there, and nobody's application yet."""
    return make_world()
