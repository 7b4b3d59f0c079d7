"""Makes every count anew from the visits and places there are, a day at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from gapura.common.pieces import Progress, unseen
from gapura.oversight.rollups.counting import HOUR, add_up_days, add_up_regions
from gapura.oversight.rollups.keeping import hours_kept, recount
from gapura.oversight.rollups.looking import add_up_crowds
from gapura.oversight.rollups.models import CountedHour, VenueDay, VenueHour
from gapura.oversight.rollups.repeats import compare
from gapura.oversight.rollups.trends import find_trends

DAY: Final = timedelta(days=1) // HOUR


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was made anew: UTC hours with their visits, and local days added up."""

    hours: int
    visits: int
    days: int


def rebuild(
    *, progress: Callable[[str], Progress] = lambda _what: unseen, now: datetime | None = None
) -> Rebuilt:
    """Count all kept visits again, then add every kept day up by today's regions and categories.

    `progress` gives each part of the work, named by what is gone through, somebody to tell. An hour whose
    visits are gone is not lost: it stays as it was counted. Each day, and some places, are a transaction of
    their own; repeating it changes nothing.
    """
    now = now or timezone.now()
    hours = hours_kept(now)
    steps = range(0, len(hours), DAY)
    counted = 0
    told = progress("days of visits")
    for done, start in enumerate(steps, 1):
        counted += recount(hours[start : start + DAY], now=now).hours
        told(done, len(steps))
    days = [*VenueDay.objects.values_list("day", flat=True).distinct().order_by("day")]
    told = progress("days")
    for done, day in enumerate(days, 1):
        _add_up(day)
        told(done, len(days))
    compare(now=now, progress=progress("days compared"))
    add_up_crowds()
    find_trends(timezone.localdate(now) - timedelta(days=1), progress=progress("places"))
    visits = CountedHour.objects.filter(hour__in=hours).aggregate(sum=Sum("visits"))["sum"]
    return Rebuilt(counted, visits or 0, len(days))


@transaction.atomic
def _add_up(day: date) -> None:
    found = [*VenueHour.objects.filter(day=day).values_list("venue_id", "hour").distinct()]
    if found:
        add_up_days({(venue, day) for venue, _hour in found})
    add_up_regions(hours=sorted({hour for _venue, hour in found}), days=[day])
