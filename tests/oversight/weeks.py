"""A past week of Gianyar, counted: so many check-ins a day."""

from datetime import date, timedelta

from django.utils import timezone

from gapura.oversight.exports.weeks import Week
from gapura.oversight.rollups.models import RegionDay
from gapura.venues.models import Venue

REGIONS = ("ID", "51", "51.04", "51.04.01")


def last_week() -> Week:
    """The last week that is over."""
    return Week.last(timezone.localdate())


def counted(day: date, *, admit: int, verify: int = 0, refuse: int = 0, black: int = 0) -> None:
    """A day of a kecamatan's village offices, and of the regions around it."""
    for region in REGIONS:
        RegionDay.objects.create(
            region_id=region,
            day=day,
            category="kantor_desa",
            check_ins=admit + verify + refuse,
            people=admit + verify + refuse,
            entered=admit,
            admit=admit,
            verify=verify,
            refuse=refuse,
            green=admit,
            yellow=verify,
            red=refuse - black,
            black=black,
            places=1,
        )


def a_week(week: Week | None = None) -> Week:
    """A week of 100 to 106 admitted, 20 to verify and 12 refused, with a week of half as many before it."""
    week = week or last_week()
    for number, day in enumerate(week.days):
        counted(day, admit=100 + number, verify=20, refuse=12, black=2)
        counted(day - timedelta(days=7), admit=50)
    return week


def long_since() -> None:
    """Let every place have been registered half a year ago."""
    Venue.objects.update(created_at=timezone.now() - timedelta(days=180))
