"""One place's compliance as its page shows it: the figure, its interval, every step."""

from dataclasses import dataclass
from typing import Any

import msgspec

from gapura.core.compliance import Arithmetic, LeftOut, Measured, Metric
from gapura.oversight.charts import percent
from gapura.oversight.compliance.measuring import Period, current_metric, measure_venue, settled_period
from gapura.oversight.compliance.steps import WHY_LEFT_OUT, Step, beside, group_name, steps
from gapura.venues.models import Venue

WIDTH = 320
"""Units of the interval's drawing that stand for 100 %."""


@dataclass(frozen=True, slots=True)
class Bar:
    """The drawing of a share in its interval, in units from 0 to `WIDTH`."""

    low: int
    share: int
    span: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A place's compliance in words and numbers."""

    metric: Metric
    period: Period
    found: Arithmetic
    steps: list[Step]
    beside: list[tuple[str, str]]
    peers: str
    left_out: str
    share: str
    low: str
    high: str
    bar: Bar


def sheet_now(venue: Venue) -> Sheet:
    """A venue's compliance in the last four weeks of which late check-ins have come in."""
    metric = current_metric()
    period = settled_period(metric)
    return sheet(measure_venue(venue, period, metric), period, metric)


def sheet(measured: Measured, period: Period, metric: Metric) -> Sheet:
    """What was measured, for people."""
    return _sheet(measured.arithmetic, measured.group, period, metric)


def frozen_sheet(kept: dict[str, Any], period: Period, metric: Metric) -> Sheet:
    """What was frozen in a ranking, for people."""
    category, size = kept["group"]
    return _sheet(msgspec.convert(kept["arithmetic"], Arithmetic), (category, size), period, metric)


def bar(low: float, share: float, high: float) -> Bar:
    """The drawing of an interval; what is beyond the whole ends at the whole."""
    left, right = (round(WIDTH * min(each, 1.0)) for each in (low, high))
    return Bar(left, round(WIDTH * min(share, 1.0)), max(right - left, 2))


def _sheet(found: Arithmetic, group: tuple[str, int | None], period: Period, metric: Metric) -> Sheet:
    parameters = metric.parameters
    return Sheet(
        metric=metric,
        period=period,
        found=found,
        steps=steps(found, group, parameters),
        beside=beside(found, parameters),
        peers=group_name(group, parameters),
        left_out=str(WHY_LEFT_OUT[LeftOut(found.left_out)]) if found.left_out else "",
        share=percent(found.share),
        low=percent(found.low),
        high=percent(found.high),
        bar=bar(found.low, found.share, found.high),
    )
