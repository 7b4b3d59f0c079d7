"""A region's figures of one week: the same for the report, the letter with it, and what is published."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Max, Sum

from gapura.oversight.coverage.models import CoverageDay
from gapura.oversight.coverage.reading import Coverage, coverage_of
from gapura.oversight.exports.weeks import Week
from gapura.oversight.rollups.models import RegionDay
from gapura.regions.models import Level, Region


@dataclass(frozen=True, slots=True)
class Counts:
    """Check-ins by what was decided; `black` are those refused for a case or contact."""

    check_ins: int = 0
    admit: int = 0
    verify: int = 0
    refuse: int = 0
    full: int = 0
    black: int = 0

    @property
    def admitted(self) -> float | None:
        """The share that was admitted at once; None where nobody came."""
        return self.admit / self.check_ins if self.check_ins else None


COUNTED = tuple(each.name for each in fields(Counts))


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """A week of a region: each of its days, all together, the week before, its parts, and its coverage.

    `coverage` is that of the week's last counted day, None where none was counted.
    """

    region: Region
    week: Week
    days: tuple[tuple[date, Counts], ...]
    total: Counts
    before: Counts
    parts: tuple[tuple[str, str, Counts], ...]
    coverage: Coverage | None

    @property
    def change(self) -> float | None:
        """How much more check-ins there were than the week before, as a share; None without a week before."""
        if not self.before.check_ins:
            return None
        return self.total.check_ins / self.before.check_ins - 1


def figures_of(region: Region, week: Week) -> WeekFigures:
    """The figures of a region's week, in seven statements."""
    names = dict(
        Region.objects.filter(parent=region)
        .exclude(level=Level.VILLAGE)
        .order_by("code")
        .values_list("code", "name")
    )
    by_day = _by_day(region, week.before.monday, week.sunday)
    by_part = _by_part(names, week)
    days = tuple((day, by_day.get(day, Counts())) for day in week.days)
    return WeekFigures(
        region,
        week,
        days,
        _together(counts for _day, counts in days),
        _together(by_day.get(day, Counts()) for day in week.before.days),
        tuple((code, name, by_part.get(code, Counts())) for code, name in names.items()),
        _coverage(region, week),
    )


def weeks_with_figures(region: Region, today: date, most: int = 26) -> list[Week]:
    """The region's last weeks that are over and have figures, newest first; one statement."""
    last = Week.last(today)
    days = (
        RegionDay.objects.filter(region=region, day__lte=last.sunday)
        .order_by("-day")
        .values_list("day", flat=True)
        .distinct()[: most * 7]
    )
    return sorted({Week.of(day) for day in days}, reverse=True)[:most]


def _by_day(region: Region, since: date, until: date) -> dict[date, Counts]:
    rows = RegionDay.objects.filter(region=region, day__range=(since, until)).values("day").annotate(**_SUMS)
    return {row["day"]: _counts(row) for row in rows}


def _by_part(names: Iterable[str], week: Week) -> dict[str, Counts]:
    rows = RegionDay.objects.filter(region__in=names, day__range=(week.monday, week.sunday))
    return {row["region_id"]: _counts(row) for row in rows.values("region_id").annotate(**_SUMS)}


_SUMS = {f"sum_{name}": Sum(name) for name in COUNTED}


def _counts(row: dict[str, int]) -> Counts:
    return Counts(**{name: row[f"sum_{name}"] for name in COUNTED})


def _together(counts: Iterable[Counts]) -> Counts:
    every = list(counts)
    return Counts(**{name: sum(getattr(each, name) for each in every) for name in COUNTED})


def _coverage(region: Region, week: Week) -> Coverage | None:
    counted = CoverageDay.objects.filter(region=region, day__range=(week.monday, week.sunday))
    day = counted.aggregate(day=Max("day"))["day"]
    return coverage_of(region, day=day) if day else None
