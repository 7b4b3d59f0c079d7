"""Holidays as a table: the one that comes with Gapura, and the reading of any other."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources import files
from typing import get_args

from msgspec import Struct

from gapura.core.compliance.days import Closes

COLUMNS = ("day", "region", "name", "closes", "source")
LONGEST = {"name": 120, "source": 200, "region": 13}


PROBLEMS = {
    "columns": "the columns are {columns}; missing: {given}",
    "unreadable": "line {line}: {given}",
    "day": "line {line}: {given!r} is no day such as 2021-03-14",
    "closes": "line {line}: closes is {allowed}",
    "length": "line {line}: {column} has 1 to {longest} characters",
    "printable": "line {line}: {column} has a character that cannot be printed",
}
"""What may be wrong with a table, and how the message says it."""


class HolidayError(ValueError):
    """A row of a table of holidays cannot be read; the message names the row.

    `problem` is one of PROBLEMS and `facts` what it speaks of, for whoever says it in other words.
    """

    def __init__(self, problem: str, **facts: str | int) -> None:
        super().__init__(PROBLEMS[problem].format(**facts))
        self.problem = problem
        self.facts = facts


class Holiday(Struct, frozen=True):
    """A day on which the places of a region (by its code) are closed, and whence this is known."""

    day: date
    region: str
    name: str
    closes: Closes
    source: str


def shipped() -> list[Holiday]:
    """Indonesia's national holidays and Bali's, as they come with Gapura."""
    text = files("gapura.core.compliance").joinpath("data/holidays.csv").read_text("utf-8")
    return list(read(text.splitlines()))


def read(lines: Iterable[str]) -> Iterator[Holiday]:
    """The holidays of a CSV with the columns `day,region,name,closes,source`. Raises HolidayError."""
    rows = csv.DictReader(lines)
    try:
        if missing := set(COLUMNS) - set(rows.fieldnames or ()):
            raise HolidayError("columns", columns=",".join(COLUMNS), given=", ".join(sorted(missing)))
        for row in rows:
            yield _holiday(row, rows.line_num)
    except csv.Error as error:
        raise HolidayError("unreadable", line=rows.line_num + 1, given=str(error)) from None


def _holiday(row: dict[str, str], line: int) -> Holiday:
    given = {column: (row[column] or "").strip() for column in COLUMNS}
    try:
        day = date.fromisoformat(given["day"])
    except ValueError:
        raise HolidayError("day", line=line, given=given["day"][:20]) from None
    if given["closes"] not in get_args(Closes):
        raise HolidayError("closes", line=line, allowed=" or ".join(get_args(Closes)))
    for column, longest in LONGEST.items():
        if not given[column] or len(given[column]) > longest:
            raise HolidayError("length", line=line, column=column, longest=longest)
        if not given[column].isprintable():
            raise HolidayError("printable", line=line, column=column)
    return Holiday(day, given["region"], given["name"], given["closes"], given["source"])  # type: ignore[arg-type]
