"""Entering holidays, one by one or from a table, and taking them back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.core.compliance import holidays as table
from gapura.oversight.holidays.models import Holiday
from gapura.regions.models import Region

BACK: Final = timedelta(days=7)
"""How far back a coordinator answers for holidays: silence is not to be explained away before a ranking."""


class HolidayThereError(ValueError):
    """This holiday is entered already."""


class HolidayLateError(ValueError):
    """The day is too long past for this account; a reviewer still may."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many holidays came in, were there already, name a region unknown here, or are of days long past."""

    added: int
    known: int
    elsewhere: int
    late: int


def first_day(by: trail.Actor) -> date | None:
    """The first day of which somebody may enter a holiday or take one back; None where it is any.

    Of days long past it is the reviewer, who answers for the rankings, or the operator.
    """
    if isinstance(by, User) and by.role == Role.COORDINATOR:
        return timezone.localdate() - BACK
    return None


@transaction.atomic
def add_holiday(
    *, day: date, region: Region, name: str, closes: str, source: str, by: trail.Actor
) -> Holiday:
    """Enter a holiday. Raises HolidayThereError, HolidayLateError."""
    _check_day(day, by)
    holiday, made = Holiday.objects.get_or_create(
        day=day,
        region=region,
        name=" ".join(name.split()),
        defaults={"closes": closes, "source": source, "entered_by": by.actor},
    )
    if not made:
        raise HolidayThereError
    _record("holiday.add", holiday, by)
    return holiday


@transaction.atomic
def remove_holiday(*, holiday: Holiday, by: trail.Actor) -> None:
    """Take a holiday back. What was frozen with it stays as it was; taken back twice is taken back once.

    Raises HolidayLateError.
    """
    _check_day(holiday.day, by)
    if Holiday.objects.filter(pk=holiday.pk).delete()[0]:
        _record("holiday.remove", holiday, by)


@transaction.atomic
def import_holidays(*, rows: Iterable[table.Holiday], by: trail.Actor) -> Imported:
    """Enter the holidays of a table; those that are there, of regions unknown here or of days before
    `first_day` are left.
    """
    regions = set(Region.objects.values_list("code", flat=True))
    given = list(rows)
    here = [row for row in given if row.region in regions]
    there = set(Holiday.objects.values_list("day", "region_id", "name"))
    missing = [row for row in here if (row.day, row.region, row.name) not in there]
    first = first_day(by)
    new = [row for row in missing if first is None or row.day >= first]
    Holiday.objects.bulk_create(
        (
            Holiday(
                day=row.day,
                region_id=row.region,
                name=row.name,
                closes=row.closes,
                source=row.source,
                entered_by=by.actor,
            )
            for row in new
        ),
        ignore_conflicts=True,
    )
    if new:
        trail.record("holiday.import", by=by, subject="holidays", count=len(new))
    return Imported(
        added=len(new),
        known=len(here) - len(missing),
        elsewhere=len(given) - len(here),
        late=len(missing) - len(new),
    )


def _check_day(day: date, by: trail.Actor) -> None:
    first = first_day(by)
    if first is not None and day < first:
        raise HolidayLateError


def _record(act: str, holiday: Holiday, by: trail.Actor) -> None:
    subject = f"region:{holiday.region_id.replace('.', '-')}"
    trail.record(
        act, by=by, subject=subject, name=holiday.name, day=holiday.day.isoformat(), closes=holiday.closes
    )
