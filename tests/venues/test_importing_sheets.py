"""Spreadsheets of every making are read alike, and what is none is refused in words."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapura.core.weekdays import WEEKDAYS
from gapura.venues.importing import hours, problems, rows, sheets
from gapura.venues.importing.problems import RowProblem, UnfitRowError
from gapura.venues.importing.sheets import SheetError, read_sheet
from tests.venues.spreadsheets import ods, of_rows, of_sheet, one_cell, with_part, written, xlsx

HEADER = ("nama", "kategori", "kecamatan", "kapasitas")
ROW = ("Balai Banjar Café", "opd", "Ubud", "40")
LINES = ["nama;kategori;kecamatan;kapasitas", "Balai Banjar Café;opd;Ubud;40"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("\n".join(LINES), "utf-8"),
        ("\r\n".join(LINES), "utf-8-sig"),
        ("\n".join(LINES).replace(";", ","), "cp1252"),
        ("\n".join(LINES).replace(";", "\t"), "utf-16"),
    ],
)
def test_csv_is_read_whatever_its_letters_and_its_separator(tmp_path: Path, text: str, encoding: str) -> None:
    sheet = read_sheet(written(tmp_path, "offices.csv", text.encode(encoding)))
    assert sheet.header == HEADER
    assert sheet.rows == ((2, ROW),)


def test_xlsx_is_read_with_its_numbers_whole(tmp_path: Path) -> None:
    sheet = read_sheet(
        written(tmp_path, "offices.xlsx", xlsx([HEADER, ("Balai Banjar Café", "opd", "Ubud", 40)]))
    )
    assert sheet.rows == ((2, ROW),)


def test_row_numbers_are_those_that_the_spreadsheet_program_shows(tmp_path: Path) -> None:
    sheet = read_sheet(written(tmp_path, "offices.xlsx", xlsx([(), HEADER, (), ROW])))
    assert sheet.header == HEADER
    assert [number for number, _ in sheet.rows] == [4]


def test_a_formula_is_never_worked_out_only_its_last_value_is_read(tmp_path: Path) -> None:
    data = xlsx([HEADER], formula=('HYPERLINK("http://evil.example","x")', "Kantor"))
    assert read_sheet(written(tmp_path, "offices.xlsx", data)).rows[0][1][0] == "Kantor"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.csv", b"", "no rows"),
        ("blank.csv", b"\n\n;;;\n", "no rows"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "old .xls"),
        ("cut.xlsx", xlsx([HEADER, ROW])[:300], "not a sound"),
        ("other.xlsx", b"PK\x03\x04 but no archive", "not a sound"),
        ("quote.csv", b'a,b\n"never closed,1\n', "not CSV"),
        ("long.csv", b"nama,b\n" + b"x" * 1001 + b",1\n", "more than 1000 characters"),
        ("wide.csv", b"," * 61 + b"x\n", "larger than"),
        ("tall.csv", b"x\n" * 20_002, "larger than"),
        ("far.xlsx", one_cell("XFD1048576"), "larger than"),
        ("other.ods", ods(3), "another kind"),
        ("binary.xlsb", with_part(xlsx([HEADER]), "xl/workbook.bin"), "another kind"),
        ("broken.xlsx", of_sheet("<worksheet><sheetData><row"), "not a sound"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    with pytest.raises(SheetError, match=words):
        read_sheet(written(tmp_path, name, data))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (one_cell("BI20002"), "larger than"),
        (one_cell("BI20002", "sheets/first.xml"), "larger than"),
        (of_rows('<row><c r = "BI20002"><v>1</v></c></row>'), "larger than"),
        (of_rows("""<row><c t=">" r='BI20002'><v>1</v></c></row>"""), "larger than"),
        (of_rows(f"<row>{'<c><v>1</v></c>' * 61}</row>"), "larger than"),
        (of_rows("<row/>" * 20_002), "larger than"),
        (of_rows('<row><c r="&#65;1"><v>1</v></c></row>'), "not a sound"),
        (of_rows('<row><c t="<" r="BI20002"><v>1</v></c></row>'), "not a sound"),
    ],
)
def test_a_far_cell_is_refused_before_all_before_it_is_filled_in(data: bytes, words: str) -> None:
    with pytest.raises(SheetError, match=words):
        sheets._look_inside(data)


def test_a_workbook_is_read_by_the_names_that_were_looked_at(tmp_path: Path) -> None:
    other = with_part(xlsx([HEADER, ROW]), "a.xml", "<worksheet/>", spoken="xl/worksheets/sheet1.xml")
    assert read_sheet(written(tmp_path, "two-faced.xlsx", other)).header == HEADER


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(101):
            part.write(b"\0" * 2**20)
    with pytest.raises(SheetError, match="unpacks to more"):
        read_sheet(written(tmp_path, "bomb.xlsx", file.getvalue()))


def test_a_file_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(sheets.LARGEST_FILE + 1)
    with pytest.raises(SheetError, match="larger than 10 MB"):
        read_sheet(path)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="No such file"):
        read_sheet(tmp_path / "nothing.csv")


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(data=st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    try:
        sheet = read_sheet(written(tmp_path, "any.csv", data))
    except SheetError:
        return
    assert all(any(cells) for _, cells in sheet.rows)


def test_a_damaged_workbook_is_read_or_refused(tmp_path: Path) -> None:
    whole, rng = xlsx([HEADER, ROW] * 5), random.Random(1)
    for _ in range(200):
        data = bytearray(whole)
        data[rng.randrange(4, len(data))] ^= 1 << rng.randrange(8)
        try:
            read_sheet(written(tmp_path, "damaged.xlsx", bytes(data)))
        except SheetError:
            continue


def test_headers_are_known_in_both_languages() -> None:
    indonesian = ("No", "Jenis", "Nama Kantor", "Kecamatan", "Desa/Kelurahan", "Kapasitas", "Jam_Buka")
    english = ("no", "category", "name", "kecamatan", "village", "capacity", "opening hours")
    assert rows.columns_of(indonesian) == {
        "category": 1, "name": 2, "kecamatan": 3, "village": 4, "capacity": 5, "opening_hours": 6,
    }  # fmt: skip
    assert set(rows.columns_of(english)) == set(rows.columns_of(indonesian))


def test_missing_and_doubled_columns_are_named() -> None:
    with pytest.raises(SheetError, match="Missing: category, kecamatan"):
        rows.columns_of(("nama", "telepon"))
    with pytest.raises(SheetError, match="say the same: 'nama' and 'name'"):
        rows.columns_of(("nama", "name", "kategori", "kecamatan"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"nama": ""}, "name is empty"),
        ({"nama": "=1+1"}, "begins like a formula"),
        ({"nama": "@SUM(A1)"}, "begins like a formula"),
        ({"nama": "Kantor\u202egnp.exe"}, "invisible characters"),
        ({"nama": "N" * 201}, "longer than 200"),
        ({"kapasitas": "banyak"}, "not a whole number"),
        ({"kapasitas": "0"}, "between 1 and"),
        ({"kapasitas": "9999999"}, "between 1 and"),
        ({"kapasitas": "-5"}, "begins like a formula"),
        ({"pintu": "32"}, "between 1 and 31"),
        ({"jam buka": "pagi sampai sore"}, "opening hours are not like"),
        ({"jam buka": "Sen 15:00-07:00"}, "end before they begin"),
        ({"jam buka": "Sen 25:00-26:00"}, "opening hours are not like"),
    ],
)
def test_an_unfit_cell_is_explained(changed: dict[str, str], words: str) -> None:
    fields = {
        "nama": "Kantor",
        "kategori": "opd",
        "kecamatan": "Ubud",
        "kapasitas": "",
        "pintu": "",
        "jam buka": "",
    }
    fields |= changed
    with pytest.raises(UnfitRowError, match=words):
        rows.office_of(tuple(fields.values()), rows.columns_of(tuple(fields)))


def test_an_office_has_a_door_and_a_capacity_where_none_is_stated() -> None:
    office = rows.office_of(ROW[:3], rows.columns_of(HEADER))
    assert (office.doors, office.capacity, office.opening_hours) == (("Pintu utama",), 50, {})


def test_doors_are_counted_or_named() -> None:
    columns = rows.columns_of((*HEADER[:3], "pintu"))
    assert rows.office_of((*ROW[:3], "3"), columns).doors == ("Pintu utama", "Pintu 2", "Pintu 3")
    assert rows.office_of((*ROW[:3], "Loket; Lobi timur"), columns).doors == ("Loket", "Lobi timur")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("Sen-Rab 07.30-15.30", {key: ["07:30", "15:30"] for key in ("mon", "tue", "wed")}),
        ("Fri-Mon 8:00 - 12:00", {key: ["08:00", "12:00"] for key in ("fri", "sat", "sun", "mon")}),
        ("Senin, Rabu 07:30 s/d 15:30", {key: ["07:30", "15:30"] for key in ("mon", "wed")}),
        ("Jum'at 07:30-11:00; Sab 08:00-10:00", {"fri": ["07:30", "11:00"], "sat": ["08:00", "10:00"]}),
        ("Setiap hari 00:00-24:00", {key: ["00:00", "24:00"] for key in WEEKDAYS}),
    ],
)
def test_opening_hours_are_read_as_people_write_them(text: str, expected: dict[str, list[str]]) -> None:
    assert hours.read(text) == expected


@given(text=st.text(max_size=80))
def test_any_opening_hours_are_read_or_refused(text: str) -> None:
    try:
        read = hours.read(text)
    except UnfitRowError:
        return
    assert set(read) <= set(WEEKDAYS)


def test_the_list_of_problems_runs_nothing_in_a_spreadsheet_program(tmp_path: Path) -> None:
    path = tmp_path / "errors.csv"
    problems.write(path, [RowProblem(7, '=HYPERLINK("x")', "name begins like a formula")])
    assert path.read_text("utf-8-sig").splitlines()[1].startswith("7,\"'=HYPERLINK")
