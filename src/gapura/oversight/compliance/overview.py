"""Every place of a region with its compliance, the lowest upper end first."""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache

from gapura.core.compliance import Measured
from gapura.oversight.charts import percent
from gapura.oversight.compliance.measuring import Period, current_metric, measure_region, settled_period
from gapura.oversight.compliance.sheets import Bar, bar
from gapura.oversight.compliance.steps import WHY_LEFT_OUT
from gapura.regions.models import Region
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


def standings(region: Region, category: str = "") -> tuple[Period, list[Standing], list[Standing]]:
    """The places measured and those left out, in the last settled weeks; kept for ten minutes."""
    metric = current_metric()
    period = settled_period(metric)
    key = f"compliance:{metric.id}:{region.code}:{period.until}"
    rows: list[Row] | None = cache.get(key)
    if rows is None:
        rows = [_row(*each) for each in _measured(region, period)]
        cache.set(key, rows, KEPT_FOR)
    group_share = metric.parameters.group_share
    found = [_standing(row, group_share) for row in rows if not category or row[2] == category]
    return period, [each for each in found if not each.left_out], [each for each in found if each.left_out]


def _measured(region: Region, period: Period) -> list[tuple[Venue, Measured]]:
    found = measure_region(region, "", period, current_metric())
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
