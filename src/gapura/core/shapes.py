"""Shapes on the map: is a position within, how far outside, and the same outline with fewer corners.

A position is (latitude, longitude) in degrees, as people say it. A shape's corners are (longitude, latitude),
as GeoJSON writes them (RFC 7946).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

Point = tuple[float, float]
Ring = Sequence[Point]
"""Corners in order, the first one again at the end; in degrees of longitude and latitude."""

METRES_A_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6,371 km."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything within an odd number of rings: polygons, their holes and islands."""

    rings: tuple[tuple[Point, ...], ...]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        across = [x for ring in self.rings for x, _y in ring]
        up = [y for ring in self.rings for _x, y in ring]
        return min(across), min(up), max(across), max(up)

    def contains(self, position: Point) -> bool:
        """Whether a position (latitude, longitude) lies within; on the very edge it may be either."""
        latitude, longitude = position
        return sum(_crossings(ring, longitude, latitude) for ring in self.rings) % 2 == 1

    def metres_to(self, position: Point) -> float:
        """How far outside a position lies; 0 inside. Right to a percent within a few hundred kilometres."""
        if self.contains(position):
            return 0.0
        latitude, longitude = position
        narrower = cos(radians(latitude))
        return METRES_A_DEGREE * min(
            _to_segment(
                ((one[0] - longitude) * narrower, one[1] - latitude),
                ((two[0] - longitude) * narrower, two[1] - latitude),
            )
            for one, two in self.sides()
        )

    def sides(self) -> Iterator[tuple[Point, Point]]:
        """Each stretch between two corners."""
        for ring in self.rings:
            yield from pairwise(ring)


def merged(shapes: Iterable[Shape]) -> Shape:
    """Shapes that do not overlap, as one."""
    return Shape(tuple(ring for shape in shapes for ring in shape.rings))


def roomiest(shape: Shape, steps: int = 24) -> Point:
    """A point (longitude, latitude) within, far from every side: where a name is written.

    The best of a grid of `steps` by `steps` points; a corner of the shape where none lies within.
    """
    west, south, east, north = shape.bounds
    coarse = Shape(tuple(simplified(ring, (east - west + north - south) / 400) for ring in shape.rings))
    best, room = coarse.rings[0][0], 0.0
    for column in range(1, steps):
        for row in range(1, steps):
            x, y = west + (east - west) * column / steps, south + (north - south) * row / steps
            if not coarse.contains((y, x)):
                continue
            # A name is wider than high, so room to the sides counts more.
            free = min(
                _to_segment(((x1 - x) / 2, y1 - y), ((x2 - x) / 2, y2 - y))
                for (x1, y1), (x2, y2) in coarse.sides()
            )
            if free > room:
                best, room = (x, y), free
    return best


def area(ring: Ring) -> float:
    """The area within a ring in the square of its unit; positive where it turns to the left."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def simplified(ring: Ring, tolerance: float) -> tuple[Point, ...]:
    """The ring with only the corners without which it would be off by more than `tolerance`, in its unit.

    Ramer (1972), Douglas and Peucker (1973), from the corner farthest from the first one both ways. A ring
    that would shrink to a line keeps the one corner that spans it.
    """
    if len(ring) <= 4:
        return tuple(ring)
    first = ring[0]
    far = max(range(len(ring)), key=lambda place: _distance(first, ring[place]))
    kept = (
        {0, far, len(ring) - 1}
        | _corners(ring, 0, far, tolerance)
        | _corners(ring, far, len(ring) - 1, tolerance)
    )
    if len(kept) < 4:
        others = (place for place in range(1, len(ring) - 1) if place != far)
        kept.add(max(others, key=lambda place: _off(ring[place], first, ring[far])))
    return tuple(ring[place] for place in sorted(kept))


def _corners(ring: Ring, start: int, end: int, tolerance: float) -> set[int]:
    kept: set[int] = set()
    open_ends = [(start, end)]
    while open_ends:
        start, end = open_ends.pop()
        between = range(start + 1, end)
        if not between:
            continue
        far = max(between, key=lambda place: _off(ring[place], ring[start], ring[end]))
        if _off(ring[far], ring[start], ring[end]) > tolerance:
            kept.add(far)
            open_ends += [(start, far), (far, end)]
    return kept


def _crossings(ring: Ring, x: float, y: float) -> int:
    """How many sides a ray from the point to the east crosses."""
    return sum(
        (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
        for (x1, y1), (x2, y2) in pairwise(ring)
    )


def _off(point: Point, one: Point, two: Point) -> float:
    x, y = point
    return _to_segment((one[0] - x, one[1] - y), (two[0] - x, two[1] - y))


def _to_segment(one: Point, two: Point) -> float:
    """How far the origin is from a stretch."""
    (x1, y1), (x2, y2) = one, two
    across, up = x2 - x1, y2 - y1
    length = across * across + up * up
    along = 0.0 if length == 0 else min(1.0, max(0.0, -(x1 * across + y1 * up) / length))
    return hypot(x1 + along * across, y1 + along * up)


def _distance(one: Point, two: Point) -> float:
    return hypot(one[0] - two[0], one[1] - two[1])
