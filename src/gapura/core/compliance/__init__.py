"""Compliance: of those who should come, how many check in, how sure that is, and who is named."""

from gapura.core.compliance.days import (
    Closes,
    Day,
    Declaration,
    Place,
    closes,
    dates,
    open_dates,
    open_weekdays,
)
from gapura.core.compliance.measuring import (
    Arithmetic,
    Expectation,
    LeftOut,
    Stretch,
    declared,
    measure,
    size_class,
)
from gapura.core.compliance.metric import Metric, NoMetricError, Parameters, get, in_force, load_all
from gapura.core.compliance.peers import Measured, Pools, learning_begins, measure_all
from gapura.core.compliance.periods import tell_few_days
from gapura.core.compliance.ranking import Placed, Side, ranked
from gapura.core.compliance.yardsticks import Habits, Pool, Yardstick, habits, pool, yardstick

__all__ = [
    "Arithmetic",
    "Closes",
    "Day",
    "Declaration",
    "Expectation",
    "Habits",
    "LeftOut",
    "Measured",
    "Metric",
    "NoMetricError",
    "Parameters",
    "Place",
    "Placed",
    "Pool",
    "Pools",
    "Side",
    "Stretch",
    "Yardstick",
    "closes",
    "dates",
    "declared",
    "get",
    "habits",
    "in_force",
    "learning_begins",
    "load_all",
    "measure",
    "measure_all",
    "open_dates",
    "open_weekdays",
    "pool",
    "ranked",
    "size_class",
    "tell_few_days",
    "yardstick",
]
