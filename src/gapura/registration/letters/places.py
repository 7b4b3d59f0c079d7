"""The names of the regions that a place lies in, as letters have them."""

from gapura.regions.codes import lineage
from gapura.regions.models import Level, Region
from gapura.registration.letters.writing import Place

_NAMED = {
    Level.VILLAGE: "village",
    Level.KECAMATAN: "kecamatan",
    Level.REGENCY: "regency",
    Level.PROVINCE: "province",
}


def place_of(code: str) -> Place:
    """The place of a region's code; one statement. What is not known stays empty."""
    regions = Region.objects.filter(code__in=lineage(code)).only("name", "level")
    return Place(**{_NAMED[Level(each.level)]: each.name for each in regions if each.level in _NAMED})
