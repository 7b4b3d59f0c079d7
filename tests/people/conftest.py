"""The small world of visitors, for every test of pages."""

import pytest

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from tests.mail.conftest import deploy
from tests.staff import staff
from tests.web.world import World

__all__ = ["deploy", "world"]


@pytest.fixture
def world(db: None) -> World:
    """Nobody and nothing yet but the regions and their rules."""
    return World()


@pytest.fixture
def puskesmas(world: World) -> User:
    """A health officer of Gianyar."""
    return staff("sari", "Sari", Role.HEALTH_OFFICER, world.gianyar)
