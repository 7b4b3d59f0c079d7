"""How far words are from each other, and places."""

from math import asin, cos, radians, sin, sqrt

EARTH = 6_371_000  # metres


def edits(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap with a neighbour; `most + 1` where it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return min(last[-1], most + 1)


def metres(here: tuple[float, float], there: tuple[float, float]) -> float:
    """The distance between two positions (latitude, longitude) in degrees."""
    (south, west), (north, east) = (tuple(map(radians, each)) for each in (here, there))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
