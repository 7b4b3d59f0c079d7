"""Outlines as paths of a picture: projected, with few corners, and kept in the process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import cos, radians
from typing import Final

from django.db.models import Count, Max

from gapura.core.shapes import simplified
from gapura.oversight.charts.shapes import WIDTH
from gapura.regions.models import Outline, Region

HIGHEST: Final = 1.4 * WIDTH
NARROWEST: Final = 0.6 * WIDTH
"""Of a picture, in its units: a long region is drawn as high as may be and no wider than it is."""

EDGE: Final = 12.0
OFF: Final = 0.5
"""Units of the picture that a side may be off: half a pixel on a phone."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One region's path, and where its name has room."""

    code: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plan:
    """All parts of a region, how large their picture is, and whose outlines they are."""

    parts: tuple[Drawn, ...]
    width: float
    height: float
    source: str


def plan_of(region: Region) -> Plan | None:
    """The plan of the regions directly below one; None unless every one of them has its outline."""
    parts = Region.objects.filter(parent=region).aggregate(
        count=Count("pk"), outlines=Count("outline"), stamp=Max("outline__imported_at")
    )
    if not parts["outlines"] or parts["outlines"] < parts["count"]:
        return None
    return _plan(region.code, parts["stamp"])


@lru_cache(maxsize=64)
def _plan(code: str, stamp: datetime) -> Plan:
    """Drawn once for each import: `stamp` is its time."""
    outlines = list(Outline.objects.filter(region__parent=code).order_by("region"))
    view = _View(outlines)
    sources = dict.fromkeys(outline.source for outline in outlines)
    return Plan(
        tuple(view.drawn(outline) for outline in outlines), view.width, view.height, "; ".join(sources)
    )


class _View:
    """Where a longitude and a latitude lie in the picture; true to scale both ways in its middle."""

    def __init__(self, outlines: Sequence[Outline]) -> None:
        self.west, self.north = min(o.west for o in outlines), max(o.north for o in outlines)
        east, south = max(o.east for o in outlines), min(o.south for o in outlines)
        self.narrower = cos(radians((self.north + south) / 2))
        across, down = (east - self.west) * self.narrower, self.north - south
        self.scale = min((WIDTH - 2 * EDGE) / across, (HIGHEST - 2 * EDGE) / down)
        self.width = max(NARROWEST, across * self.scale + 2 * EDGE)
        self.left = (self.width - across * self.scale) / 2
        self.height = down * self.scale + 2 * EDGE

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """The place in the picture, in its units from the upper left."""
        across = (longitude - self.west) * self.narrower * self.scale
        return self.left + across, (self.north - latitude) * self.scale + EDGE

    def drawn(self, outline: Outline) -> Drawn:
        """The outline's path."""
        rings = [simplified([self.point(*corner) for corner in ring], OFF) for ring in outline.shape.rings]
        path = "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring[:-1])}Z" for ring in rings)
        return Drawn(outline.region_id, path, *self.point(outline.label_longitude, outline.label_latitude))
