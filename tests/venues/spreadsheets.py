"""Writes the smallest spreadsheets that spreadsheet programs would write."""

import io
import zipfile
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
