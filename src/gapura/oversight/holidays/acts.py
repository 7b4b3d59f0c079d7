"""Entering holidays, one by one or from a table, and taking them back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from gapura.audit import trail
from gapura.core.compliance import holidays as table
from gapura.oversight.holidays.models import Holiday
from gapura.regions.models import Region


class HolidayThereError(ValueError):
    """This holiday is entered already."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many holidays came in, were there already, or name a region that is not known here."""

    added: int
    known: int
    elsewhere: int


@transaction.atomic
def add_holiday(
    *, day: date, region: Region, name: str, closes: str, source: str, by: trail.Actor
) -> Holiday:
    """Enter a holiday. Raises HolidayThereError."""
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
    """Take a holiday back. What was frozen with it stays as it was; taken back twice is taken back once."""
    if Holiday.objects.filter(pk=holiday.pk).delete()[0]:
        _record("holiday.remove", holiday, by)


@transaction.atomic
def import_holidays(*, rows: Iterable[table.Holiday], by: trail.Actor) -> Imported:
    """Enter the holidays of a table; those that are there, or of regions unknown here, are left."""
    regions = set(Region.objects.values_list("code", flat=True))
    given = list(rows)
    here = [row for row in given if row.region in regions]
    there = set(Holiday.objects.values_list("day", "region_id", "name"))
    new = [row for row in here if (row.day, row.region, row.name) not in there]
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
    return Imported(len(new), len(here) - len(new), len(given) - len(here))


def _record(act: str, holiday: Holiday, by: trail.Actor) -> None:
    subject = f"region:{holiday.region_id.replace('.', '-')}"
    trail.record(
        act, by=by, subject=subject, name=holiday.name, day=holiday.day.isoformat(), closes=holiday.closes
    )
