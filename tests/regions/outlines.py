"""A small map of our own: two kecamatan of Gianyar as squares beside each other, one with a lake."""

import json
from typing import Any

Corners = list[list[float]]


def square(west: float, south: float, side: float = 0.1) -> Corners:
    """A closed ring."""
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


SUKAWATI = [square(115.2, -8.7), square(115.24, -8.66, 0.02)]
"""With a lake in its middle."""
BLAHBATUH = [square(115.3, -8.7)]


def feature(code: object, *rings: Corners, **other: Any) -> dict[str, Any]:
    """One region's feature."""
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "id": code, "properties": {}, "geometry": geometry, **other}


def collection(*features: dict[str, Any], **other: Any) -> bytes:
    """The bytes of a file."""
    return json.dumps({"type": "FeatureCollection", "features": list(features), **other}).encode()


def gianyar() -> bytes:
    """Both kecamatan."""
    return collection(feature("51.04.01", *SUKAWATI), feature("51.04.02", *BLAHBATUH))
