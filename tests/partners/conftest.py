"""The small world of visitors, with a bank's app that some of them link."""

import pytest

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from tests.gate.portal import gate, running_gate
from tests.partners.apps import App, registered
from tests.people.conftest import deploy, puskesmas, world
from tests.staff import staff
from tests.web.world import World

__all__ = ["deploy", "gate", "puskesmas", "running_gate", "world"]


@pytest.fixture
def operator(world: World) -> User:
    """Made, who runs the deployment."""
    return staff("made", "I Made Operator", Role.OPERATOR, world.gianyar.parent or world.gianyar)


@pytest.fixture
def bank(world: World) -> App:
    """Dompet Bali, which may do everything."""
    return registered("Dompet Bali", "https://dompet.example/kembali")


@pytest.fixture
def mall(world: World) -> App:
    """Mal Gianyar, which may only ask for colours."""
    return registered("Mal Gianyar", "https://mal.example/cb", scopes="colour")
