"""Where a place may lie, and what is offered where the numbers are plainly wrong."""

import pytest

from gapura.audit.trail import SYSTEM
from gapura.regions import models as regions
from gapura.regions.geojson import outlines_of
from gapura.regions.outlines import import_outlines
from gapura.registration.checks import positions
from gapura.registration.findings import Finding, Level
from tests.regions.outlines import gianyar
from tests.registration.world import World

pytestmark = pytest.mark.django_db

BATUBULAN = "51.04.01.2001"
OFFICE = (-8.6, 115.26)


def only(position: positions.Position, region: str = BATUBULAN) -> Finding:
    """The one finding about a position."""
    (finding,) = positions.check(position, region=region)
    return finding


def test_a_position_inside_the_region_is_fine_and_so_is_none() -> None:
    assert positions.check(OFFICE, region=BATUBULAN) == []
    assert positions.check(None, region=BATUBULAN) == []


@pytest.mark.parametrize(
    ("position", "code", "meant"),
    [
        ((115.26, -8.6), "swapped", "-8.6, 115.26"),
        ((8.6, 115.26), "minus_missing", "-8.6, 115.26"),
        ((115.26, 8.6), "swapped", "-8.6, 115.26"),
    ],
)
def test_what_was_meant_is_offered(position: positions.Position, code: str, meant: str) -> None:
    finding = only(position)

    assert (finding.level, finding.code, finding.suggestion) == (Level.ERROR, code, meant)


@pytest.mark.parametrize(
    ("position", "code"),
    [
        ((0.0, 0.0), "not_in_indonesia"),
        ((48.85, 2.35), "not_in_indonesia"),
        ((-6.2, 106.8), "other_region"),
        ((-8.11, 115.09), "other_region"),
    ],
)
def test_what_is_plainly_elsewhere_is_refused(position: positions.Position, code: str) -> None:
    finding = only(position)

    assert (finding.level, finding.code, finding.suggestion) == (Level.ERROR, code, "")


def test_just_outside_is_only_asked_about() -> None:
    assert only((-8.68, 115.26)).level is Level.WARNING


def test_where_no_box_is_known_the_larger_region_counts() -> None:
    assert positions.check((-8.11, 115.09), region="51.08.01") == []
    assert positions.check((-6.2, 106.8), region="31.71.01") == []
    assert only((-6.2, 106.8), region="51.08.01").code == "other_region"


def test_far_from_the_other_places_of_its_kecamatan_is_asked_about() -> None:
    others = [(-8.6 + step / 1000, 115.26) for step in range(5)]

    (finding,) = positions.check((-8.35, 115.26), region=BATUBULAN, others=others)
    assert (finding.level, finding.code) == (Level.WARNING, "far_from_the_others")
    assert "28 km" in finding.words
    assert positions.check((-8.35, 115.26), region=BATUBULAN, others=others[:4]) == []


@pytest.fixture
def outlined(world: World) -> None:
    """Sukawati and Blahbatuh, each with an outline of its own."""
    regions.Region.objects.create(
        code="51.04.02", name="Blahbatuh", level=regions.Level.KECAMATAN, parent=world.gianyar
    )
    import_outlines(outlines_of(gianyar()), source="Peta uji", by=SYSTEM)


def test_where_an_outline_is_known_it_counts_and_not_the_box(outlined: None) -> None:
    in_sukawati, in_blahbatuh = (-8.69, 115.21), (-8.65, 115.35)
    assert positions.check(in_sukawati, region=BATUBULAN) == []
    assert positions.check(in_blahbatuh, region="51.04.02") == []
    assert only(in_blahbatuh).code == "other_region"
    assert only((-8.65, 115.2995), region="51.04.02").code == "near_the_border"
    assert only((115.21, -8.69)).suggestion == "-8.69, 115.21"
    assert positions.check(in_blahbatuh, region="51.04") == [], "a regency is the sum of its parts"
