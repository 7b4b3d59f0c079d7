"""Registers a regency with its kecamatan and villages from a list of villages with their official codes."""

import re
from collections.abc import Iterable, Mapping

from django.db import transaction

from gapura.audit import trail
from gapura.core.provinces import CENTRAL, EASTERN, WESTERN, ZONES
from gapura.regions.codes import NATION
from gapura.regions.models import Level, Region
from gapura.regions.signals import zones_corrected

INDONESIA = Region(code=NATION, name="Indonesia", level=Level.NATION)
COLUMNS = (
    "province_code",
    "province",
    "regency_code",
    "regency",
    "kecamatan_code",
    "kecamatan",
    "village_code",
    "village",
    "type",
)
LONGEST_NAME = 80
_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}){0,2}(\.[0-9]{4})?")
_LEVELS = (
    ("province", Level.PROVINCE),
    ("regency", Level.REGENCY),
    ("kecamatan", Level.KECAMATAN),
    ("village", Level.VILLAGE),
)


class UnfitRegionError(ValueError):
    """The list does not describe a tree of regions; the message says where."""


@transaction.atomic
def import_regions(villages: Iterable[Mapping[str, str]], *, by: trail.Actor) -> int:
    """Register every region named, renaming those already there; how many there are. Repeatable.

    All of a province has the province's time zone, where that is known; other regions keep what they have.
    Who has a corrected region's zone follows it (`zones_corrected`).
    Each of `villages` has the columns of `COLUMNS`. Raises UnfitRegionError, and then changes nothing.
    """
    regions = {NATION: INDONESIA}
    for number, row in enumerate(villages, 2):
        for region in _branch(row, number):
            regions.setdefault(region.code, region)
    if len(regions) == 1:
        raise UnfitRegionError(f"there is no row under a first one of {', '.join(COLUMNS)}")
    former = dict(Region.objects.filter(code__in=regions).values_list("code", "time_zone"))
    Region.objects.bulk_create(
        regions.values(),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "kind", "parent"],
    )
    for zone in (WESTERN, CENTRAL, EASTERN):
        codes = [code for code in regions if ZONES.get(code[:2]) == zone]
        Region.objects.filter(code__in=codes).update(time_zone=zone)
        for before in sorted({former[code] for code in codes if code in former} - {zone}):
            wrong = [code for code in codes if former.get(code) == before]
            zones_corrected.send(sender=Region, codes=wrong, before=before, after=zone, by=by)
    trail.record("regions.import", by=by, subject=f"region:{NATION}", regions=len(regions))
    return len(regions)


def _branch(row: Mapping[str, str], number: int) -> Iterable[Region]:
    """The province, regency, kecamatan and village of one row, each below the one before."""
    if missing := [column for column in COLUMNS[:-1] if not (row.get(column) or "").strip()]:
        raise UnfitRegionError(f"row {number}: {missing[0]} is empty")
    above = NATION
    for name, level in _LEVELS:
        code = row[f"{name}_code"].strip()
        if not _CODE.fullmatch(code) or (above != NATION and not code.startswith(f"{above}.")):
            raise UnfitRegionError(f"row {number}: {code[:20]!r} is no code of a {level} within {above}")
        if len(row[name].strip()) > LONGEST_NAME:
            raise UnfitRegionError(f"row {number}: {name} is longer than {LONGEST_NAME} characters")
        kind = (row.get("type") or "").strip() if level == Level.VILLAGE else ""
        yield Region(code=code, name=row[name].strip(), level=level, kind=kind, parent_id=above)
        above = code
