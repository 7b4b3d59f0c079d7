"""Laws of shapes: what lies within, how far outside, and fewer corners without another shape."""

from math import cos, hypot, pi, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.shapes import METRES_A_DEGREE, Point, Shape, area, merged, simplified

SQUARE: tuple[Point, ...] = ((115.0, -9.0), (116.0, -9.0), (116.0, -8.0), (115.0, -8.0), (115.0, -9.0))
LAKE: tuple[Point, ...] = ((115.4, -8.6), (115.6, -8.6), (115.6, -8.4), (115.4, -8.4), (115.4, -8.6))
ISLAND: tuple[Point, ...] = ((117.0, -8.6), (117.1, -8.6), (117.1, -8.5), (117.0, -8.6))
LAND = Shape((SQUARE, LAKE, ISLAND))


@st.composite
def stars(draw: st.DrawFn) -> tuple[Point, ...]:
    """A ring around (0, 0) that never crosses itself."""
    reaches = draw(st.lists(st.floats(1, 5), min_size=3, max_size=40))
    corners = [
        (reach * cos(2 * pi * turn / len(reaches)), reach * sin(2 * pi * turn / len(reaches)))
        for turn, reach in enumerate(reaches)
    ]
    return (*corners, corners[0])


@pytest.mark.parametrize(
    ("position", "within"),
    [
        ((-8.2, 115.2), True),
        ((-8.5, 115.5), False),
        ((-8.55, 117.07), True),
        ((-8.5, 114.9), False),
        ((-7.9, 115.5), False),
        ((115.2, -8.2), False),
    ],
)
def test_a_lake_is_outside_and_an_island_is_inside(position: Point, within: bool) -> None:
    assert LAND.contains(position) is within


def test_the_distance_to_the_nearest_side_is_told_in_metres() -> None:
    assert LAND.metres_to((-8.2, 115.2)) == 0
    assert LAND.metres_to((-7.99, 115.5)) == pytest.approx(METRES_A_DEGREE / 100, rel=0.01)
    assert LAND.metres_to((-8.5, 114.99)) == pytest.approx(
        METRES_A_DEGREE / 100 * cos(radians(8.5)), rel=0.01
    )
    assert LAND.metres_to((-8.5, 115.5)) == pytest.approx(METRES_A_DEGREE / 10 * cos(radians(8.5)), rel=0.01)


def test_the_bounds_hold_every_ring() -> None:
    assert LAND.bounds == (115.0, -9.0, 117.1, -8.0)
    assert merged([Shape((SQUARE,)), Shape((LAKE, ISLAND))]) == LAND


@given(ring=stars(), x=st.floats(-6, 6), y=st.floats(-6, 6))
def test_what_is_within_does_not_depend_on_where_a_ring_begins_or_which_way_it_turns(
    ring: tuple[Point, ...], x: float, y: float
) -> None:
    shape = Shape((ring,))
    turned = (*ring[2:], *ring[1:3])
    if shape.metres_to((y, x)) > 1 or shape.contains((y, x)):
        near_a_side = min(_off(side, (x, y)) for side in shape.sides()) < 1e-6
        assert near_a_side or Shape((tuple(reversed(ring)),)).contains((y, x)) == shape.contains((y, x))
        assert near_a_side or Shape((turned,)).contains((y, x)) == shape.contains((y, x))


@given(ring=stars(), tolerance=st.floats(0.001, 2))
def test_a_simpler_ring_is_closed_has_an_area_and_is_never_off_by_more_than_was_allowed(
    ring: tuple[Point, ...], tolerance: float
) -> None:
    simple = simplified(ring, tolerance)

    assert simple[0] == simple[-1]
    assert len(simple) <= len(ring)
    assert set(simple) <= set(ring)
    assert len(simple) >= 4
    sides = list(Shape((simple,)).sides())
    assert all(min(_off(side, corner) for side in sides) <= tolerance + 1e-9 for corner in ring)


def test_a_ring_turning_left_has_a_positive_area() -> None:
    assert area(SQUARE) == pytest.approx(1)
    assert area(tuple(reversed(SQUARE))) == pytest.approx(-1)


def _off(side: tuple[Point, Point], point: Point) -> float:
    """How far a point is from a stretch, by trying many places on it."""
    (x1, y1), (x2, y2) = side
    across, up = x2 - x1, y2 - y1
    length = across**2 + up**2
    along = min(1, max(0, ((point[0] - x1) * across + (point[1] - y1) * up) / length)) if length else 0
    return hypot(x1 + along * across - point[0], y1 + along * up - point[1])
