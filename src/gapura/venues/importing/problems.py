"""What can be wrong with one row, and how the list of it is written for a spreadsheet program."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gapura.common.spreadsheets import harmless


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why the row of this number (as the spreadsheet program counts) was not registered."""

    row: int
    name: str
    reason: str


class UnfitRowError(ValueError):
    """A row cannot be registered; the message says why."""


def write(path: Path, problems: Iterable[RowProblem]) -> None:
    """Write problems as CSV that every spreadsheet program opens and none runs."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("row", "name", "reason"))
        for problem in problems:
            writer.writerow((problem.row, harmless(problem.name), harmless(problem.reason)))
