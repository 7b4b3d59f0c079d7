"""Reads the outlines of regions from a GeoJSON file (RFC 7946), within stated limits and without guessing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from gapura.core.shapes import Point, Shape, area

LARGEST_FILE: Final = 20 * 2**20  # bytes
MOST_FEATURES: Final = 5_000
MOST_CORNERS: Final = 50_000
"""Of one outline: a coast to the metre has fewer."""
DECIMALS: Final = 6
"""Of a degree that are kept: 11 cm."""

_CODE: Final = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_DIGITS: Final = re.compile(r"([0-9]{2})([0-9]{2})?([0-9]{2})?([0-9]{4})?")
_LENGTHS: Final = {2, 4, 6, 10}
_WORLD: Final = "EPSG:4326"
_WORLD_NAMES: Final = ("CRS84", "4326")

_Position = Annotated[list[float], msgspec.Meta(min_length=2, max_length=4)]
_Ring = list[_Position]


class UnfitOutlineError(ValueError):
    """The file holds no outlines that can be used; the message says where and why."""


class _Polygon(msgspec.Struct, tag="Polygon"):
    coordinates: list[_Ring]


class _MultiPolygon(msgspec.Struct, tag="MultiPolygon"):
    coordinates: list[list[_Ring]]


class _Feature(msgspec.Struct, tag="Feature"):
    geometry: _Polygon | _MultiPolygon
    id: str | int | None = None
    properties: dict[str, Any] | None = None


class _Collection(msgspec.Struct, tag="FeatureCollection"):
    features: list[_Feature]
    crs: Any = None


@dataclass(frozen=True, slots=True)
class Outlined:
    """One region's code with its shape."""

    code: str
    shape: Shape


def read_outlines(path: Path) -> list[Outlined]:
    """The outlines in a file. Raises UnfitOutlineError also where it cannot be opened."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UnfitOutlineError(f"the file cannot be read: {error.strerror}") from error
    return outlines_of(data)


def outlines_of(data: bytes) -> list[Outlined]:
    """Each feature of a FeatureCollection as code and shape; the code is its `id`, or its `code` or `kode`.

    Raises UnfitOutlineError for another kind of file or geometry, open or empty rings, coordinates that are
    no degrees of longitude and latitude, a region that is there twice, and whatever exceeds the limits.
    """
    if len(data) > LARGEST_FILE:
        raise UnfitOutlineError(
            f"the file is larger than {LARGEST_FILE // 2**20} MB; simplify it or split it"
        )
    collection = _decoded(data)
    if not 0 < len(collection.features) <= MOST_FEATURES:
        raise UnfitOutlineError(
            f"between 1 and {MOST_FEATURES} features are read, not {len(collection.features)}"
        )
    outlines: dict[str, Outlined] = {}
    for number, feature in enumerate(collection.features, 1):
        outlined = _outlined(feature, f"feature {number}")
        if outlined.code in outlines:
            raise UnfitOutlineError(
                f"feature {number}: {outlined.code} is there twice; make it one MultiPolygon"
            )
        outlines[outlined.code] = outlined
    return list(outlines.values())


def _decoded(data: bytes) -> _Collection:
    try:
        collection = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Collection)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise UnfitOutlineError(f"this is no GeoJSON of polygons: {error}") from error
    if collection.crs is not None and not any(name in str(collection.crs) for name in _WORLD_NAMES):
        raise UnfitOutlineError(f"the file is in another reference system; convert it to {_WORLD}")
    return collection


def _outlined(feature: _Feature, where: str) -> Outlined:
    code = _code(feature)
    if code is None:
        raise UnfitOutlineError(f"{where} has no region's code such as 51.04.01 as its id, code or kode")
    geometry = feature.geometry
    polygons = [geometry.coordinates] if isinstance(geometry, _Polygon) else geometry.coordinates
    rings = tuple(_ring(ring, f"{where} ({code})") for polygon in polygons for ring in polygon)
    if not rings:
        raise UnfitOutlineError(f"{where} ({code}) is empty")
    if sum(map(len, rings)) > MOST_CORNERS:
        raise UnfitOutlineError(f"{where} ({code}) has more than {MOST_CORNERS} corners; simplify it")
    return Outlined(code, Shape(rings))


def _ring(positions: _Ring, where: str) -> tuple[Point, ...]:
    if len(positions) < 4:
        raise UnfitOutlineError(f"{where} has a ring of fewer than four positions")
    if positions[0][:2] != positions[-1][:2]:
        raise UnfitOutlineError(f"{where} has a ring that is not closed: its last position is not its first")
    ring = tuple(_points(positions, where))
    if area(ring) == 0:
        raise UnfitOutlineError(f"{where} has a ring without any area")
    return ring


def _points(positions: _Ring, where: str) -> Iterator[Point]:
    for longitude, latitude, *_height in positions:
        if abs(longitude) > 180 or abs(latitude) > 90:
            raise UnfitOutlineError(
                f"{where}: {longitude}, {latitude} is no longitude and latitude, in this order, in degrees"
            )
        yield round(longitude, DECIMALS), round(latitude, DECIMALS)


def _code(feature: _Feature) -> str | None:
    """The official code, with its points: `510401` is `51.04.01`."""
    properties = feature.properties or {}
    for found in (feature.id, properties.get("code"), properties.get("kode")):
        text = str(found).strip() if isinstance(found, str | int) else ""
        if _CODE.fullmatch(text):
            return text
        if len(text) in _LENGTHS and (parts := _DIGITS.fullmatch(text)):
            return ".".join(part for part in parts.groups() if part)
    return None
