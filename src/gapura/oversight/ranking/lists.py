"""A ranking's rows as its pages show them."""

from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext as _

from gapura.core.compliance import Arithmetic, Parameters
from gapura.oversight.charts import percent
from gapura.oversight.compliance.public import public
from gapura.oversight.compliance.sheets import Bar, bar
from gapura.oversight.compliance.steps import WHY_LEFT_OUT
from gapura.oversight.exports.tables import Table
from gapura.oversight.ranking.models import Entry, Hearing, Ranking
from gapura.venues.categories import label_of


@dataclass(frozen=True, slots=True)
class Row:
    """One place with its rank, share, interval and reply."""

    entry: Entry
    share: str
    low: str
    high: str
    bar: Bar
    notes: list[str]
    hearing: Hearing | None


@dataclass(frozen=True, slots=True)
class Lists:
    """Both sides, and who was left out."""

    worst: list[Row]
    best: list[Row]
    left_out: list[tuple[str, int]]


def lists(ranking: Ranking) -> Lists:
    """Both sides of a ranking in the order of their ranks; one statement."""
    parameters = ranking.rules.parameters
    entries = ranking.entries.select_related("hearing").order_by("side", "rank", "lot")
    rows = [_row(entry, parameters) for entry in entries]
    return Lists(
        worst=[row for row in rows if row.entry.side == Entry.Side.WORST],
        best=[row for row in rows if row.entry.side == Entry.Side.BEST],
        left_out=[(str(WHY_LEFT_OUT[why]), count) for why, count in sorted(ranking.left_out.items())],
    )


def table_of(ranking: Ranking) -> Table:
    """Both sides as a table, shares in per cent; what a place replied is there as everywhere else."""
    heads = [
        *(_("Side"), _("Rank"), _("Place"), _("Kind of place"), _("Region")),
        *(_("Compliance in per cent"), _("At least, in per cent"), _("At most, in per cent")),
        *(_("Note"), _("Reply of the place")),
    ]
    both = lists(ranking)
    return Table(_("Ranking"), heads, [_line(row) for row in (*both.worst, *both.best)])


def _line(row: Row) -> list[object]:
    entry = row.entry
    shares = [round(100 * each) for each in (entry.share, entry.low, entry.high)]
    return [
        *(entry.get_side_display(), entry.rank, entry.name, label_of(entry.category), entry.region_name),
        *(*shares, " ".join(row.notes), row.hearing.text if row.hearing else ""),
    ]


def _row(entry: Entry, parameters: Parameters) -> Row:
    return Row(
        entry=entry,
        share=percent(entry.share, 0),
        low=percent(entry.low, 0),
        high=percent(entry.high, 0),
        bar=bar(entry.low, entry.share, entry.high),
        notes=_notes(entry, parameters),
        hearing=getattr(entry, "hearing", None),
    )


def _notes(entry: Entry, parameters: Parameters) -> list[str]:
    """What must be known beside the figure: a group scanner, or a declaration that is surely too low."""
    found = msgspec.convert(entry.arithmetic["arithmetic"], Arithmetic)
    notes = []
    if found.group_share > parameters.group_share:
        notes.append(_group(found, parameters))
    if found.low > 1:
        notes.append(_("More people check in than this place declares to expect."))
    return notes


def _group(found: Arithmetic, parameters: Parameters) -> str:
    if public(found)["companions"] is None:
        limit = {"share": percent(parameters.group_share, 0)}
        return _("More than %(share)s of the people came in on another's check-in.") % limit
    share = {"share": percent(found.group_share, 0)}
    return _("%(share)s of the people came in on another's check-in.") % share
