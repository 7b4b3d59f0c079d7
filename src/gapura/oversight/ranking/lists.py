"""A ranking's rows as its pages show them."""

from dataclasses import dataclass

from gapura.oversight.charts import percent
from gapura.oversight.compliance.sheets import Bar, bar
from gapura.oversight.compliance.steps import WHY_LEFT_OUT
from gapura.oversight.ranking.models import Entry, Hearing, Ranking


@dataclass(frozen=True, slots=True)
class Row:
    """One place with its rank, share, interval and reply."""

    entry: Entry
    share: str
    low: str
    high: str
    bar: Bar
    hearing: Hearing | None


@dataclass(frozen=True, slots=True)
class Lists:
    """Both sides, and who was left out."""

    worst: list[Row]
    best: list[Row]
    left_out: list[tuple[str, int]]


def lists(ranking: Ranking) -> Lists:
    """Both sides of a ranking in the order of their ranks; one statement."""
    rows = [
        _row(entry) for entry in ranking.entries.select_related("hearing").order_by("side", "rank", "lot")
    ]
    return Lists(
        worst=[row for row in rows if row.entry.side == Entry.Side.WORST],
        best=[row for row in rows if row.entry.side == Entry.Side.BEST],
        left_out=[(str(WHY_LEFT_OUT[why]), count) for why, count in sorted(ranking.left_out.items())],
    )


def _row(entry: Entry) -> Row:
    return Row(
        entry=entry,
        share=percent(entry.share, 0),
        low=percent(entry.low, 0),
        high=percent(entry.high, 0),
        bar=bar(entry.low, entry.share, entry.high),
        hearing=getattr(entry, "hearing", None),
    )
