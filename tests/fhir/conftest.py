"""The small world of visitors, and a registry of doses and a laboratory that send evidence about them."""

import pytest

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from tests.fhir.registry import Registry, registered
from tests.people.conftest import deploy, puskesmas, world
from tests.staff import staff
from tests.web.world import World

__all__ = ["deploy", "puskesmas", "world"]


@pytest.fixture
def operator(world: World) -> User:
    """Made, who runs the deployment."""
    return staff("made", "I Made Operator", Role.OPERATOR, world.gianyar.parent or world.gianyar)


@pytest.fixture
def registry(world: World) -> Registry:
    """The registry of doses."""
    return registered("Registri Imunisasi")


@pytest.fixture
def laboratory(world: World) -> Registry:
    """A laboratory."""
    return registered("Laboratorium Sanglah")
