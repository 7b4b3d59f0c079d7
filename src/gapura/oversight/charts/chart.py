"""A chart as pages show it: the picture, a sentence that says the same, and the table of its figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Table:
    """Figures as text; the first column names the row, the others are numbers."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Chart:
    """Shown by `oversight/chart.html`; `name` is unique on its page. `svg` stands alone as a file too."""

    name: str
    title: str
    words: str
    svg: SafeString
    table: Table


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values under the chart's labels; None where nothing is known."""

    name: str
    values: Sequence[float | None]
    decimals: int = 0

    @property
    def highest(self) -> float:
        """The largest value, 0 where none is known."""
        return max((value for value in self.values if value is not None), default=0)
