"""The one table of states: complete, drawn as documented, and known to the database."""

from importlib import import_module
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from gapura.registration import states
from gapura.registration.states import State
from tests.registration.world import World, applied

DOCS = Path(__file__).parents[2] / "docs" / "explanation" / "registration.md"


def test_every_state_can_be_reached_and_says_whose_turn_it_is() -> None:
    reached = {states.MOVES.first} | {move.target for move in states.MOVES}
    assert reached == set(State) == set(states.TURNS)


def test_what_is_over_stays_over() -> None:
    assert {State.CONFIRMED, State.DECLINED, State.WITHDRAWN, State.REPLACED} == states.ENDED


def test_whatever_waits_has_a_term() -> None:
    assert set(states.PATIENCE) == states.UNDER_WAY


def test_the_database_knows_the_same_moves() -> None:
    migration = import_module("gapura.registration.migrations.0002_moves")
    assert set(migration.PAIRS) == set(states.MOVES.pairs())


def test_the_documentation_draws_the_same_moves() -> None:
    assert states.MOVES.drawing() in DOCS.read_text()


@pytest.mark.parametrize("state", sorted(set(State) - {State.SUBMITTED}))
def test_the_database_refuses_a_state_that_no_move_leads_to(world: World, state: str) -> None:
    application = applied()
    allowed = ("submitted", state) in set(states.MOVES.pairs())
    with transaction.atomic(), connection.cursor() as cursor:
        statement = "UPDATE registration_application SET state = %s, reviewer_id = %s WHERE id = %s"
        if allowed:
            cursor.execute(statement, [state, world.agus.pk, application.pk])
        else:
            with pytest.raises(IntegrityError, match="does not become"), transaction.atomic():
                cursor.execute(statement, [state, world.agus.pk, application.pk])
