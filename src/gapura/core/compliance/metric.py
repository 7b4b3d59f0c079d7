"""The published metrics: dated documents with their text and parameters, found by id or by day."""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from gapura.core.policy.words import Text

Share = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(gt=0)]
Count = Annotated[int, Meta(ge=1)]


class MetricError(ValueError):
    """A metric's document is broken."""


class NoMetricError(LookupError):
    """No metric of that id, or none in force on that day."""


class Parameters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers of a metric.

    `declared_spread` is the coefficient of variation of what people declare against what comes;
    `pattern_strength` is how many visits the peers' weekday pattern weighs as; a weekday is taken as shut
    when all of at least `shut_weekday_chances` were silent and `shut_weekday_missing` visits (divided by the
    dispersion) are missing; `size_limits` part the size classes by expected visits a day. `counted` says
    what a check-in is: every scan, whatever was decided, or each person who was let in, once a day.
    """

    staff_presence: Share
    declared_spread: Positive
    companions_counted: Share
    learning_days: Count
    pattern_strength: Positive
    default_dispersion: Annotated[float, Meta(ge=1)]
    shut_weekday_chances: Count
    shut_weekday_missing: Positive
    confidence: Annotated[float, Meta(gt=0, lt=1)]
    least_open_days: Count
    least_expected: Positive
    least_counts: Count
    least_peers: Count
    size_limits: tuple[float, ...]
    worst_below: Share
    best_above: Share
    listed: Count
    settling_days: Annotated[int, Meta(ge=0)]
    group_share: Share
    closed_on_holidays: frozenset[str]
    counted: Literal["scans", "people"] = "scans"


class Metric(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One published metric: what it says to people, and its numbers."""

    id: str
    valid_from: date
    author: str
    title: Text
    text: tuple[Text, ...]
    parameters: Parameters


def parse(data: bytes | str) -> Metric:
    """A metric from the JSON of its document. Raises MetricError."""
    try:
        return msgspec.json.decode(data, type=Metric)
    except msgspec.MsgspecError as error:
        raise MetricError(f"not a metric: {error}") from error


@cache
def load_all() -> tuple[Metric, ...]:
    """Every metric of the package, oldest first."""
    folder = files("gapura.core.compliance").joinpath("data")
    found = [parse(entry.read_bytes()) for entry in folder.iterdir() if entry.name.endswith(".json")]
    return tuple(sorted(found, key=lambda each: each.valid_from))


def get(metric_id: str) -> Metric:
    """The metric of an id; NoMetricError names those there are."""
    for metric in load_all():
        if metric.id == metric_id:
            return metric
    known = ", ".join(metric.id for metric in load_all())
    raise NoMetricError(f"there is no metric {metric_id!r}; there are {known}")


def in_force(day: date) -> Metric:
    """The newest metric that holds on a day; NoMetricError before the first."""
    holding = [metric for metric in load_all() if metric.valid_from <= day]
    if not holding:
        raise NoMetricError(f"no metric is in force on {day}")
    return holding[-1]
