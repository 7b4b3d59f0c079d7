"""What a health office does here: report a day's figures, or correct them."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.oversight.dashboards.figures import local_day
from gapura.oversight.dashboards.models import HealthDay
from gapura.regions.models import Level, Region

EARLIEST: Final = date(2020, 3, 2)
"""The day Indonesia announced its first case."""

HIGHEST: Final = 1_000_000


class ReportError(ValueError):
    """The figures cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A day's figures; None where one is not known."""

    cases: int | None
    recoveries: int | None
    doses: int | None


@transaction.atomic
def report_day(*, region: Region, day: date, figures: Reported, by: User) -> HealthDay:
    """Set a regency's figures of a day, in place of earlier ones, which the trail keeps.

    Raises ReportError for a region that is no regency within the officer's own, a day to come or before the
    epidemic, figures out of range, and a report of nothing.
    """
    given = asdict(figures)
    if region.level != Level.REGENCY or not by.region.covers(region):
        raise ReportError("figures are reported for a regency of one's own")
    if not EARLIEST <= day <= local_day(region):
        raise ReportError("the day lies in the future, or before the epidemic")
    if all(number is None for number in given.values()):
        raise ReportError("nothing is reported")
    if any(number is not None and not 0 <= number <= HIGHEST for number in given.values()):
        raise ReportError(f"a figure is between 0 and {HIGHEST}")
    changed = {**given, "entered_by": by.actor, "entered_at": timezone.now()}
    reported, _made = HealthDay.objects.update_or_create(region=region, day=day, defaults=changed)
    trail.record("oversight.health_day", by=by, subject=f"region:{region.code}", day=day.isoformat(), **given)
    return reported
