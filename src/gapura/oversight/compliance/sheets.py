"""One place's compliance as its page shows it: the figure, its interval, every step."""

from dataclasses import dataclass
from typing import Any

import msgspec

from gapura.core.compliance import Arithmetic, LeftOut, Measured, Metric
from gapura.oversight.charts import percent
from gapura.oversight.compliance.measuring import Period, measure_venue, settled_period
from gapura.oversight.compliance.public import public
from gapura.oversight.compliance.steps import (
    WHY_LEFT_OUT,
    Step,
    beside,
    beside_in_public,
    group_name,
    steps,
)
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
    period, metric = settled_period()
    return sheet(measure_venue(venue, period, metric), period, metric)


def sheet(measured: Measured, period: Period, metric: Metric) -> Sheet:
    """What was measured, for people."""
    return _sheet(measured.arithmetic, measured.group, period, metric, small_counts=True)


def frozen_sheet(kept: dict[str, Any], period: Period, metric: Metric, *, small_counts: bool) -> Sheet:
    """What was frozen in a ranking, for people; without small counts where everybody may read it."""
    category, size = kept["group"]
    found = msgspec.convert(kept["arithmetic"], Arithmetic)
    return _sheet(found, (category, size), period, metric, small_counts=small_counts)


def bar(low: float, share: float, high: float) -> Bar:
    """The drawing of an interval; what is beyond the whole ends at the whole."""
    left, right = (round(WIDTH * min(each, 1.0)) for each in (low, high))
    return Bar(left, round(WIDTH * min(share, 1.0)), max(right - left, 2))


def _sheet(
    found: Arithmetic, group: tuple[str, int | None], period: Period, metric: Metric, *, small_counts: bool
) -> Sheet:
    parameters = metric.parameters
    told = None if small_counts else public(found)
    return Sheet(
        metric=metric,
        period=period,
        steps=steps(found, group, parameters, told),
        beside=beside(found, parameters) if told is None else beside_in_public(found, parameters, told),
        peers=group_name(group, parameters),
        left_out=str(WHY_LEFT_OUT[LeftOut(found.left_out)]) if found.left_out else "",
        share=percent(found.share),
        low=percent(found.low),
        high=percent(found.high),
        bar=bar(found.low, found.share, found.high),
    )
