"""A coordinator's spreadsheet becomes venues: good rows at once, others with their reasons, never twice."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from gapura.audit.models import Event
from gapura.audit.trail import COMMAND
from gapura.cli import main
from gapura.regions.importing import UnfitRegionError, import_regions
from gapura.regions.models import Region
from gapura.venues.importing import Sheet, SheetError, Summary, import_offices, read_sheet
from gapura.venues.models import Door, Number, Venue
from tests.venues.spreadsheets import Cell, written, xlsx

DATA = Path(__file__).parents[2] / "src" / "gapura" / "demo" / "data"
HEADER = ("nama", "kategori", "kecamatan", "desa", "kapasitas")
pytestmark = pytest.mark.django_db


def villages() -> list[dict[str, str]]:
    with (DATA / "gianyar_villages.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def gianyar(db: None) -> Region:
    """The regency with its kecamatan and villages."""
    import_regions(villages(), by=COMMAND)
    return Region.objects.get(code="51.04")


def sheet(*rows: tuple[str, ...]) -> Sheet:
    return Sheet(HEADER, tuple(enumerate(rows, 2)))


def imported(region: Region, *rows: tuple[str, ...]) -> Summary:
    return import_offices(sheet(*rows), region=region, by=COMMAND)


def test_gianyar_has_its_seven_kecamatan_and_seventy_villages(gianyar: Region) -> None:
    levels = {
        level: Region.objects.filter(level=level).count() for level in ("nation", "province", "kecamatan")
    }
    assert levels == {"nation": 1, "province": 1, "kecamatan": 7}
    assert Region.objects.filter(gianyar.within("code"), level="village").count() == 70
    ubud = Region.objects.get(name="Ubud", level="village")
    assert (ubud.kind, ubud.parent.name if ubud.parent else "") == ("kelurahan", "Ubud")


def test_regions_are_renamed_by_a_second_import_and_never_doubled(gianyar: Region) -> None:
    changed = [{**row, "regency": "Gianyar"} for row in villages()]
    assert import_regions(changed, by=COMMAND) == 80
    assert Region.objects.count() == 80
    gianyar.refresh_from_db()
    assert gianyar.name == "Gianyar"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"village": ""}, "row 2: village is empty"),
        ({"village_code": "51.03.01.2001"}, "no code of a village within"),
        ({"province_code": "Bali"}, "no code of a province"),
        ({"kecamatan": "U" * 81}, "longer than 80"),
    ],
)
def test_a_list_that_is_no_tree_changes_nothing(db: None, changed: dict[str, str], words: str) -> None:
    with pytest.raises(UnfitRegionError, match=words):
        import_regions([{**villages()[0], **changed}], by=COMMAND)
    assert not Region.objects.exists()


def test_all_189_offices_are_registered_with_numbers_and_doors(gianyar: Region) -> None:
    summary = import_offices(read_sheet(DATA / "gianyar_offices.csv"), region=gianyar, by=COMMAND)
    assert (summary.registered, summary.known, summary.problems) == (189, 0, [])
    assert Venue.objects.count() == Number.objects.count() == 189
    assert Door.objects.filter(number=1).count() == 189
    assert Venue.objects.filter(provenance__startswith="synthetic").count() == 62
    assert Venue.objects.filter(capacity__lte=30).count() > 3


def test_importing_again_registers_nothing_twice(gianyar: Region) -> None:
    row = ("Kantor Baru", "opd", "Ubud", "Mas", "40")
    assert imported(gianyar, row).registered == 1
    again = imported(gianyar, ("  kantor   BARU ", *row[1:4], "80"))
    assert (again.registered, again.known) == (0, 1)
    assert Venue.objects.get().capacity == 40


def test_good_rows_are_registered_and_each_other_row_has_its_reason(gianyar: Region) -> None:
    summary = imported(
        gianyar,
        ("Kantor A", "opd", "Ubud", "", "40"),
        ("Kantor B", "kantin", "Ubud", "", "40"),
        ("Kantor C", "opd", "Kuta", "", "40"),
        ("Kantor D", "opd", "Ubud", "Batubulan", "40"),
        ("=1+1", "opd", "Ubud", "", "40"),
        ("kantor a", "opd", "ubud", "", "40"),
        ("Kantor G",),
    )
    assert summary.registered == 1
    assert [(problem.row, problem.reason.split("'")[0].strip()) for problem in summary.problems] == [
        (3, "there is no category"),
        (4, "there is no kecamatan"),
        (5, "there is no village"),
        (6, "name begins like a formula: =1+1"),
        (7, "the same office as row 2"),
        (8, "category is empty"),
    ]
    assert Venue.objects.get().name == "Kantor A"


def test_an_office_of_another_regency_is_refused(gianyar: Region) -> None:
    ubud = Region.objects.get(name="Ubud", level="kecamatan")
    summary = imported(ubud, ("Kantor A", "opd", "Sukawati", "", "40"))
    assert "no kecamatan 'Sukawati'" in summary.problems[0].reason


def test_hostile_names_are_kept_as_they_are_or_refused(gianyar: Region) -> None:
    hostile = (
        "'; DROP TABLE venues_venue; --",
        "<script>alert(1)</script>",
        "{{ 7*7 }} %s %(x)s",
        "Ni \x00 Made",
    )
    summary = imported(gianyar, *((name, "opd", "Ubud", "", "40") for name in hostile))
    assert set(Venue.objects.values_list("name", flat=True)) == set(hostile[:3])
    assert [problem.reason for problem in summary.problems] == ["name holds invisible characters"]


def test_a_dry_run_says_the_same_and_keeps_nothing(gianyar: Region) -> None:
    events = Event.objects.count()
    rows = sheet(("Kantor A", "opd", "Ubud", "", "40"), ("Kantor B", "?", "Ubud", "", "40"))
    summary = import_offices(rows, region=gianyar, by=COMMAND, dry_run=True)
    assert (summary.registered, len(summary.problems)) == (1, 1)
    assert (Venue.objects.count(), Event.objects.count()) == (0, events)


def test_progress_reaches_its_end(gianyar: Region) -> None:
    seen: list[tuple[int, int]] = []
    rows = sheet(("Kantor A", "opd", "Ubud", "", "40"), ("Kantor B", "opd", "Ubud", "", "40"))
    import_offices(rows, region=gianyar, by=COMMAND, progress=lambda *step: seen.append(step))
    assert seen == [(1, 2), (2, 2)]


def test_a_sheet_without_the_needed_columns_registers_nothing(gianyar: Region) -> None:
    with pytest.raises(SheetError, match="Missing: category, kecamatan"):
        import_offices(Sheet(("nama",), ((2, ("Kantor A",)),)), region=gianyar, by=COMMAND)


def test_the_command_registers_and_writes_the_refused_rows(
    gianyar: Region, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: list[Sequence[Cell]] = [
        HEADER,
        ("Kantor A", "opd", "Ubud", None, 40),
        ("Kantor B", "opd", "Kuta", None, 40),
    ]
    path, errors = written(tmp_path, "offices.xlsx", xlsx(rows)), tmp_path / "errors.csv"
    assert main(["import", "offices", str(path), "--errors", str(errors), "--data-dir", str(tmp_path)]) == 1
    assert "1 registered, 0 there already, 1 refused" in capsys.readouterr().out
    assert [row["row"] for row in csv.DictReader(errors.open(encoding="utf-8-sig"))] == ["3"]
    assert Venue.objects.get().capacity == 40


def test_the_command_names_the_columns_that_it_cannot_read(
    gianyar: Region, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = "No.,nama,kategori,kecamatan,kapasitass,Keterangan\n"
    path = written(tmp_path, "offices.csv", f"{header}1,Kantor A,opd,Ubud,40,baru\n")
    assert main(["import", "offices", str(path), "--data-dir", str(tmp_path)]) == 0
    assert "the columns 'kapasitass', 'Keterangan'." in capsys.readouterr().out


@pytest.mark.parametrize("words", [["nothing.csv"], ["{file}", "--region", "99.99"]])
def test_the_command_says_what_it_cannot_use(
    gianyar: Region, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "offices.csv", "nama,kategori,kecamatan\nKantor A,opd,Ubud\n")
    given = [word.format(file=path) for word in words]
    assert main(["import", "offices", *given, "--data-dir", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("gapura: ")
    assert not Venue.objects.exists()
