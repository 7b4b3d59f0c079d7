"""The small world of visitors, for every test of pages."""

import pytest

from tests.mail.conftest import deploy
from tests.web.world import World

__all__ = ["deploy", "world"]


@pytest.fixture
def world(db: None) -> World:
    """Nobody and nothing yet but the regions and their rules."""
    return World()
