"""Every place of a regency, or of a part of one, with its compliance, the lowest upper end first."""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.utils.translation import gettext as _

from gapura.core.compliance import Measured, Metric
from gapura.oversight.charts import percent
from gapura.oversight.compliance.measuring import Period, measure_region, metric_of, settled_period
from gapura.oversight.compliance.sheets import Bar, bar
from gapura.oversight.compliance.steps import WHY_LEFT_OUT
from gapura.oversight.exports.tables import Table
from gapura.regions.models import Level, Region
from gapura.venues.categories import label_of
from gapura.venues.models import Venue

KEPT_FOR = 600
Row = tuple[str, str, str, float, float, float, int, int, float, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """One place in the overview."""

    venue: UUID
    name: str
    category: str
    share: str
    low: str
    high: str
    bar: Bar
    silent_days: int
    open_days: int
    group: str
    left_out: str


def is_measured_at_once(region: Region) -> bool:
    """Whether its places are few enough for a page: a regency's, which are measured together."""
    return region.level in (Level.REGENCY, Level.KECAMATAN, Level.VILLAGE)


def standings(region: Region, category: str = "") -> tuple[Period, list[Standing], list[Standing]]:
    """The places measured and those left out, in the last settled weeks; kept for ten minutes."""
    period, rows = _rows_of(region)
    group_share = metric_of(period).parameters.group_share
    found = [_standing(row, group_share) for row in rows if not category or row[2] == category]
    return period, [each for each in found if not each.left_out], [each for each in found if each.left_out]


def table_of(region: Region) -> tuple[Period, Table]:
    """The same places with their figures in per cent; whoever is not measured comes last, with the reason."""
    period, rows = _rows_of(region)
    heads = [
        *(_("Place"), _("Kind of place"), _("Compliance in per cent")),
        *(_("At least, in per cent"), _("At most, in per cent")),
        *(_("Silent days"), _("Open days"), _("Came with another, in per cent"), _("Not measured because")),
    ]
    ordered = sorted(rows, key=lambda row: bool(row[-1]))
    return period, Table(_("Compliance"), heads, [_line(row) for row in ordered])


def _rows_of(region: Region) -> tuple[Period, list[Row]]:
    period, metric = settled_period()
    key = f"compliance:{metric.id}:{region.code}:{period.until}"
    rows: list[Row] | None = cache.get(key)
    if rows is None:
        rows = [_row(*each) for each in _measured(region, period, metric)]
        cache.set(key, rows, KEPT_FOR)
    return period, rows


def _line(row: Row) -> list[object]:
    _key, name, category, share, low, high, silent, open_days, group, why = row
    if why:
        return [name, label_of(category), None, None, None, None, None, None, str(WHY_LEFT_OUT[why])]
    shares = [round(100 * each) for each in (share, low, high)]
    return [name, label_of(category), *shares, silent, open_days, round(100 * group), ""]


def _measured(region: Region, period: Period, metric: Metric) -> list[tuple[Venue, Measured]]:
    found = measure_region(region, "", period, metric)
    return sorted(found, key=lambda each: (each[1].arithmetic.high, each[1].arithmetic.share))


def _row(venue: Venue, measured: Measured) -> Row:
    found = measured.arithmetic
    return (
        str(venue.pk),
        venue.name,
        venue.category,
        found.share,
        found.low,
        found.high,
        found.silent_days,
        found.open_days,
        found.group_share,
        found.left_out.value if found.left_out else "",
    )


def _standing(row: Row, much: float) -> Standing:
    key, name, category, share, low, high, silent, open_days, group, why = row
    return Standing(
        venue=UUID(key),
        name=name,
        category=category,
        share=percent(share, 0),
        low=percent(low, 0),
        high=percent(high, 0),
        bar=bar(low, share, high),
        silent_days=silent,
        open_days=open_days,
        group=percent(group, 0) if group > much else "",
        left_out=str(WHY_LEFT_OUT[why]) if why else "",
    )
