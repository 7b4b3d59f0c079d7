"""Moves between states: which there are, what ends, what is refused, and how they are drawn."""

import pytest
from django.db import models

from gapura.common.moves import Move, MoveError, Moves


class Door(models.TextChoices):
    """Where a door stands."""

    OPEN = "open"
    SHUT = "shut"
    BRICKED = "bricked"


MOVES = Moves(
    Door.OPEN,
    "build",
    Move("close", (Door.OPEN,), Door.SHUT, "anybody"),
    Move("brick", (Door.SHUT, Door.OPEN), Door.BRICKED, "a mason"),
)


def test_a_move_leads_from_its_states_only() -> None:
    assert MOVES.target_of("close", "open") is Door.SHUT
    assert MOVES.target_of("brick", "shut") is Door.BRICKED
    with pytest.raises(MoveError, match="close is not possible while it is bricked") as refused:
        MOVES.target_of("close", "bricked")
    assert (refused.value.move, refused.value.state) == ("close", "bricked")


def test_a_move_that_is_not_there_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        MOVES.target_of("open", "shut")


def test_what_no_move_leaves_is_the_end() -> None:
    assert {Door.OPEN, Door.SHUT} == MOVES.under_way
    assert {Door.BRICKED} == MOVES.ended


def test_pairs_and_drawing_say_the_same() -> None:
    assert set(MOVES.pairs()) == {("open", "shut"), ("open", "bricked"), ("shut", "bricked")}
    assert MOVES.drawing() == (
        "stateDiagram-v2\n"
        "    [*] --> open: build\n"
        "    open --> shut: close\n"
        "    open --> bricked: brick\n"
        "    shut --> bricked: brick\n"
        "    bricked --> [*]\n"
    )
