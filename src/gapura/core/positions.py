"""Positions on the earth, in degrees."""

from math import asin, cos, radians, sin, sqrt
from typing import Final

EARTH: Final = 6_371_000
"""Metres from its middle to its surface."""

Position = tuple[float, float]
"""Latitude and longitude."""


def metres(here: Position, there: Position) -> float:
    """The distance between two positions, on a sphere."""
    (south, west), (north, east) = (tuple(map(radians, each)) for each in (here, there))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
