"""Registers the offices of a spreadsheet, row by row, and says in words what was wrong with the others."""

from gapura.venues.importing.offices import Progress, Summary, import_offices
from gapura.venues.importing.problems import RowProblem
from gapura.venues.importing.sheets import Sheet, SheetError, read_sheet, sheet_of

__all__ = [
    "Progress",
    "RowProblem",
    "Sheet",
    "SheetError",
    "Summary",
    "import_offices",
    "read_sheet",
    "sheet_of",
]
