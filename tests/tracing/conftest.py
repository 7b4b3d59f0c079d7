"""The small world of visitors, and the health officers of Gianyar and of its neighbour Badung."""

import pytest

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.regions.models import Level, Region
from tests.people.conftest import deploy, puskesmas, world
from tests.staff import staff
from tests.web.world import World

__all__ = ["deploy", "puskesmas", "world"]


@pytest.fixture
def badung(world: World) -> Region:
    """The neighbour."""
    return Region.objects.create(
        code="51.03", name="Badung", level=Level.REGENCY, kind="kabupaten", parent=world.gianyar.parent
    )


@pytest.fixture
def rai(badung: Region) -> User:
    """A health officer of Badung."""
    return staff("rai", "Rai", Role.HEALTH_OFFICER, badung)
