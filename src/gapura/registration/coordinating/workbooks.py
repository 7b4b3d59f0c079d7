"""Spreadsheets that a coordinator downloads: the template, rows to put right, and the report.

Every text is written as text: nothing that people wrote is ever run as a formula.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from gapura.registration.coordinating.columns import COLUMNS, FORMULA_STARTS
from gapura.registration.coordinating.geography import Geography
from gapura.venues.categories import CATEGORIES

CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_LAST_ROW: Final = 2_001
_WIDEST: Final = 60
_NARROWEST: Final = 12


class Workbook:
    """A workbook being written, whose cells are texts and whole numbers only."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._out, _OPTIONS)
        self._head = self.book.add_format(
            {"bold": True, "bg_color": "#F3EADB", "border": 1, "text_wrap": True, "valign": "top"}
        )
        self._example = self.book.add_format({"italic": True, "font_color": "#57504A"})
        self._plain = self.book.add_format({"text_wrap": True, "valign": "top"})
        # What Excel sets for a text typed with an apostrophe before it: also saved as CSV it stays a text.
        self._quoted = self.book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})

    def sheet(self, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Any:
        """Add a sheet with a header that stays in view; returns it for whatever more it needs."""
        sheet = self.book.add_worksheet(name[:31])
        widths = [len(title) for title in header]
        sheet.write_row(0, 0, header, self._head)
        for line, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                self._write(sheet, line, place, value)
                if place < len(widths):
                    widths[place] = max(widths[place], len(str(value)))
        sheet.freeze_panes(1, 0)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, max(_NARROWEST, min(width + 2, _WIDEST)))
        return sheet

    def example(self, sheet: Any, line: int, row: Sequence[str]) -> None:
        """Write a row that only shows how the others are filled in."""
        for place, text in enumerate(row):
            sheet.write_string(line, place, text, self._example)

    def bytes(self) -> bytes:
        """The finished file."""
        self.book.close()
        return self._out.getvalue()

    def _write(self, sheet: Any, line: int, place: int, value: object) -> None:
        if isinstance(value, int):
            sheet.write_number(line, place, value, self._plain)
            return
        text = str(value)
        sheet.write_string(
            line, place, text, self._quoted if text.startswith(FORMULA_STARTS) else self._plain
        )


def template(geography: Geography) -> bytes:
    """An empty sheet of applications with drop-downs and an example row, and a second sheet that explains."""
    book = Workbook()
    sheet = book.sheet("Permohonan", [_("No."), *(column.header for column in COLUMNS)], [])
    book.example(sheet, 1, ["contoh", *(column.example for column in COLUMNS)])
    needed = {True: _("needed"), False: _("may be empty")}
    rows = [(each.header, needed[each.required], each.meaning, each.example) for each in COLUMNS]
    last = (_("No."), needed[False], _("Rows whose first cell says “contoh” are left out."), "contoh")
    head = (_("Column"), _("Needed?"), _("What it means"), _("Example"))
    book.sheet(_("Explanations"), head, [last, *rows])
    lists = {
        "category": [str(each.label) for each in CATEGORIES.values()],
        "kecamatan": [each.name for each in geography.kecamatan],
        "village": sorted({each.name for each in geography.villages}),
    }
    _choices(book, sheet, lists)
    sheet.activate()
    return book.bytes()


def to_correct(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str], str]]) -> bytes:
    """Rows (number, cells, reasons) under their own header, with the reasons, to be put right."""
    book = Workbook()
    title = [*header, _("What to put right"), _("Row in the former file")]
    wide = len(header)
    lines = [[*cells[:wide], *[""] * (wide - len(cells)), why, number] for number, cells, why in rows]
    book.sheet(_("To put right"), title, lines)
    return book.bytes()


def _choices(book: Workbook, sheet: Any, lists: dict[str, list[str]]) -> None:
    """Drop-downs whose values stand on a sheet of their own: a list in a cell has 255 characters only."""
    longest = max(map(len, lists.values()))
    rows = [[each[line] if line < len(each) else "" for each in lists.values()] for line in range(longest)]
    book.sheet("Daftar", [column.header for column in COLUMNS if column.field in lists], rows)
    fields = [column.field for column in COLUMNS]
    for place, (field, values) in enumerate(sorted(lists.items(), key=lambda each: fields.index(each[0]))):
        if values:
            letter = chr(ord("A") + place)
            source = f"=Daftar!${letter}$2:${letter}${len(values) + 1}"
            column = fields.index(field) + 1
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            sheet.data_validation(1, column, _LAST_ROW, column, rule)
