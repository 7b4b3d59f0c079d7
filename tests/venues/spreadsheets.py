"""Writes the smallest spreadsheets that spreadsheet programs would write."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

Cell = str | int | float | None
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="{to}"/>'
    "</Relationships>"
)
_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="Kantor" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}'
    "</sheetData></worksheet>"
)

_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Kantor"><table:table-row table:number-rows-repeated="{repeated}">'
    '<table:table-cell office:value-type="float" office:value="1"'
    ' table:number-columns-repeated="{repeated}"/></table:table-row></table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def xlsx(rows: Sequence[Sequence[Cell]], *, formula: tuple[str, str] | None = None) -> bytes:
    """A workbook of one sheet; `formula` is a last cell's formula and the value it was last worked out to."""
    lines = [_row(number, row) for number, row in enumerate(rows, 1)]
    if formula:
        number = len(rows) + 1
        lines.append(
            f'<row r="{number}"><c r="A{number}" t="str"><f>{escape(formula[0])}</f>'
            f"<v>{escape(formula[1])}</v></c></row>"
        )
    return of_sheet(_SHEET.format(rows="".join(lines)))


def of_sheet(sheet: str, place: str = "worksheets/sheet1.xml") -> bytes:
    """A workbook around the XML of its one sheet, which lies at `place`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATION.format(kind="officeDocument", to="xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", _BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", _RELATION.format(kind="worksheet", to=place))
        archive.writestr(f"xl/{place}", sheet)
    return file.getvalue()


def one_cell(reference: str, place: str = "worksheets/sheet1.xml") -> bytes:
    """A workbook whose only cell stands at `reference`."""
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return of_rows(f'<row r="{row}"><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row>', place)


def of_rows(rows: str, place: str = "worksheets/sheet1.xml") -> bytes:
    """A workbook around the XML of its one sheet's rows."""
    return of_sheet(_SHEET.format(rows=rows), place)


def with_part(workbook: bytes, name: str, part: str = "", spoken: str = "") -> bytes:
    """A workbook with one part more, which tells some readers of archives that it is called `spoken`."""
    file = io.BytesIO(workbook)
    entry = zipfile.ZipInfo(name)
    if spoken:
        told = struct.pack("<BI", 1, zlib.crc32(name.encode())) + spoken.encode()
        entry.extra = struct.pack("<HH", 0x7075, len(told)) + told
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry, part)
    return file.getvalue()


def ods(repeated: int) -> bytes:
    """An OpenDocument spreadsheet, whose one cell says that it stands for so many, in as many rows."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return with_part(file.getvalue(), "content.xml", _ODS.format(repeated=repeated))


def written(place: Path, name: str, data: bytes | str) -> Path:
    """A file in a folder."""
    path = place / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def _row(number: int, row: Sequence[Cell]) -> str:
    cells = "".join(_cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def _cell(reference: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return f'<c r="{reference}"><v>{cell}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
