"""Counts every region's places as they stand now, and keeps today's figures as a row for each category."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from gapura.common.locks import hold
from gapura.oversight.coverage.models import CoverageDay
from gapura.oversight.coverage.stock import in_force
from gapura.regions.models import Level, Region
from gapura.registration.states import UNDER_WAY

LIVE_DAYS: Final = 14
"""A place is live where somebody scanned on one of the last so many days, today among them."""

DAILY_FOR: Final = timedelta(days=90)
"""So long every day of a kecamatan is kept; then its Mondays. Larger regions keep every day."""

KECAMATAN: Final = len("51.04.01")
NATION: Final = "ID"
_ONE_AT_A_TIME: Final = b"coverage"
Cell = tuple[str, str]
"""A region's code and a category."""


@dataclass(slots=True)
class Count:
    """Places (or applications) of one cell."""

    applying: int = 0
    registered: int = 0
    confirmed: int = 0
    live: int = 0

    def add(self, other: "Count") -> None:
        """Count another cell in."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(slots=True)
class Known:
    """The stock of one cell, and the count of the places that it speaks of."""

    places: int
    count: Count


def count_today(now: datetime | None = None) -> int:
    """Count all places and keep today's row of every region and category; how many rows there are."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    with transaction.atomic():
        hold(_ONE_AT_A_TIME)  # before counting: what is counted last is kept
        totals = _with_all_above(_cells(today, now))
        known = _known_of(totals, in_force(today))
        rows = list(_rows(totals, known, today, now))
        CoverageDay.objects.filter(day=today).delete()
        CoverageDay.objects.bulk_create(rows, batch_size=1_000)
    return len(rows)


def thin_out(today: date | None = None) -> int:
    """Keep only Mondays of a kecamatan's older days; how many rows went."""
    old = CoverageDay.objects.filter(
        day__lt=(today or timezone.localdate()) - DAILY_FOR, region__level=Level.KECAMATAN
    )
    count, _by_model = old.exclude(day__iso_week_day=1).delete()
    return count


def _cells(today: date, now: datetime) -> dict[Cell, Count]:
    """Every kecamatan's and category's count (a regency's where a place lies in no kecamatan)."""
    cells: dict[Cell, Count] = defaultdict(Count)
    steps: tuple[tuple[str, list[Any], tuple[str, ...]], ...] = (
        (_PLACES, [KECAMATAN, now, now], ("registered", "confirmed")),
        (_LIVE, [KECAMATAN, now, today - timedelta(days=LIVE_DAYS), today], ("live",)),
        (_APPLYING, [KECAMATAN, list(UNDER_WAY)], ("applying",)),
    )
    for statement, parameters, columns in steps:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            for region, category, *numbers in cursor.fetchall():
                for column, number in zip(columns, numbers, strict=True):
                    setattr(cells[region, category], column, number)
    return cells


def _with_all_above(cells: Mapping[Cell, Count]) -> dict[Cell, Count]:
    totals: dict[Cell, Count] = defaultdict(Count)
    for (region, category), count in cells.items():
        for code in _and_above(region):
            totals[code, category].add(count)
    return totals


def _and_above(region: str) -> list[str]:
    parts = region.split(".")
    codes = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return codes if region == NATION else [*codes, NATION]


def _known_of(totals: Mapping[Cell, Count], stated: Mapping[Cell, int]) -> dict[Cell, Known]:
    """The stock of every cell: what a list says of it, else what is said of its parts together.

    A list's word on a region holds for the region as a whole, so its parts are not added to it.
    """
    known = {cell: Known(places, totals.get(cell, Count())) for cell, places in stated.items()}
    for depth in (3, 2, 1):
        for (region, category), part in list(known.items()):
            if region == NATION or len(region.split(".")) != depth:
                continue
            above = _and_above(region)[1], category
            if above in stated:
                continue
            whole = known.setdefault(above, Known(0, Count()))
            whole.places += part.places
            whole.count.add(part.count)
    return known


def _rows(
    totals: Mapping[Cell, Count], known: Mapping[Cell, Known], today: date, now: datetime
) -> Iterator[CoverageDay]:
    regions = set(Region.objects.exclude(level=Level.VILLAGE).values_list("code", flat=True))
    for region, category in sorted(totals.keys() | known.keys()):
        if region not in regions:
            continue
        applying, registered, confirmed, live = astuple(totals.get((region, category), Count()))
        stock = known.get((region, category))
        of_known = stock.count if stock else Count()
        yield CoverageDay(
            region_id=region,
            day=today,
            category=category,
            applying=applying,
            registered=registered,
            confirmed=confirmed,
            live=live,
            known=stock.places if stock else None,
            known_registered=of_known.registered,
            known_confirmed=of_known.confirmed,
            known_live=of_known.live,
            counted_at=now,
        )


_PLACES = """
    SELECT left(v.region_id, %s), v.category, count(*), count(c.venue_id)
    FROM venues_venue v LEFT JOIN (
        SELECT DISTINCT p.venue_id FROM venues_post p JOIN accounts_user u ON u.id = p.user_id
        WHERE u.role = 'pic' AND (p.until IS NULL OR p.until > %s)) c ON c.venue_id = v.id
    WHERE v.state = 'live' AND v.created_at <= %s GROUP BY 1, 2
"""
_LIVE = """
    SELECT left(v.region_id, %s), v.category, count(*)
    FROM venues_venue v WHERE v.state = 'live' AND v.created_at <= %s AND EXISTS (
        SELECT FROM oversight_venueday d
        WHERE d.venue_id = v.id AND d.day > %s AND d.day <= %s AND d.check_ins > 0)
    GROUP BY 1, 2
"""
_APPLYING = """
    SELECT left(region_id, %s), category, count(*)
    FROM registration_application WHERE state = ANY(%s) GROUP BY 1, 2
"""
