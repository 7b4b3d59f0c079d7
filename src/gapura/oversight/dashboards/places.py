"""The figures of one place: now, today against an ordinary day, its weekdays, its days, its doors."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Max, Sum

from gapura.oversight.compliance.measuring import measure_venue, settled_period
from gapura.oversight.dashboards.days import CountedDays
from gapura.oversight.dashboards.figures import WEEKS
from gapura.oversight.rollups.measures import LEFT_BY, SUMS
from gapura.oversight.rollups.models import CountedHour, VenueDay, VenueHour
from gapura.venues.models import Venue
from gapura.visits.models import Occupancy

DAYS: Final = 56
"""Eight weeks, so that each weekday is seen eight times."""


@dataclass(slots=True)
class PlaceFigures(CountedDays):
    """All that a place's page shows; counts are by the names of SUMS, days and hours are the place's own."""

    venue: Venue
    today: date
    as_of: datetime | None = None
    inside: int = 0
    hours: dict[int, int] = field(default_factory=dict)
    usual: dict[int, float] | None = None
    days: dict[date, Counter[str]] = field(default_factory=dict)
    doors: dict[int, int] = field(default_factory=dict)
    expected: list[float] | None = None

    @property
    def weekdays(self) -> list[float | None]:
        """Average check-ins of each weekday before today, Monday first; None before the place was in use."""
        used = [day for day, counts in self.days.items() if counts["check_ins"]]
        whole = [day for day in self.days if used and min(used) <= day < self.today]
        seen = Counter(day.weekday() for day in whole)
        sums = Counter(dict.fromkeys(range(7), 0))
        for day in whole:
            sums[day.weekday()] += self.days[day]["check_ins"]
        return [sums[number] / seen[number] if seen[number] else None for number in range(7)]

    @property
    def checked_out(self) -> float | None:
        """The share of ended visits that somebody checked out by hand; None where none has ended."""
        period = self.of_period
        ended = sum(period[f"left_{by}"] for by in LEFT_BY)
        return (period["left_visitor"] + period["left_officer"]) / ended if ended else None


def figures_of(venue: Venue) -> PlaceFigures:
    """Everything of a place: five statements, and those of its compliance, which knows who is expected."""
    figures = _today(venue, DAYS)
    first = figures.today - timedelta(days=7 * WEEKS)
    since = datetime.combine(first, datetime.min.time(), ZoneInfo(venue.time_zone))
    hours = VenueHour.objects.filter(venue_id=venue.pk, hour__gte=since)
    rows = hours.values_list("day", "clock", "door").annotate(sum=Sum("check_ins"))
    usual: Counter[int] = Counter()
    doors: Counter[int] = Counter()
    known: set[date] = set()
    for day, clock, door, check_ins in rows:
        doors[door] += check_ins
        if day == figures.today:
            figures.hours[clock] = figures.hours.get(clock, 0) + check_ins
        elif day.weekday() == figures.today.weekday():
            known.add(day)
            usual[clock] += check_ins
    figures.usual = {clock: usual[clock] / len(known) for clock in range(24)} if known else None
    figures.doors = dict(doors)
    figures.expected = _expected(venue)
    return figures


def _expected(venue: Venue) -> list[float] | None:
    """Visits expected on each weekday, Monday first, as compliance does; None where nothing is declared."""
    found = measure_venue(venue, *settled_period()).arithmetic
    daily = found.expectation.daily
    return [daily * weight for weight in found.yardstick.pattern] if daily else None


def live(venue: Venue) -> PlaceFigures:
    """Only what moves: three statements."""
    return _today(venue, 1)


def _today(venue: Venue, days: int) -> PlaceFigures:
    today = venue.day_of()
    figures = PlaceFigures(venue, today)
    figures.inside = Occupancy.objects.filter(pk=venue.pk).values_list("inside", flat=True).first() or 0
    figures.as_of = CountedHour.objects.aggregate(at=Max("counted_at"))["at"]
    first = today - timedelta(days=days - 1)
    figures.days = {first + timedelta(days=number): Counter() for number in range(days)}
    rows = VenueDay.objects.filter(venue_id=venue.pk, day__gte=first, day__lte=today)
    for row in rows.values("day", "peak", *SUMS):
        figures.days[row.pop("day")].update(row)
    return figures
