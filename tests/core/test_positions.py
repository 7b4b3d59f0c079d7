"""Distances on the earth, by circles that everybody knows."""

from math import pi

import pytest

from gapura.core.positions import EARTH, Position, metres

QUARTER = pi / 2 * EARTH


@pytest.mark.parametrize(
    ("here", "there", "distance"),
    [
        ((0, 0), (0, 90), QUARTER),
        ((0, 100), (60, 190), QUARTER),
        ((60, 0), (60, 180), QUARTER * 2 / 3),
        ((90, 0), (-8.6, 115.2), QUARTER * 98.6 / 90),
        ((-8.6, 115.2), (-8.6, 115.2), 0),
    ],
)
def test_it_is_the_way_along_a_great_circle(here: Position, there: Position, distance: float) -> None:
    assert metres(here, there) == pytest.approx(distance)
    assert metres(there, here) == pytest.approx(distance)
