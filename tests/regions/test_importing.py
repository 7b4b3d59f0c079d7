"""Regions from the official list: a tree, and the time zone of each of its provinces."""

import pytest
from django.utils import translation

from gapura.audit.trail import COMMAND, events_about
from gapura.regions.importing import COLUMNS, import_regions
from gapura.regions.models import Region
from gapura.venues.acts import register_venue
from gapura.venues.models import Venue
from tests.staff import HOURS

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


def office(name: str) -> Venue:
    """A registered place in a kelurahan of Jakarta."""
    return register_venue(
        name=name,
        category="kantor_desa",
        region=Region.objects.get(code="31.71.01.1001"),
        capacity=30,
        opening_hours=HOURS,
        doors=["Depan"],
        by=COMMAND,
    )


def test_places_follow_their_region_into_the_right_zone_and_those_with_another_stay() -> None:
    jakarta = [row("31.71.01.1001", "DKI Jakarta")]
    import_regions(jakarta, by=COMMAND)
    Region.objects.exclude(code="ID").update(time_zone="Asia/Jayapura")
    wrong, own = office("Kelurahan Contoh"), office("Posko Contoh")
    Venue.objects.filter(pk=own.pk).update(time_zone="Asia/Makassar")

    import_regions(jakarta, by=COMMAND)

    zones = dict(Venue.objects.values_list("pk", "time_zone"))
    assert zones == {wrong.pk: "Asia/Jakarta", own.pk: "Asia/Makassar"}
    with translation.override("en"):
        told = [entry.what for entry in events_about(f"venue:{wrong.pk}")]
    assert told[-1] == "Time zone corrected with its region's, from Asia/Jayapura to Asia/Jakarta"

    import_regions(jakarta, by=COMMAND)

    assert len(events_about(f"venue:{wrong.pk}")) == len(told)
    assert len(events_about(f"venue:{own.pk}")) == 1
