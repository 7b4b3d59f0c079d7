"""By which numbers a case is traced: those of the Ministry of Health, unless a deployment says others.

KMK HK.01.07/MENKES/413/2020, definition of *kontak erat*: within one metre for 15 minutes or more, from two
days before the symptoms or, where there are none, before the specimen, until 14 days after. What is known
here is being inside the same place, which is more than within a metre; the health officer weighs it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gapura import config


@dataclass(frozen=True, slots=True)
class Terms:
    """Days around day 0, minutes inside together, days of keeping, and people told before the brake."""

    days_before: int
    days_after: int
    minutes: int
    kept_days: int
    brake: int


def current() -> Terms:
    """The terms in force."""
    said = config.current()
    return Terms(
        days_before=said.tracing_days_before,
        days_after=said.tracing_days_after,
        minutes=said.tracing_minutes,
        kept_days=said.tracing_kept_days,
        brake=said.notice_brake,
    )


def infectious(day_0: date, *, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when a case with this day 0 counts as infectious, recorded `now`.

    It ends with being recorded, for whoever is black is let in nowhere: visits after day 0 show that somebody
    did not isolate, whatever they say.
    """
    terms = current()
    begins = datetime.combine(day_0 - timedelta(days=terms.days_before), time(), zone)
    ends = datetime.combine(day_0 + timedelta(days=terms.days_after + 1), time(), zone)
    return begins, max(begins, min(ends, now))
