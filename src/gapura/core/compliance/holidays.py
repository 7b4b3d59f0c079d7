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


class HolidayError(ValueError):
    """A row of a table of holidays cannot be read; the message names the row."""


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
            raise HolidayError(f"the columns are {','.join(COLUMNS)}; missing: {', '.join(sorted(missing))}")
        for row in rows:
            yield _holiday(row, rows.line_num)
    except csv.Error as error:
        raise HolidayError(f"line {rows.line_num + 1}: {error}") from None


def _holiday(row: dict[str, str], line: int) -> Holiday:
    given = {column: (row[column] or "").strip() for column in COLUMNS}
    try:
        day = date.fromisoformat(given["day"])
    except ValueError:
        raise HolidayError(f"line {line}: {given['day'][:20]!r} is no day such as 2021-03-14") from None
    if given["closes"] not in get_args(Closes):
        raise HolidayError(f"line {line}: closes is {' or '.join(get_args(Closes))}")
    for column, longest in LONGEST.items():
        if not given[column] or len(given[column]) > longest:
            raise HolidayError(f"line {line}: {column} has 1 to {longest} characters")
        if not given[column].isprintable():
            raise HolidayError(f"line {line}: {column} has a character that cannot be printed")
    return Holiday(day, given["region"], given["name"], given["closes"], given["source"])  # type: ignore[arg-type]
