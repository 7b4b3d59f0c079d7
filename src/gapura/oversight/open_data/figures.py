"""What is published of a week, as plain JSON: version 1 of the format, small counts of people left out."""

from collections.abc import Iterator
from typing import Any, Final

from gapura.core.small_cells import told, told_parts, told_table
from gapura.oversight.coverage.reading import Row
from gapura.oversight.exports.figures import Counts, WeekFigures

DECISIONS: Final = ("admit", "verify", "refuse", "full")
DAILY: Final = ("check_ins", *DECISIONS, "black")
"""The columns of a day, null where the count is not told."""

PLACES: Final = ("known", "registered", "confirmed", "live", "known_registered", "known_live")
"""The columns of coverage; `known` is null where no stock is known, the `known_` ones are of that stock."""


def published(figures: WeekFigures) -> dict[str, Any]:
    """The frozen figures of a release; see docs/reference/open-data.md."""
    region, week = figures.region, figures.week
    parts = told_parts({code: counts.check_ins for code, _name, counts in figures.parts})
    return {
        "region": {"code": region.code, "name": region.name, "level": region.level},
        "week": week.name,
        "from": week.monday.isoformat(),
        "to": week.sunday.isoformat(),
        "daily": list(_daily(figures)),
        "parts": [
            {"code": code, "name": name, "check_ins": parts[code]} for code, name, _counts in figures.parts
        ],
        "coverage": _coverage(figures),
    }


def _daily(figures: WeekFigures) -> Iterator[dict[str, Any]]:
    """Each day's row; of a day whose check-ins are not told, nothing is."""
    days = told_parts({day: counts.check_ins for day, counts in figures.days})
    cells = told_table(
        {(day, name): getattr(counts, name) for day, counts in figures.days for name in DECISIONS}
    )
    for day, counts in figures.days:
        row: dict[str, int | None] = dict.fromkeys(DAILY)
        if days[day] is not None:
            row |= {"check_ins": counts.check_ins, **{name: cells[day, name] for name in DECISIONS}}
            row["black"] = _black(counts) if row["refuse"] is not None else None
        yield {"day": day.isoformat(), **row}


def _black(counts: Counts) -> int | None:
    """Those whose colour was black, unless they or the rest of whom they are part are too few to be told."""
    wholes = (counts.refuse, counts.verify, counts.refuse + counts.verify)
    rests = (whole - counts.black for whole in wholes if whole >= counts.black > 0)
    return None if any(told(rest) is None for rest in rests) else told(counts.black)


def _coverage(figures: WeekFigures) -> dict[str, Any] | None:
    if figures.coverage is None:
        return None
    return {
        "day": figures.coverage.day.isoformat(),
        "categories": [{"category": row.code, **_places(row)} for row in figures.coverage.categories],
        "parts": [{"code": row.code, "name": row.label, **_places(row)} for row in figures.coverage.parts],
    }


def _places(row: Row) -> dict[str, int | None]:
    return {name: getattr(row, name) for name in PLACES}
