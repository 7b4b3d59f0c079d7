"""Outlines as paths of a picture: projected, with few corners, and kept in the process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from math import cos, radians
from typing import Final

from django.db.models import Count, Max

from gapura.core.shapes import simplified
from gapura.regions.models import Level, Outline, Region

WIDTH: Final = 480
"""How wide a picture is in its own units: about a phone's width."""

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
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plan:
    """All parts of a region, how large their picture is, and whose outlines they are.

    `west` and `north` are the degrees of its upper left corner; a unit to the right is `across` degrees of
    longitude, one downwards `down` degrees of latitude.
    """

    parts: tuple[Drawn, ...]
    width: float
    height: float
    west: float
    north: float
    across: float
    down: float
    source: str


def plan_of(region: Region) -> Plan | None:
    """The plan of the regions directly below one; None unless every one of them has its outline."""
    parts = Region.objects.filter(parent=region).aggregate(
        count=Count("pk"), outlines=Count("outline"), stamp=Max("outline__imported_at")
    )
    if not parts["outlines"] or parts["outlines"] < parts["count"]:
        return None
    return _plan(region.code, parts["stamp"])


def plan_of_regency(code: str) -> Plan | None:
    """The plan of the regency of this code; of the only one there is where the code is empty."""
    regencies = Region.objects.filter(level=Level.REGENCY)
    found = list((regencies.filter(code=code) if code else regencies)[:2])
    return plan_of(found[0]) if len(found) == 1 else None


@lru_cache(maxsize=64)
def _plan(code: str, stamp: datetime) -> Plan:
    """Drawn once for each import: `stamp` is its time."""
    outlines = list(Outline.objects.filter(region__parent=code).select_related("region").order_by("region"))
    view = _View(outlines)
    sources = dict.fromkeys(outline.source for outline in outlines)
    west, north = view.corner
    return Plan(
        parts=tuple(view.drawn(outline) for outline in outlines),
        width=view.width,
        height=view.height,
        west=west,
        north=north,
        across=1 / (view.narrower * view.scale),
        down=1 / view.scale,
        source="; ".join(sources),
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

    @property
    def corner(self) -> tuple[float, float]:
        """Longitude and latitude of the upper left."""
        return self.west - self.left / (self.narrower * self.scale), self.north + EDGE / self.scale

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        """The place in the picture, in its units from the upper left."""
        across = (longitude - self.west) * self.narrower * self.scale
        return self.left + across, (self.north - latitude) * self.scale + EDGE

    def drawn(self, outline: Outline) -> Drawn:
        """The outline's path."""
        rings = [simplified([self.point(*corner) for corner in ring], OFF) for ring in outline.shape.rings]
        path = "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring[:-1])}Z" for ring in rings)
        return Drawn(
            outline.region_id,
            outline.region.name,
            path,
            *self.point(outline.label_longitude, outline.label_latitude),
        )
