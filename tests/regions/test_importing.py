"""Regions from the official list: a tree, and the time zone of each of its provinces."""

import pytest

from gapura.audit.trail import COMMAND
from gapura.regions.importing import COLUMNS, import_regions
from gapura.regions.models import Region

pytestmark = pytest.mark.django_db
VILLAGES = {
    "11.71.01.1001": ("Aceh", "Asia/Jakarta"),
    "31.71.01.1001": ("DKI Jakarta", "Asia/Jakarta"),
    "51.04.01.2001": ("Bali", "Asia/Makassar"),
    "62.71.01.1001": ("Kalimantan Tengah", "Asia/Jakarta"),
    "63.71.01.1001": ("Kalimantan Selatan", "Asia/Makassar"),
    "73.71.01.1001": ("Sulawesi Selatan", "Asia/Makassar"),
    "81.71.01.1001": ("Maluku", "Asia/Jayapura"),
    "96.71.01.1001": ("Papua Barat Daya", "Asia/Jayapura"),
}


def row(village: str, province: str) -> dict[str, str]:
    """A village and everything above it; only the province's name matters here."""
    codes = (village[:2], village[:5], village[:8], village)
    names = (province, "Kota", "Kecamatan", "Kelurahan")
    cells = [cell for pair in zip(codes, names, strict=True) for cell in pair]
    return dict(zip(COLUMNS, [*cells, "kelurahan"], strict=True))


def test_every_region_has_the_time_zone_of_its_province() -> None:
    import_regions([row(code, name) for code, (name, _zone) in VILLAGES.items()], by=COMMAND)
    for code, (_name, zone) in VILLAGES.items():
        branch = Region.objects.filter(code__in=[code[:2], code[:5], code[:8], code])
        assert {region.time_zone for region in branch} == {zone}
        assert branch.count() == 4


def test_a_list_that_is_imported_again_puts_a_wrong_zone_right_and_leaves_the_nations() -> None:
    jakarta = [row("31.71.01.1001", "DKI Jakarta")]
    import_regions(jakarta, by=COMMAND)
    Region.objects.update(time_zone="Asia/Jayapura")
    import_regions(jakarta, by=COMMAND)
    zones = dict(Region.objects.values_list("code", "time_zone"))
    assert zones.pop("ID") == "Asia/Jayapura"
    assert set(zones.values()) == {"Asia/Jakarta"}
