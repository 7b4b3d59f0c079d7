"""The figures of coverage as pages and files show them: a region with its categories, parts and past."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gapura.oversight.coverage.models import CoverageDay
from gapura.regions.models import Level, Region
from gapura.venues.categories import CATEGORIES, label_of

DAYS: Final = 84
"""Of the past that a page shows: twelve weeks."""


@dataclass(frozen=True, slots=True)
class What:
    """One way to count places, and the column it is kept in."""

    code: str
    label: Promise


APPLYING: Final = What("applying", _("Applying"))
REGISTERED: Final = What("registered", _("Registered"))
CONFIRMED: Final = What("confirmed", _("With a person in charge"))
LIVE: Final = What("live", _("Live"))
COUNTS: Final = (REGISTERED, LIVE, CONFIRMED, APPLYING)
"""In the order of the table's columns."""

_COLUMNS: Final = (
    *("applying", "registered", "confirmed", "live"),
    *("known", "known_registered", "known_confirmed", "known_live"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A region's or category's line: every count, and what is known of the stock."""

    code: str
    label: str
    applying: int = 0
    registered: int = 0
    confirmed: int = 0
    live: int = 0
    known: int | None = None
    known_registered: int = 0
    known_confirmed: int = 0
    known_live: int = 0

    @property
    def share_registered(self) -> float | None:
        """Registered places of those known; None where no stock is known, above 1 where it is too low."""
        return self.known_registered / self.known if self.known else None

    @property
    def share_live(self) -> float | None:
        """Live places of those known; None where no stock is known."""
        return self.known_live / self.known if self.known else None

    @property
    def unmeasured(self) -> int:
        """Registered places of whose region and category no stock is known."""
        return self.registered - self.known_registered


@dataclass(frozen=True, slots=True)
class Coverage:
    """A region on one day: all together, by category, and by the regions directly below it."""

    region: Region
    day: date
    counted_at: datetime
    total: Row
    categories: tuple[Row, ...]
    parts: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """One day of the past, all categories together or one."""

    day: date
    row: Row


def coverage_of(region: Region, *, category: str = "", day: date | None = None) -> Coverage | None:
    """A region's coverage on its newest counted day, or on `day`; None where nothing was counted.

    With a category the total and the parts are of that category only. Three statements.
    """
    found = CoverageDay.objects.filter(region=region, **({"day": day} if day else {}))
    newest = found.aggregate(day=Max("day"), counted_at=Max("counted_at"))
    if newest["day"] is None:
        return None
    names = _names(region)
    rows = list(
        _of_category(CoverageDay.objects.filter(day=newest["day"], region__in=names), category)
        .values("region_id", "category", "counted_at", *_COLUMNS)
        .order_by("region_id")
    )
    own = [row for row in rows if row["region_id"] == region.code]
    by_category = {row["category"]: row for row in own}
    return Coverage(
        region,
        newest["day"],
        max((row["counted_at"] for row in own), default=newest["counted_at"]),
        summed("", region.name, own),
        tuple(summed(code, label_of(code), [by_category[code]]) for code in in_order(by_category)),
        tuple(
            summed(code, name, [row for row in rows if row["region_id"] == code])
            for code, name in names.items()
            if code != region.code
        ),
    )


def past_of(region: Region, *, category: str = "", days: int = DAYS) -> list[Past]:
    """The last counted days of a region, oldest first; one statement."""
    sums = {f"of_{column}": Sum(column) for column in _COLUMNS}
    found = (
        _of_category(CoverageDay.objects.filter(region=region), category)
        .values("day")
        .annotate(**sums, stated=Count("known"))
        .order_by("-day")[:days]
    )
    return [
        Past(line["day"], Row("", "", **{column: line[f"of_{column}"] for column in _COLUMNS}))
        for line in reversed(found)
    ]


def summed(code: str, label: str, rows: Iterable[dict[str, object]]) -> Row:
    """Lines added up; the stock is unknown only where no line knows any."""
    values: dict[str, int | None] = dict.fromkeys(_COLUMNS, 0) | {"known": None}
    for row in rows:
        for column in _COLUMNS:
            value = row[column]
            if isinstance(value, int):
                values[column] = (values[column] or 0) + value
    return Row(code, label, **values)  # type: ignore[arg-type]


def in_order(codes: Iterable[str]) -> list[str]:
    """Categories as they are listed everywhere, unknown ones last."""
    known = list(CATEGORIES)
    return sorted(codes, key=lambda code: (known.index(code) if code in known else len(known), code))


def _names(region: Region) -> dict[str, str]:
    """The region and those directly below it, but no villages."""
    wanted = Q(code=region.code) | Q(parent=region)
    found = Region.objects.filter(wanted).exclude(level=Level.VILLAGE).order_by("code")
    return dict(found.values_list("code", "name"))


def _of_category(rows: QuerySet[CoverageDay], category: str) -> QuerySet[CoverageDay]:
    return rows.filter(category=category) if category else rows
