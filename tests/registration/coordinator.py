"""Sheets as coordinators send them, and the region with all its real villages."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from gapura.audit.trail import SYSTEM
from gapura.regions.importing import import_regions
from gapura.registration.models import Batch
from tests.registration.files import pdf

HEADER = (
    *("Nama tempat", "Kategori", "Kecamatan", "Desa/Kelurahan", "Kabupaten/Kota", "Provinsi", "Nama PIC"),
    *("Telepon PIC", "E-mail", "Kapasitas", "Pintu", "Jam buka", "Lintang", "Bujur", "Tanggal surat"),
)
GOOD = {
    "Nama tempat": "Kantor Baik",
    "Kategori": "opd",
    "Kecamatan": "Gianyar",
    "Desa/Kelurahan": "",
    "Kabupaten/Kota": "Gianyar",
    "Provinsi": "Bali",
    "Nama PIC": "Ni Luh Contoh",
    "Telepon PIC": "081234567890",
    "E-mail": "",
    "Kapasitas": "40",
    "Pintu": "2",
    "Jam buka": "Sen-Jum 07:30-15:30",
    "Lintang": "",
    "Bujur": "",
    "Tanggal surat": "",
}
Row = dict[str, str]


def row(place: str, **changes: str) -> Row:
    """A good row for a place, with changes by header (`telepon_pic` for `Telepon PIC`)."""
    known = {
        header.casefold().replace(" ", "_").replace("/", "_").replace("-", "_"): header for header in GOOD
    }
    return {**GOOD, "Nama tempat": place, **{known[name]: value for name, value in changes.items()}}


def lines(rows: Iterable[Row]) -> list[list[str]]:
    """Rows under `HEADER`."""
    return [list(HEADER), *([each[header] for header in HEADER] for each in rows)]


def xlsx(cells: Sequence[Sequence[str]], **further: Sequence[Sequence[str]]) -> bytes:
    """A workbook of texts, as a spreadsheet program saves it, with further sheets by their names."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, written in {"Sheet1": cells, **further}.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(written):
                for place, text in enumerate(line):
                    sheet.write_string(number, place, text)
    return out.getvalue()


def read_xlsx(body: bytes, sheet: int = 0) -> list[list[Any]]:
    """The cells of a workbook that was downloaded."""
    with CalamineWorkbook.from_filelike(BytesIO(body)) as book:
        return book.get_sheet_by_index(sheet).to_python()


def all_villages(data_files: Path) -> None:
    """Every kecamatan and village of Gianyar."""
    with (data_files / "gianyar_villages.csv").open(encoding="utf-8-sig", newline="") as file:
        import_regions(csv.DictReader(file), by=SYSTEM)


def offices(data_files: Path) -> list[list[str]]:
    """The 189 offices as the file has them, with its header."""
    with (data_files / "gianyar_offices.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def sent(client: Client, body: bytes, name: str = "daftar.xlsx", **said: Any) -> Any:
    """The answer to a sheet that was sent with its collective letter."""
    data = {
        "sheet": SimpleUploadedFile(name, body),
        "letter": SimpleUploadedFile("surat.pdf", pdf(), "application/pdf"),
        "letter_number": "470/99/2021",
        "letter_date": "12/10/2021",
        "agency": "Dinas Kominfo Kabupaten Gianyar",
        "pic_name": "",
        "pic_position": "Penanggung jawab",
        "phone": "",
        "category": "",
        "capacity": "50",
        "doors": "1",
        "opening_hours": "Sen-Kam 07:30-15:30; Jum 07:30-13:00",
        **said,
    }
    return client.post("/koordinator/impor/", data)


def only_batch() -> Batch:
    """The sheet that was sent last."""
    return Batch.objects.latest("asked_at")
