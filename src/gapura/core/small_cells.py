"""The one rule for small counts of people in what leaves their own authority: fewer than ten are not told.

A count of 1 to 9 may stand for somebody whom a neighbour knows. Where a total is told too, an untold part
could be worked out from the others, so the smallest other parts are untold with it, until the untold ones
are two or more and together ten or more. In a table with totals on both sides this holds for every line.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, TypeVar

FEWEST: Final = 10
Key = TypeVar("Key")
Row = TypeVar("Row")
Column = TypeVar("Column")


def told(count: int) -> int | None:
    """The count, or None where it is of 1 to 9."""
    return count if count == 0 or count >= FEWEST else None


def told_parts(parts: Mapping[Key, int]) -> dict[Key, int | None]:
    """The parts of a total that is told as well; None for those that are not."""
    hidden = {key for key, count in parts.items() if told(count) is None}
    hidden |= _more(parts, hidden)
    return {key: None if key in hidden else count for key, count in parts.items()}


def told_table(cells: Mapping[tuple[Row, Column], int]) -> dict[tuple[Row, Column], int | None]:
    """The cells of a table whose rows and columns have totals that are told; None for those that are not."""
    hidden = {key for key, count in cells.items() if told(count) is None}
    lines = [*_lines(cells, 0), *_lines(cells, 1)]
    while more := {key for line in lines for key in _more(line, hidden & line.keys())}:
        hidden |= more
    return {key: None if key in hidden else count for key, count in cells.items()}


def _more(parts: Mapping[Key, int], hidden: Collection[Key]) -> set[Key]:
    """What must go untold with the hidden parts of one line: the smallest others, if any is hidden."""
    more: set[Key] = set()
    others = sorted((key for key in parts if key not in hidden and parts[key]), key=lambda key: parts[key])
    while hidden and not _safe(parts, [*hidden, *more]) and others:
        more.add(others.pop(0))
    return more


def _safe(parts: Mapping[Key, int], hidden: Collection[Key]) -> bool:
    return len(hidden) > 1 and sum(parts[key] for key in hidden) >= FEWEST


def _lines(cells: Mapping[tuple[Row, Column], int], side: int) -> Iterable[dict[tuple[Row, Column], int]]:
    """The rows (side 0) or the columns (side 1) of a table."""
    for name in {key[side] for key in cells}:
        yield {key: count for key, count in cells.items() if key[side] == name}
