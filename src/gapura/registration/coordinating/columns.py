"""The columns of a sheet of applications: what they are called, in Indonesian and English, in any order."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# A cell that begins so is run as a formula by spreadsheet programs.
from gapura.common.spreadsheets import FORMULA_STARTS

__all__ = ["COLUMNS", "EXAMPLE_MARKS", "FORMULA_STARTS", "Column", "ColumnsError", "is_example", "places_of"]

EXAMPLE_MARKS: Final = frozenset({"contoh", "example"})
"""What stands in the first cell of a row that only shows how to fill in the others."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, its header in our template, other headers for it, and what it means."""

    field: str
    header: str
    others: tuple[str, ...]
    meaning: Promise
    example: str
    required: bool = False


COLUMNS: Final[tuple[Column, ...]] = (
    Column(
        "place_name",
        "Nama tempat",
        ("nama kantor", "nama", "kantor", "tempat", "place name", "place", "name", "office", "office name"),
        _("What the place is called, as on its sign."),
        "Kantor Perbekel Desa Contoh",
        required=True,
    ),
    Column(
        "category",
        "Kategori",
        (
            *("kategori kegiatan", "kategori aktivitas", "jenis", "jenis kantor", "jenis tempat", "sektor"),
            *("category", "activity category", "kind", "sector"),
        ),
        _("What kind of place it is: choose from the list. The ministry's own categories are known too."),
        "Kantor desa",
        required=True,
    ),
    Column(
        "kecamatan",
        "Kecamatan",
        ("district", "subdistrict", "kec"),
        _("In which kecamatan. May be left out where the name of the place says it."),
        "Sukawati",
    ),
    Column(
        "village",
        "Desa/Kelurahan",
        ("desa", "kelurahan", "desa kelurahan", "village"),
        _("In which village. May be empty for places of a whole kecamatan."),
        "Batubulan",
    ),
    Column(
        "regency",
        "Kabupaten/Kota",
        ("kabupaten", "kota", "kab kota", "kab", "regency", "regency city", "city"),
        _("Only compared with your own region, so that no row goes astray."),
        "Gianyar",
    ),
    Column("province", "Provinsi", ("prov", "province"), _("Compared in the same way."), "Bali"),
    Column(
        "address",
        "Alamat",
        ("alamat tempat", "alamat kantor", "address"),
        _("Street and number. Without it the village and kecamatan are written."),
        "Jalan Raya Contoh 1",
    ),
    Column(
        "pic_name",
        "Nama PIC",
        (
            *("pic", "penanggung jawab", "nama penanggung jawab", "nama pj"),
            *("pic name", "person in charge", "name of pic"),
        ),
        _("Who answers for the place."),
        "Ni Luh Contoh",
        required=True,
    ),
    Column(
        "pic_position",
        "Jabatan PIC",
        ("jabatan", "jabatan penanggung jawab", "pic position", "position"),
        _("The position of the person in charge."),
        "Sekretaris Desa",
    ),
    Column(
        "phone",
        "Telepon PIC",
        (
            *(
                "telepon",
                "no telepon",
                "nomor telepon",
                "no hp",
                "nomor hp",
                "hp",
                "no hp pic",
                "no telepon pic",
            ),
            *("nomor telepon pic", "nomor hp pic", "telp", "wa", "no wa", "whatsapp", "kontak pic"),
            *("pic phone", "phone", "phone number", "pic phone number", "mobile", "mobile phone"),
        ),
        _("A mobile phone number, such as 0812 3456 7890."),
        "0812 3456 7890",
        required=True,
    ),
    Column(
        "email",
        "E-mail",
        ("email", "surel", "e-mail pic", "email pic", "e-mail kantor", "email kantor", "office e-mail"),
        _("The office's e-mail address, not a private one. If empty, a printed slip is handed over."),
        "contoh@gianyarkab.go.id",
    ),
    Column(
        "agency",
        "Instansi",
        ("nama instansi", "opd", "agency", "institution"),
        _("The agency that the place belongs to. Without it that of the whole sheet holds."),
        "Pemerintah Desa Contoh",
    ),
    Column(
        "letter_number",
        "Nomor surat",
        ("no surat", "nomor surat permohonan", "letter number"),
        _("Without it that of the collective letter holds."),
        "470/112/2021",
    ),
    Column(
        "letter_date",
        "Tanggal surat",
        ("tgl surat", "tanggal surat permohonan", "letter date"),
        _("Day, month, year. Without it that of the collective letter holds."),
        "05/10/2021",
    ),
    Column(
        "capacity",
        "Kapasitas",
        ("capacity", "kapasitas orang"),
        _("How many people may be inside at once."),
        "40",
    ),
    Column(
        "doors",
        "Pintu",
        ("jumlah pintu", "doors", "door"),
        _("How many doors, or their names with a semicolon between them."),
        "Pintu depan; Pintu belakang",
    ),
    Column(
        "opening_hours",
        "Jam buka",
        ("jam operasional", "jam kerja", "jam layanan", "opening hours", "hours"),
        _("As in the example."),
        "Sen-Kam 07:30-15:30; Jum 07:30-13:00",
    ),
    Column(
        "staff",
        "Jumlah pegawai",
        ("pegawai", "jumlah karyawan", "staff", "number of staff"),
        _("How many people work there."),
        "25",
    ),
    Column(
        "daily_guests",
        "Tamu per hari",
        ("jumlah tamu", "jumlah pengunjung", "tamu", "pengunjung per hari", "daily guests", "guests"),
        _("How many guests come on a usual day."),
        "60",
    ),
    Column("latitude", "Lintang", ("latitude", "lat", "koordinat lintang"), _("In degrees."), "-8.6031"),
    Column(
        "longitude", "Bujur", ("longitude", "long", "lng", "koordinat bujur"), _("In degrees."), "115.2573"
    ),
)


class ColumnsError(ValueError):
    """The first row does not say which column is which; `missing` or `twice` name headers."""

    def __init__(self, *, missing: Sequence[str] = (), twice: Sequence[str] = ()) -> None:
        super().__init__(f"missing: {', '.join(missing)}; twice: {', '.join(twice)}")
        self.missing = tuple(missing)
        self.twice = tuple(twice)


def places_of(header: Sequence[str]) -> dict[str, int]:
    """Where each known column stands, by its field. Raises ColumnsError.

    Columns of no known name are left alone; only the name of the place must be there, since everything else
    can be said for the whole sheet at once.
    """
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        field = _BY_HEADER.get(_plain(title))
        if field in places:
            raise ColumnsError(twice=(header[places[field]], title))
        if field:
            places[field] = place
    if "place_name" not in places:
        raise ColumnsError(missing=(COLUMNS[0].header,))
    return places


def is_example(cells: Sequence[str]) -> bool:
    """Whether a row is the template's own example."""
    return bool(cells) and _plain(cells[0]) in EXAMPLE_MARKS


def _plain(title: str) -> str:
    return re.sub(r"[\s_/.*:()\-]+", " ", title).strip().casefold()


_BY_HEADER: Final[Mapping[str, str]] = {
    _plain(header): column.field for column in COLUMNS for header in (column.header, *column.others)
}
