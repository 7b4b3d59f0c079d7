"""An operator imports where regions lie; from then on a position can be asked where it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from gapura.audit.models import Event
from gapura.audit.trail import COMMAND, events_about
from gapura.cli import main
from gapura.regions.geojson import UnfitOutlineError, outlines_of, read_outlines
from gapura.regions.models import Level, Outline, Region
from gapura.regions.outlines import import_outlines, shape_of
from gapura.regions.plans import plan_of, plan_of_regency
from tests.regions.outlines import BLAHBATUH, SUKAWATI, collection, feature, gianyar, square
from tests.staff import region

pytestmark = pytest.mark.django_db
IN_SUKAWATI = (-8.69, 115.21)
IN_ITS_LAKE = (-8.65, 115.25)
IN_BLAHBATUH = (-8.65, 115.35)
AT_SEA = (-9.0, 115.25)


@pytest.fixture
def bali(db: None) -> Region:
    """The regency of Gianyar with two kecamatan and a village."""
    nation = region("ID", "Indonesia", Level.NATION, None)
    bali = region("51", "Bali", Level.PROVINCE, nation)
    gianyar = region("51.04", "Kabupaten Gianyar", Level.REGENCY, bali)
    sukawati = region("51.04.01", "Sukawati", Level.KECAMATAN, gianyar)
    region("51.04.01.2001", "Batubulan", Level.VILLAGE, sukawati)
    region("51.04.02", "Blahbatuh", Level.KECAMATAN, gianyar)
    return bali


def imported(data: bytes, source: str = "our own hand, CC0") -> None:
    import_outlines(outlines_of(data), source=source, by=COMMAND)


def metres_outside(position: tuple[float, float], code: str) -> float:
    """How far outside a region's outline a position lies."""
    shape = shape_of(code)
    assert shape is not None
    return shape.metres_to(position)


@pytest.mark.parametrize(
    ("code", "position", "outside"),
    [
        ("51.04.01", IN_SUKAWATI, False),
        ("51.04.01.2001", IN_SUKAWATI, False),
        ("51.04.01", IN_BLAHBATUH, True),
        ("51.04", IN_BLAHBATUH, False),
        ("51.04", AT_SEA, True),
        ("51.04", IN_ITS_LAKE, True),
    ],
)
def test_a_place_must_lie_within_the_smallest_region_whose_outline_is_known(
    bali: Region, code: str, position: tuple[float, float], outside: bool
) -> None:
    imported(gianyar())

    assert (metres_outside(position, code) > 0) is outside


def test_without_outlines_nothing_is_said_and_half_a_regency_says_nothing_of_the_whole(bali: Region) -> None:
    assert shape_of("51.04.01") is None
    imported(collection(feature("51.04.01", *SUKAWATI)))

    assert shape_of("51.04") is None
    assert shape_of("51.04.02") is None


def test_a_statement_or_two_answer_it(bali: Region, django_assert_num_queries: Any) -> None:
    imported(gianyar())
    with django_assert_num_queries(1):
        shape_of("51.04.01")
    with django_assert_num_queries(2):
        shape_of("51.04.01.2001")


def test_a_second_import_replaces_the_first_and_both_are_in_the_trail(bali: Region) -> None:
    imported(gianyar())
    imported(collection(feature(510401, square(115.5, -8.7))), source="A better survey, CC BY 4.0")

    assert Outline.objects.count() == 2
    assert Outline.objects.get(region="51.04.01").west == 115.5
    assert Outline.objects.get(region="51.04.01").source == "A better survey, CC BY 4.0"
    assert [each.what for each in events_about("region:51.04.01")][-1].endswith("A better survey, CC BY 4.0")


def test_codes_that_no_region_has_are_told_and_the_others_kept(bali: Region) -> None:
    outlines = outlines_of(collection(feature("51.04.01", *SUKAWATI), feature("99.01.01", *BLAHBATUH)))
    result = import_outlines(outlines, source="x", by=COMMAND)

    assert (result.kept, result.unknown) == (("51.04.01",), ("99.01.01",))


SIDE = square(115.2, -8.7)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no GeoJSON"),
        (b"\xff\xfe\x00", "no GeoJSON"),
        (b"[" * 100_000, "no GeoJSON"),
        (b'{"type": "Topology", "features": []}', "no GeoJSON"),
        (collection(), "between 1 and"),
        (collection(feature("51.04.01", SIDE[:-1])), "not closed"),
        (collection(feature("51.04.01", SIDE[:2])), "fewer than four"),
        (collection(feature("51.04.01", [SIDE[0]] * 4)), "without any area"),
        (collection(feature("51.04.01", square(-8.7, 115.2))), "in this order"),
        (collection(feature("51.04.01", square(412_345, 9_050_000))), "in this order"),
        (collection(feature("51.04.01", *SUKAWATI), feature("51.04.01", SIDE)), "there twice"),
        (collection(feature("Sukawati", SIDE)), "no region's code"),
        (collection(feature("5104010", SIDE)), "no region's code"),
        (collection(feature(True, SIDE)), "no GeoJSON"),
        (collection(feature("51.04.01")), "is empty"),
        (collection(feature("51.04.01", geometry=None)), "no GeoJSON"),
        (collection(feature("51.04.01", geometry={"type": "Point", "coordinates": [115, -8]})), "no GeoJSON"),
        (collection(feature("51.04.01", [[1e999, 0.0]])), "no GeoJSON"),
        (
            collection(
                feature("51.04.01", SIDE), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::32750"}}
            ),
            "another reference system",
        ),
        (collection(feature("51.04.01", [*SIDE[:-1] * 20_000, SIDE[0]])), "more than 50000 corners"),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(UnfitOutlineError, match=why):
        outlines_of(data)


def test_several_polygons_heights_and_a_mark_before_the_first_byte_are_read() -> None:
    islands = {"type": "MultiPolygon", "coordinates": [SUKAWATI, BLAHBATUH]}
    data = collection(
        feature(None, properties={"kode": "51.04.01"}, geometry=islands),
        feature("51.04.02", [[*corner, 12.5] for corner in SIDE]),
        crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
    )
    first, second = outlines_of(b"\xef\xbb\xbf" + data)

    assert (first.code, len(first.shape.rings)) == ("51.04.01", 3)
    assert second.shape.bounds == (115.2, -8.7, 115.3, -8.6)


def test_the_command_imports_a_file(bali: Region, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "outlines.geojson"
    file.write_bytes(collection(feature("51.04.01", *SUKAWATI), feature("99.01", SIDE)))

    assert main(["import", "outlines", str(file), "--source", "our own hand, CC0"]) == 1
    said = capsys.readouterr().out
    assert "outlines of 1 regions are kept" in said
    assert "99.01" in said
    assert Outline.objects.get().source == "our own hand, CC0"
    assert Event.objects.get(act="regions.outlines").by == "command"


def test_the_command_changes_nothing_by_a_file_that_is_not_right(
    bali: Region, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "outlines.geojson"
    file.write_bytes(collection(feature("51.04.02", SIDE), feature("51.04.01", SIDE[:-1])))

    assert [main(["import", "outlines", str(each)]) for each in (file, tmp_path / "none.geojson")] == [2, 2]
    said = capsys.readouterr().err
    assert "not closed" in said
    assert "cannot be read" in said
    assert not Outline.objects.exists()


def test_the_regency_of_the_story_is_read_whole(bali: Region, data_files: Path) -> None:
    outlines = read_outlines(data_files / "gianyar_kecamatan.geojson")
    names = {each["id"]: each["properties"]["name"] for each in _features(data_files)}
    for code, name in names.items():
        Region.objects.update_or_create(
            code=code, defaults={"name": name, "level": Level.KECAMATAN, "parent_id": "51.04"}
        )
    import_outlines(outlines, source="cahyadsn/wilayah_boundaries, MIT", by=COMMAND)

    palace, airport = (-8.5069, 115.2625), (-8.7467, 115.1668)
    assert len(outlines) == 7
    assert [name for code, name in names.items() if not metres_outside(palace, code)] == ["Ubud"]
    assert metres_outside(palace, "51.04") == 0
    assert metres_outside(airport, "51.04") > 5_000


def _features(data_files: Path) -> list[dict[str, Any]]:
    text = (data_files / "gianyar_kecamatan.geojson").read_text(encoding="utf-8")
    features: list[dict[str, Any]] = json.loads(text)["features"]
    return features


def test_a_plan_says_which_degrees_its_corner_and_its_units_are(bali: Region) -> None:
    imported(gianyar())
    plan = plan_of(Region.objects.get(code="51.04"))
    assert plan is not None
    assert [part.name for part in plan.parts] == ["Sukawati", "Blahbatuh"]
    for part in plan.parts:
        outline = Outline.objects.get(region=part.code)
        assert plan.west + part.x * plan.across == pytest.approx(outline.label_longitude, abs=1e-9)
        assert plan.north - part.y * plan.down == pytest.approx(outline.label_latitude, abs=1e-9)


def test_the_only_regency_need_not_be_named_and_of_several_none_is_guessed(bali: Region) -> None:
    assert plan_of_regency("") is None
    imported(gianyar())
    assert plan_of_regency("51.04") is not None
    assert plan_of_regency("") == plan_of_regency("51.04")
    assert plan_of_regency("51.05") is None
    region("51.05", "Kabupaten Klungkung", Level.REGENCY, bali)
    assert plan_of_regency("") is None
    assert plan_of_regency("51.04") is not None
