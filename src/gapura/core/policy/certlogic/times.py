"""Date-times of CertLogic: lax ISO 8601 in, UTC milliseconds out, calendar overflow as ECMAScript has it."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from gapura.core.policy.certlogic.values import CertLogicError

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_DATE_TIME = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?"
    r"(?:Z|([+-])(\d{1,2}?)(?::?(\d{2}))?)?",
    re.ASCII,
)


def parse(text: Any) -> datetime:
    """A date, partial date or date-time as UTC; a partial date is the last day it may mean."""
    if not isinstance(text, str):
        raise CertLogicError(f"a date must be a string, not {text!r}")
    try:
        if match := _DATE.fullmatch(text):
            return _whole_date(match)
        if match := _DATE_TIME.fullmatch(text):
            return _date_time(match)
    except (ValueError, OverflowError) as error:
        raise CertLogicError(f"not a date or date-time: {text!r}") from error
    raise CertLogicError(f"not a date or date-time: {text!r}")


def parse_date_of_birth(text: Any) -> datetime:
    """`YYYY[-MM[-DD]]` as the last day it may mean, at midnight UTC."""
    if isinstance(text, str) and _DATE.fullmatch(text):
        return parse(text)
    raise CertLogicError(f"not a date of birth: {text!r}")


def _whole_date(match: re.Match[str]) -> datetime:
    year, month, day = match.groups()
    if day is not None:
        return datetime(int(year), int(month), int(day), tzinfo=UTC)
    last_day = monthrange(int(year), int(month or 12))[1]
    return datetime(int(year), int(month or 12), last_day, tzinfo=UTC)


def _date_time(match: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, fraction, sign, hours, minutes = match.groups()
    milliseconds = int(((fraction or "") + "000")[:3])
    local = datetime(
        int(year), int(month), int(day), int(hour), int(minute), int(second), milliseconds * 1000, tzinfo=UTC
    )
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return local + offset if sign == "-" else local - offset


def _plus_months(moment: datetime, months: int) -> datetime:
    """Keep the day's number; where the month is too short, spill into the next one."""
    total = moment.year * 12 + moment.month - 1 + months
    first = moment.replace(year=total // 12, month=total % 12 + 1, day=1)
    return first + timedelta(days=moment.day - 1)


_UNITS: dict[str, Callable[[datetime, int], datetime]] = {
    "year": lambda moment, amount: _plus_months(moment, 12 * amount),
    "month": _plus_months,
    "day": lambda moment, amount: moment + timedelta(days=amount),
    "hour": lambda moment, amount: moment + timedelta(hours=amount),
}
UNITS = tuple(_UNITS)


def plus(moment: datetime, amount: int, unit: str) -> datetime:
    """Add whole years, months, days or hours; CertLogicError beyond the years 1-9999."""
    try:
        return _UNITS[unit](moment, amount)
    except (ValueError, OverflowError) as error:
        raise CertLogicError(f"{amount} {unit} from {moment.isoformat()} is out of range") from error
