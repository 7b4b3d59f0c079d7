"""A village office of sixty visits a day, and periods to measure it in."""

from datetime import date, timedelta
from typing import Any

from gapura.core.compliance import Arithmetic, Day, Place, Yardstick, dates, get, measure, open_weekdays

METRIC = get("compliance-1")
PARAMETERS = METRIC.parameters
SINCE, UNTIL = date(2021, 10, 4), date(2021, 10, 31)  # four whole weeks, Monday to Sunday
WEEKDAYS = open_weekdays({day: ["07:30", "15:30"] for day in ("mon", "tue", "wed", "thu", "fri")})
PLAIN = Yardstick(dispersion=3.0)


def office(**changes: Any) -> Place:
    """An office with 20 staff and 43 guests a day, which makes sixty visits."""
    known: dict[str, Any] = {
        "key": "desa",
        "category": "kantor_desa",
        "open_weekdays": WEEKDAYS,
        "since": date(2021, 1, 1),
        "staff": 20,
        "guests": 43,
    }
    return Place(**{**known, **changes})


def every_day(
    check_ins: int, since: date = SINCE, until: date = UNTIL, weekdays: frozenset[int] = WEEKDAYS, **more: int
) -> dict[date, Day]:
    """The same count on every one of these weekdays."""
    found = [day for day in dates(since, until) if day.weekday() in weekdays]
    return {day: Day(day=day, check_ins=check_ins, **more) for day in found}


def measured(counted: dict[date, Day], place: Place | None = None, **changes: Any) -> Arithmetic:
    """What the metric makes of it."""
    known: dict[str, Any] = {"since": SINCE, "until": UNTIL, "yardstick": PLAIN, "parameters": PARAMETERS}
    return measure(place or office(), counted, **{**known, **changes})


def weeks_before(weeks: int) -> tuple[date, date]:
    """The weeks just before the period."""
    return SINCE - timedelta(weeks=weeks), SINCE - timedelta(days=1)
