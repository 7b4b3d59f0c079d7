"""The outlines of regions: keep those of a file, and find the one that a position must lie in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from gapura.audit import trail
from gapura.core.shapes import Shape, merged, roomiest
from gapura.regions.codes import lineage
from gapura.regions.geojson import Outlined, UnfitOutlineError
from gapura.regions.models import Outline, Region

LONGEST_SOURCE = 200


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: codes of regions whose outline is kept, and codes that no region has."""

    kept: tuple[str, ...]
    unknown: tuple[str, ...]


@transaction.atomic
def import_outlines(outlines: Iterable[Outlined], *, source: str, by: trail.Actor) -> Imported:
    """Keep the outlines of known regions, replacing those there were; `source` says whose they are.

    Raises UnfitOutlineError where no region is known, or the source is missing or too long, and then changes
    nothing.
    """
    source = " ".join(source.split())
    if not 0 < len(source) <= LONGEST_SOURCE:
        raise UnfitOutlineError(f"say in 1 to {LONGEST_SOURCE} characters where the outlines come from")
    found = {outlined.code: outlined.shape for outlined in outlines}
    known = set(Region.objects.filter(code__in=found).values_list("code", flat=True))
    if not known:
        raise UnfitOutlineError("none of its codes is a registered region's; import the regions first")
    Outline.objects.bulk_create(
        [_row(code, shape, source) for code, shape in found.items() if code in known],
        update_conflicts=True,
        unique_fields=["region"],
        update_fields=[
            *("rings", "west", "south", "east", "north", "label_longitude", "label_latitude"),
            *("source", "imported_at"),
        ],
    )
    trail.record(
        "regions.outlines",
        by=by,
        subject=f"region:{min(known, key=len)}",
        outlines=len(known),
        source=source,
    )
    return Imported(tuple(sorted(known)), tuple(sorted(found.keys() - known)))


def shape_of(region: str) -> Shape | None:
    """The outline that a position in this region must lie in; None where none is known.

    The region's own, else those of all its parts together, else that of the smallest region around it.
    """
    around = lineage(region)
    shapes = {outline.region_id: outline.shape for outline in Outline.objects.filter(region__in=around)}
    if region in shapes:
        return shapes[region]
    return _of_its_parts(region) or next((shapes[code] for code in around if code in shapes), None)


def _of_its_parts(region: str) -> Shape | None:
    """A region whose every part has an outline is their sum."""
    parts = Region.objects.filter(parent=region).select_related("outline")
    outlines = [getattr(part, "outline", None) for part in parts]
    known = [outline.shape for outline in outlines if outline is not None]
    return merged(known) if known and len(known) == len(outlines) else None


def _row(code: str, shape: Shape, source: str) -> Outline:
    west, south, east, north = shape.bounds
    longitude, latitude = roomiest(shape)
    return Outline(
        region_id=code,
        rings=shape.rings,
        west=west,
        south=south,
        east=east,
        north=north,
        label_longitude=longitude,
        label_latitude=latitude,
        source=source,
    )
