"""The small world of staff, for every test here."""

import pytest

from tests.mail.conftest import deploy
from tests.staff import World, make_world

__all__ = ["deploy", "world"]


@pytest.fixture
def world(db: None) -> World:
    """Gianyar, Badung and who works there."""
    return make_world()
