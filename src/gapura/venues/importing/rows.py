"""From a row of texts to one office: which column is which, and what each cell may hold."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from gapura.common.spreadsheets import FORMULA_STARTS
from gapura.venues.importing import hours
from gapura.venues.importing.problems import UnfitRowError
from gapura.venues.importing.sheets import SheetError

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "nama", "nama kantor", "nama tempat", "kantor", "office", "office name", "venue"),
    "category": ("category", "kategori", "jenis", "jenis kantor"),
    "kecamatan": ("kecamatan", "district", "subdistrict"),
    "village": ("village", "desa", "kelurahan", "desa/kelurahan", "desa kelurahan"),
    "provenance": ("provenance", "sumber", "sumber data", "asal data", "source"),
    "capacity": ("capacity", "kapasitas"),
    "staff": ("staff", "pegawai", "jumlah pegawai", "jumlah karyawan", "number of staff"),
    "daily_guests": ("daily guests", "tamu", "tamu per hari", "jumlah tamu", "number of guests"),
    "doors": ("doors", "pintu", "jumlah pintu"),
    "address": ("address", "alamat"),
    "opening_hours": ("opening hours", "hours", "jam buka", "jam operasional", "jam kerja", "jam layanan"),
}
REQUIRED = ("name", "category", "kecamatan")
DEFAULT_CAPACITY = 50
MOST_PEOPLE = 1_000_000
MOST_DOORS = 31
LONGEST = {"name": 200, "category": 40, "address": 300, "provenance": 80, "door": 80}
_WORD_BY_HEADER = {header: column for column, headers in COLUMNS.items() for header in headers}
_KNOWN = {*_WORD_BY_HEADER, "no", "nomor", "number", "nr"}


@dataclass(frozen=True, slots=True)
class Office:
    """One office as its row states it."""

    name: str
    category: str
    kecamatan: str
    village: str
    provenance: str
    capacity: int
    staff: int | None
    daily_guests: int | None
    doors: tuple[str, ...]
    address: str
    opening_hours: hours.Hours


def columns_of(header: tuple[str, ...]) -> dict[str, int]:
    """Where each known column stands. Raises SheetError where one is missing or there twice."""
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        column = _WORD_BY_HEADER.get(_words(title))
        if column in places:
            raise SheetError(f"Two columns say the same: {header[places[column]]!r} and {title!r}.")
        if column:
            places[column] = place
    if missing := [column for column in REQUIRED if column not in places]:
        found = ", ".join(filter(None, header)) or "nothing"
        raise SheetError(
            f"The first row must name the columns. Missing: {', '.join(missing)}. Found: {found[:200]}."
        )
    return places


def unread_in(header: tuple[str, ...]) -> tuple[str, ...]:
    """The titles of columns that say nothing an office has; those that number the rows are none."""
    return tuple(title for title in header if (words := _words(title)) and words not in _KNOWN)


def office_of(cells: tuple[str, ...], places: Mapping[str, int]) -> Office:
    """The office a row states. Raises UnfitRowError."""
    texts = {column: _cell(cells, places.get(column), column) for column in COLUMNS}
    for column in REQUIRED:
        if not texts[column]:
            raise UnfitRowError(f"{column} is empty")
    return Office(
        name=_short(texts["name"], "name"),
        category=re.sub(r"[\s\-]+", "_", _short(texts["category"], "category").lower()),
        kecamatan=texts["kecamatan"],
        village=texts["village"],
        provenance=_short(texts["provenance"], "provenance"),
        capacity=_number(texts["capacity"], "capacity", MOST_PEOPLE) or DEFAULT_CAPACITY,
        staff=_number(texts["staff"], "staff", MOST_PEOPLE),
        daily_guests=_number(texts["daily_guests"], "daily_guests", MOST_PEOPLE),
        doors=_doors(texts["doors"]),
        address=_short(texts["address"], "address"),
        opening_hours=hours.read(texts["opening_hours"]),
    )


def _words(title: str) -> str:
    return re.sub(r"[\s_]+", " ", title).strip(" .*").casefold()


def _cell(cells: tuple[str, ...], place: int | None, column: str) -> str:
    text = cells[place] if place is not None and place < len(cells) else ""
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if plain.startswith(FORMULA_STARTS):
        raise UnfitRowError(f"{column} begins like a formula: {plain[:40]}")
    # Control, direction-changing and unassigned characters; they would lie on a poster.
    if any(unicodedata.category(sign)[0] == "C" for sign in plain):
        raise UnfitRowError(f"{column} holds invisible characters")
    return plain


def _short(text: str, column: str) -> str:
    if len(text) > LONGEST[column]:
        raise UnfitRowError(f"{column} is longer than {LONGEST[column]} characters")
    return text


def _number(text: str, column: str, most: int) -> int | None:
    """A whole number from 1, thousands parted by a point or not at all; None where nothing is written."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}|[0-9]{1,3}(\.[0-9]{3})+", text):
        raise UnfitRowError(f"{column} is not a whole number: {text[:40]}")
    number = int(text.replace(".", ""))
    if not 1 <= number <= most:
        raise UnfitRowError(f"{column} must be between 1 and {most}, not {number}")
    return number


def _doors(text: str) -> tuple[str, ...]:
    """The doors' names: written out with `;` between them, or a number of doors."""
    if ";" in text or (text and not text.isascii()) or re.search("[A-Za-z]", text):
        named = tuple(_short(name.strip(), "door") for name in text.split(";") if name.strip())
        if not 1 <= len(named) <= MOST_DOORS:
            raise UnfitRowError(f"doors must be between 1 and {MOST_DOORS}")
        return named
    count = _number(text, "doors", MOST_DOORS) or 1
    return ("Pintu utama", *(f"Pintu {number}" for number in range(2, count + 1)))
