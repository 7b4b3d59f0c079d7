"""Spreadsheets as lists of texts: xlsx and csv, within stated limits, and nothing in them is ever run."""

import csv
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

LARGEST_FILE = 10 * 2**20  # bytes
LARGEST_UNPACKED = 100 * 2**20  # bytes; a zip of zeros is a thousand times smaller than what it holds
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 1_000  # characters
GLANCE = 50  # rows of a further sheet

_OTHER_FORMATS = frozenset({"content.xml", "xl/workbook.bin"})
"""What .ods and .xlsb files hold, which the reader knows too: a cell in them may stand for a billion."""

_TAG = re.compile(rb"""<(?:[\w.-]+:)?(row|c)(?=[\s/>])(?:((?:[^<>"']|"[^<"]*"|'[^<']*')*+)>)?""")
_PLACE = re.compile(rb"""\sr\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(rb"([A-Za-z]{0,9})([0-9]{1,12})")
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


class SheetError(ValueError):
    """The file as a whole cannot be read; the message says why and what to do."""


class TooManyCellsError(SheetError):
    """The sheet has more rows or columns than are read."""

    def __init__(self) -> None:
        super().__init__(f"The sheet is larger than {MOST_ROWS} rows and {MOST_COLUMNS} columns; split it.")


class LongCellError(SheetError):
    """A cell holds more than is read; `row` is its row's number."""

    def __init__(self, row: int) -> None:
        super().__init__(f"Row {row} has a cell of more than {LONGEST_CELL} characters.")
        self.row = row


@dataclass(frozen=True, slots=True)
class Sheet:
    """The texts of a spreadsheet: the header row, and every other row that is not empty with its number.

    `further` are the first rows of the workbook's other sheets that people see, by name: they are not read,
    so whoever expects one list says so where they hold more of it.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    further: tuple[tuple[str, "Sheet"], ...] = ()


def read_sheet(path: Path) -> Sheet:
    """The sheet in a file, as `sheet_of` reads it. Raises SheetError also where it cannot be opened."""
    return sheet_of(_bytes_of(path))


def sheet_of(data: bytes) -> Sheet:
    """Read the first sheet of an xlsx file, or a csv file (UTF-8, UTF-16 with mark, or Windows-1252).

    Raises SheetError for whatever is not such a file, or larger than the limits.
    """
    if data.startswith(b"PK\x03\x04"):
        return _xlsx(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise SheetError("This is an old .xls file or a locked one: save it as .xlsx without a password.")
    return _sheet(_csv(data))


def _sheet(rows: list[tuple[str, ...]], further: tuple[tuple[str, Sheet], ...] = ()) -> Sheet:
    numbered = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if not numbered:
        raise SheetError("The file has no rows.")
    return Sheet(header=numbered[0][1], rows=tuple(numbered[1:]), further=further)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise SheetError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST_FILE:
        raise SheetError(f"The file is larger than {LARGEST_FILE // 2**20} MB; split it.")
    return data


def _csv(data: bytes) -> list[tuple[str, ...]]:
    text = _decoded(data)
    first_line = text.lstrip().split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    try:
        return _within_limits(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise SheetError(f"The file is not CSV: {error}.") from error


def _decoded(data: bytes) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in data and not wide:
        raise SheetError("This is neither a .csv nor an .xlsx file.")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("The file's letters cannot be read: save it as CSV UTF-8 or as .xlsx.")


def _xlsx(data: bytes) -> Sheet:
    looked_at = _look_inside(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(looked_at)) as book:
            if not book.sheet_names:
                raise SheetError("The workbook has no sheet.")
            rows = _within_limits(book.get_sheet_by_index(0).to_python(skip_empty_area=False))
            return _sheet(rows, tuple(_further(book)))
    except (CalamineError, OSError) as error:
        raise SheetError(f"This is not a sound .xlsx file: {error}.") from error


def _further(book: CalamineWorkbook) -> Iterator[tuple[str, Sheet]]:
    """The beginnings of the sheets after the first that anything is written on."""
    for place, about in enumerate(book.sheets_metadata[1:], 1):
        if about.typ == SheetTypeEnum.WorkSheet and about.visible == SheetVisibleEnum.Visible:
            cells = book.get_sheet_by_index(place).to_python(nrows=GLANCE)
            if any(any(row) for row in cells):
                yield about.name, _sheet([tuple(map(_text, row)) for row in cells])


def _look_inside(data: bytes) -> bytes:
    """The same archive, written anew so that its reader finds in it what was looked at and nothing else.

    Refuses what would unpack, or spread out, to more than memory should hold.
    """
    fresh = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(fresh, "w") as kept:
            entries = {entry.filename: entry for entry in archive.infolist()}
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise SheetError("The .xlsx file unpacks to more than a list of offices can be.")
            if not _OTHER_FORMATS.isdisjoint(entries):
                raise SheetError("This is a spreadsheet of another kind: save it as .xlsx.")
            for name, entry in entries.items():
                # A workbook says itself where its sheets are, so any part may be one.
                if b"sheetData" in (part := archive.read(entry)):
                    _refuse_far_cells(part)
                kept.writestr(name, part)
    except SheetError:
        raise
    except _BROKEN_ARCHIVE as error:
        raise SheetError(f"This is not a sound .xlsx file: {error}.") from error
    return fresh.getvalue()


def _refuse_far_cells(part: bytes) -> None:
    """A single cell in the last corner makes a reader fill in the whole rectangle before it.

    A row or a cell that does not say where it stands is the next one.
    """
    row = column = 0
    for tag in _TAG.finditer(part):
        if tag[2] is None:
            raise ValueError("a tag does not end")
        letters, number = _place(tag[2])
        if tag[1] == b"row":
            row, column = number or row + 1, 0
        else:
            row, column = number or row, _column_number(letters) or column + 1
        if row > MOST_ROWS + 1 or column > MOST_COLUMNS:
            raise TooManyCellsError


def _place(attributes: bytes) -> tuple[bytes, int]:
    """The letters and the number of a tag's own reference; nothing and 0 where it has none."""
    found = _PLACE.search(attributes)
    if found is None:
        return b"", 0
    reference = _REFERENCE.fullmatch(found[1] or found[2] or b"")
    if reference is None:
        raise ValueError("a cell stands nowhere")
    return reference[1], int(reference[2])


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _within_limits(rows: Any) -> list[tuple[str, ...]]:
    return list(_limited(rows))


def _limited(rows: Any) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, 1):
        cells = tuple(_text(cell) for cell in row)
        if number > MOST_ROWS + 1 or len(cells) > MOST_COLUMNS:
            raise TooManyCellsError
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise LongCellError(number)
        yield cells


def _text(cell: object) -> str:
    """A cell as its writer sees it: whole numbers without a point, times without seconds."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()
