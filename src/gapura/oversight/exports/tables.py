"""A page's table as a file: CSV or XLSX, within a stated limit, and nothing in either is ever run."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from gapura.common.spreadsheets import harmless
from gapura.registration.coordinating.workbooks import CONTENT_TYPE, Workbook

MOST_ROWS: Final = 50_000
"""Of a table in a file; one that has more says so in its last row."""

CSV_TYPE: Final = "text/csv; charset=utf-8"
_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the columns' heads, and rows of texts, whole numbers, or None where nothing is known."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence[object]]


def as_csv(table: Table) -> str:
    """The table as CSV (RFC 4180), with a mark in front so that spreadsheet programs read its letters."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([_safe(cell) for cell in row] for row in (table.heads, *_limited(table.rows)))
    return _MARK + out.getvalue()


def file_answer(table: Table, name: str, ending: str) -> HttpResponse:
    """One table in the form that its address asks for. Http404 for any but csv and xlsx."""
    if ending == "csv":
        return csv_answer(table, name)
    if ending == "xlsx":
        return xlsx_answer([table], name)
    raise Http404


def csv_answer(table: Table, name: str) -> HttpResponse:
    """The table as a download."""
    return _named(HttpResponse(as_csv(table), content_type=CSV_TYPE), f"{name}.csv")


def xlsx_answer(tables: Iterable[Table], name: str) -> HttpResponse:
    """The tables as sheets of one workbook, whose texts are only ever texts."""
    book = Workbook()
    for table in tables:
        book.sheet(table.title, table.heads, ([_cell(cell) for cell in row] for row in _limited(table.rows)))
    return _named(HttpResponse(book.bytes(), content_type=CONTENT_TYPE), f"{name}.xlsx")


def _safe(cell: object) -> object:
    value = _cell(cell)
    return harmless(value) if isinstance(value, str) else value


def _limited(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    left = iter(rows)
    yield from islice(left, MOST_ROWS)
    if next(left, None) is not None:
        yield [_("The table has more rows: choose a smaller region or one category.")]


def _cell(cell: object) -> object:
    """What is written: a number as it is, everything else as text."""
    if cell is None:
        return ""
    return cell if isinstance(cell, int) else str(cell)


def _named(answer: HttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
