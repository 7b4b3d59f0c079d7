"""Does the position lie where the place is said to be?"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import median

from django.utils.translation import gettext as _

from gapura.core.positions import metres
from gapura.regions.codes import NATION, lineage
from gapura.regions.outlines import shape_of
from gapura.registration import findings
from gapura.registration.findings import Finding

Position = tuple[float, float]
"""Latitude and longitude in degrees."""

NEAR_THE_BORDER = 3_000  # metres that a coarse box and a phone may be wrong
NEAR_THE_OUTLINE = 500  # metres that a region's own outline and a phone may be wrong
FAR_FROM_THE_OTHERS = 15_000  # metres; a kecamatan is smaller
ENOUGH_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Box:
    """A region's bounds in degrees."""

    south: float
    north: float
    west: float
    east: float

    def metres_to(self, position: Position) -> float:
        """How far outside the box a position lies; 0 inside."""
        latitude, longitude = position
        nearest = (
            min(max(latitude, self.south), self.north),
            min(max(longitude, self.west), self.east),
        )
        return metres(position, nearest)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a region lies: its outline where one was imported, else a coarse box; metres to be lenient by."""

    metres_to: Callable[[Position], float]
    lenience: int

    @classmethod
    def of(cls, region: str) -> "_Place":
        outline = shape_of(region)
        if outline is not None:
            return cls(outline.metres_to, NEAR_THE_OUTLINE)
        return cls(box_of(region).metres_to, NEAR_THE_BORDER)


def check(position: Position | None, *, region: str, others: Sequence[Position] = ()) -> list[Finding]:
    """What is to be said of a position in a region; `others` are positions of places in its kecamatan."""
    if position is None:
        return []
    place = _Place.of(region)
    away = place.metres_to(position)
    if away > place.lenience:
        return [_elsewhere(position, place)]
    if away:
        words = _("This position lies just outside your region. Please look again.")
        return [findings.warning("latitude", "near_the_border", words)]
    middle = _middle(others)
    if middle and metres(position, middle) > FAR_FROM_THE_OTHERS:
        words = _(
            "This position is %(distance)d km away from other places in this kecamatan. Please look again."
        )
        distance = round(metres(position, middle) / 1000)
        return [findings.warning("latitude", "far_from_the_others", words % {"distance": distance})]
    return []


def box_of(region: str) -> Box:
    """The box of the smallest region with one that `region` is or lies in; else the nation's."""
    boxes = _boxes()
    return next(boxes[code] for code in lineage(region) if code in boxes)


def _elsewhere(position: Position, place: _Place) -> Finding:
    latitude, longitude = position
    swapped = _("The two numbers are the wrong way round.")
    minus = _("The minus sign is missing: south of the equator the latitude begins with one.")
    for code, words, meant in (
        ("swapped", swapped, (longitude, latitude)),
        ("minus_missing", minus, (-latitude, longitude)),
        ("swapped", f"{swapped} {minus}", (-longitude, latitude)),
    ):
        if abs(meant[0]) <= 90 and place.metres_to(meant) <= place.lenience:
            return findings.error("latitude", code, words, f"{meant[0]}, {meant[1]}")
    if _boxes()[NATION].metres_to(position) > NEAR_THE_BORDER:
        words = _("This position is not in Indonesia. Stand at the place and use your device's position.")
        return findings.error("latitude", "not_in_indonesia", words)
    words = _(
        "This position is not in the region you chose. Look at the village and the numbers, or stand at the "
        "place and use your device's position."
    )
    return findings.error("latitude", "other_region", words)


def _middle(others: Sequence[Position]) -> Position | None:
    if len(others) < ENOUGH_OTHERS:
        return None
    return median(each[0] for each in others), median(each[1] for each in others)


@cache
def _boxes() -> dict[str, Box]:
    lines = files(__package__).joinpath("data/boxes.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader(lines)
    sides = ("south", "north", "west", "east")
    return {row["code"]: Box(*(float(row[side]) for side in sides)) for row in rows}
