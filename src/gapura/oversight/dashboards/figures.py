"""The figures of a region, read from its own rows: today by hour, a period's days, its parts, its places."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import add
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils import timezone

from gapura.oversight.dashboards.days import CountedDays
from gapura.oversight.dashboards.models import HealthDay
from gapura.oversight.rollups.looking import look
from gapura.oversight.rollups.models import (
    RegionDay,
    RegionHour,
    RegionNow,
    VenueDay,
    VenueTrend,
)
from gapura.regions.models import Level, Region
from gapura.venues.models import Venue

PERIODS: Final = (7, 28, 90)
WEEKS: Final = 4
"""How many weeks before make an ordinary day."""

SHOWN: Final = 10
NEXT: Final = {Level.NATION: Level.PROVINCE, Level.PROVINCE: Level.REGENCY, Level.REGENCY: Level.KECAMATAN}
_COUNTED: Final = (
    *("check_ins", "admit", "verify", "refuse", "full"),
    *("green", "yellow", "red", "black", "places"),
)
"""The counts of a region's days that its page shows."""

_OF_PARTS: Final = ("check_ins", "admit", "verify", "refuse", "black")
_NOW: Final = ("inside", "occupied", "places", "capacity")


@dataclass(frozen=True, slots=True)
class Part:
    """A region within: `_OF_PARTS` of the period, how many people are inside now, and its live places."""

    region: Region
    counts: Counter[str]
    inside: int
    places: int


@dataclass(frozen=True, slots=True)
class Place:
    """A venue in a list: its figures there, as the list names them."""

    venue: Venue
    first: int
    second: int


@dataclass(slots=True)
class Figures(CountedDays):
    """All that a region's page shows. `today` and `days` are local dates; counts are by `_COUNTED`.

    `now` is the crowd when it was last added up, at `now_at`; where that is a while ago it is not fresh.
    """

    region: Region
    today: date
    period: int
    as_of: datetime | None = None
    now: Counter[str] = field(default_factory=Counter)
    now_at: datetime | None = None
    now_is_fresh: bool = True
    hours: dict[int, int] = field(default_factory=dict)
    usual: dict[int, float] | None = None
    days: dict[date, Counter[str]] = field(default_factory=dict)
    categories: dict[str, Counter[str]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    busy_day: date | None = None
    busiest: list[Place] = field(default_factory=list)
    falling: list[Place] = field(default_factory=list)
    health: dict[date, dict[str, int | None]] = field(default_factory=dict)


def local_day(region: Region) -> date:
    """Today in the region's own zone."""
    return timezone.now().astimezone(ZoneInfo(region.time_zone)).date()


def live(region: Region) -> Figures:
    """Only what moves: the crowd now, today so far, and when that was counted. Three statements."""
    figures = Figures(region, local_day(region), 1)
    _count_now(figures)
    _count_days(figures)
    return figures


def figures_of(region: Region, period: int) -> Figures:
    """Everything of a region, for a period of so many days up to today: ten statements."""
    figures = Figures(region, local_day(region), period)
    _count_now(figures)
    _count_hours(figures)
    _count_days(figures)
    _count_parts(figures)
    _find_busiest(figures)
    figures.falling = _falling(region)
    _add_health(figures)
    return figures


def _count_now(figures: Figures) -> None:
    seen = look()
    figures.as_of, figures.now_at, figures.now_is_fresh = seen.counted_at, seen.added_up_at, seen.fresh
    found = RegionNow.objects.filter(region=figures.region).aggregate(**{name: Sum(name) for name in _NOW})
    figures.now = Counter({name: value or 0 for name, value in found.items()})


def _count_hours(figures: Figures) -> None:
    before = [figures.today - timedelta(days=7 * week) for week in range(1, WEEKS + 1)]
    rows = (
        RegionHour.objects.filter(region=figures.region, day__in=[figures.today, *before])
        .values_list("day", "clock")
        .annotate(sum=Sum("check_ins"))
    )
    usual: Counter[int] = Counter()
    known: set[date] = set()
    for day, clock, check_ins in rows:
        if day == figures.today:
            figures.hours[clock] = check_ins
        else:
            known.add(day)
            usual[clock] += check_ins
    if known:
        figures.usual = {clock: usual[clock] / len(known) for clock in range(24)}


def _count_days(figures: Figures) -> None:
    first = figures.today - timedelta(days=figures.period - 1)
    rows = RegionDay.objects.filter(
        region=figures.region, day__gt=first - timedelta(days=1), day__lte=figures.today
    )
    # A nation has a thousand rows and more: they are added up as plain tuples.
    nothing = (0,) * len(_COUNTED)
    days = {first + timedelta(days=number): nothing for number in range(figures.period)}
    categories: dict[str, tuple[int, ...]] = defaultdict(lambda: nothing)
    for day, category, *counts in rows.values_list("day", "category", *_COUNTED):
        days[day] = tuple(map(add, days[day], counts))
        categories[category] = tuple(map(add, categories[category], counts))
    figures.days = {day: _named(counts) for day, counts in days.items()}
    figures.categories = {category: _named(counts) for category, counts in categories.items()}


def _named(counts: tuple[int, ...]) -> Counter[str]:
    return Counter(dict(zip(_COUNTED, counts, strict=True)))


def _count_parts(figures: Figures) -> None:
    level = NEXT.get(Level(figures.region.level))
    if level is None:
        return
    parts = {part.code: part for part in Region.objects.filter(parent=figures.region, level=level)}
    first = figures.today - timedelta(days=figures.period - 1)
    days = RegionDay.objects.filter(region__in=parts, day__gte=first, day__lte=figures.today)
    counts = _by_region(days.values("region_id").annotate(**{name: Sum(name) for name in _OF_PARTS}))
    now = RegionNow.objects.filter(region__in=parts).values("region_id")
    crowd = _by_region(now.annotate(inside=Sum("inside"), places=Sum("places")))
    figures.parts = [
        Part(part, counts[code], crowd[code]["inside"], crowd[code]["places"]) for code, part in parts.items()
    ]


def _by_region(rows: Iterable[dict[str, Any]]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        found[row.pop("region_id")].update({name: value or 0 for name, value in row.items()})
    return found


def _find_busiest(figures: Figures) -> None:
    """Those of the last day in use; walks that day's own index from its top, however large the region."""
    used = [day for day, counts in figures.days.items() if counts["check_ins"]]
    if used:
        figures.busy_day = max(used)
        rows = VenueDay.objects.filter(day=figures.busy_day, people__gt=0).order_by("-people")
        figures.busiest = _placed(rows, figures.region, "people", "peak")


def _falling(region: Region) -> list[Place]:
    return _placed(VenueTrend.objects.order_by("-lost"), region, "before", "recent")


def _placed(rows: Any, region: Region, first: str, second: str) -> list[Place]:
    """The first rows of a region's places, with the places; rows and places have no foreign key."""
    if region.level != Level.NATION:
        rows = rows.filter(venue_id__in=Venue.objects.filter(region.within()).values("pk"))
    found = list(rows.values_list("venue_id", first, second)[:SHOWN])
    venues = Venue.objects.select_related("region__parent").in_bulk([row[0] for row in found])
    return [Place(venues[venue_id], *values) for venue_id, *values in found if venue_id in venues]


def _add_health(figures: Figures) -> None:
    first = figures.today - timedelta(days=figures.period - 1)
    names = ("cases", "recoveries", "doses")
    rows = HealthDay.objects.filter(figures.region.within(), day__gte=first).values("day").order_by("day")
    for row in rows.annotate(**{f"sum_{name}": Sum(name) for name in names}):
        figures.health[row["day"]] = {name: row[f"sum_{name}"] for name in names}
