"""Counts every region's places as they stand now, and keeps today's figures as a row for each category."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime, timedelta
from itertools import groupby, product
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from gapura.common.locks import hold
from gapura.common.pieces import AT_ONCE, Progress, ranges, unseen
from gapura.oversight.coverage.models import CoverageDay
from gapura.oversight.coverage.stock import in_force
from gapura.regions.codes import NATION, lineage
from gapura.regions.models import Level, Region
from gapura.registration.states import UNDER_WAY
from gapura.venues.models import Venue

LIVE_DAYS: Final = 14
"""A place is live where somebody scanned on one of the last so many days, today among them."""

DAILY_FOR: Final = timedelta(days=90)
"""So long every day of a kecamatan is kept; then its Mondays. Larger regions keep every day."""

KECAMATAN: Final = len("51.04.01")
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


def count_today(now: datetime | None = None, *, progress: Progress = unseen, at_once: int = AT_ONCE) -> int:
    """Count all places and keep today's row of every region and category; how many rows were kept.

    `at_once` places are counted by a statement, and a province's rows kept by a transaction, the nation's
    last. What was counted later than `now` stays, whoever is the last to keep it.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    totals = _with_all_above(_cells(today, now, progress, at_once))
    known = _known_of(totals, in_force(today))
    regions = Region.objects.exclude(level=Level.VILLAGE).order_by("code").values_list("code", flat=True)
    provinces = [list(codes) for _, codes in groupby(regions, lambda code: code.split(".")[0])]
    return sum(_keep(codes, totals, known, today, now) for codes in provinces)


def thin_out(today: date | None = None) -> int:
    """Keep only Mondays of a kecamatan's older days; how many rows went. A day is a statement."""
    first = CoverageDay.objects.aggregate(day=Min("day"))["day"]
    end = (today or timezone.localdate()) - DAILY_FOR
    days = [first + timedelta(days=number) for number in range((end - first).days)] if first else []
    of_kecamatan = CoverageDay.objects.filter(region__in=Region.objects.filter(level=Level.KECAMATAN))
    return sum(of_kecamatan.filter(day=day).delete()[0] for day in days if day.isoweekday() != 1)


def _cells(today: date, now: datetime, progress: Progress, at_once: int) -> dict[Cell, Count]:
    """Every kecamatan's and category's count (a regency's where a place lies in no kecamatan)."""
    cells: dict[Cell, Count] = defaultdict(Count)
    since = today - timedelta(days=LIVE_DAYS)
    given: dict[str, Any] = {"length": KECAMATAN, "now": now, "since": since, "today": today}
    found = list(ranges(Venue.objects.all(), "region_id", at_once=at_once))
    with connection.cursor() as cursor:
        for done, (first, last) in enumerate(found, 1):
            cursor.execute(_PLACES, {**given, "from": first, "to": last})
            for region, category, registered, confirmed, live in cursor.fetchall():
                cells[region, category].add(Count(0, registered, confirmed, live))
            progress(done, len(found))
        cursor.execute(_APPLYING, [KECAMATAN, list(UNDER_WAY)])
        for region, category, applying in cursor.fetchall():
            cells[region, category].applying = applying
    return cells


@transaction.atomic
def _keep(
    codes: Collection[str],
    totals: Mapping[Cell, Count],
    known: Mapping[Cell, Known],
    today: date,
    now: datetime,
) -> int:
    """Put these regions' rows in place of today's, unless those were counted later."""
    hold(_ONE_AT_A_TIME)
    old = CoverageDay.objects.filter(day=today, region__in=codes)
    if old.filter(counted_at__gt=now).exists():
        return 0
    old.delete()
    return len(CoverageDay.objects.bulk_create(_rows(codes, totals, known, today, now), batch_size=1_000))


def _with_all_above(cells: Mapping[Cell, Count]) -> dict[Cell, Count]:
    totals: dict[Cell, Count] = defaultdict(Count)
    for (region, category), count in cells.items():
        for code in lineage(region):
            totals[code, category].add(count)
    return totals


def _known_of(totals: Mapping[Cell, Count], stated: Mapping[Cell, int]) -> dict[Cell, Known]:
    """The stock of every cell: what a list says of it, else what is said of its parts together.

    A list's word on a region holds for the region as a whole, so its parts are not added to it.
    """
    known = {cell: Known(places, totals.get(cell, Count())) for cell, places in stated.items()}
    for depth in (3, 2, 1):
        for (region, category), part in list(known.items()):
            if region == NATION or len(region.split(".")) != depth:
                continue
            above = lineage(region)[1], category
            if above in stated:
                continue
            whole = known.setdefault(above, Known(0, Count()))
            whole.places += part.places
            whole.count.add(part.count)
    return known


def _rows(
    codes: Collection[str],
    totals: Mapping[Cell, Count],
    known: Mapping[Cell, Known],
    today: date,
    now: datetime,
) -> Iterator[CoverageDay]:
    categories = sorted({category for _region, category in totals.keys() | known.keys()})
    for cell in product(codes, categories):
        if cell not in totals and cell not in known:
            continue
        applying, registered, confirmed, live = astuple(totals.get(cell, Count()))
        stock = known.get(cell)
        of_known = stock.count if stock else Count()
        yield CoverageDay(
            region_id=cell[0],
            day=today,
            category=cell[1],
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


# Each place's post and days are found by its own keys, whatever else there is of them.
_PLACES = """
    SELECT left(v.region_id, %(length)s), v.category, count(*), count(c.found), count(l.found)
    FROM venues_venue v
    LEFT JOIN LATERAL (
        SELECT 1 AS found FROM venues_post p JOIN accounts_user u ON u.id = p.user_id
        WHERE p.venue_id = v.id AND u.role = 'pic' AND (p.until IS NULL OR p.until > %(now)s) LIMIT 1) c
      ON true
    LEFT JOIN LATERAL (
        SELECT 1 AS found FROM oversight_venueday d
        WHERE d.venue_id = v.id AND d.day > %(since)s AND d.day <= %(today)s AND d.check_ins > 0 LIMIT 1) l
      ON true
    WHERE v.region_id BETWEEN %(from)s AND %(to)s AND v.state = 'live' AND v.created_at <= %(now)s
    GROUP BY 1, 2
"""
_APPLYING = """
    SELECT left(region_id, %s), category, count(*)
    FROM registration_application WHERE state = ANY(%s) GROUP BY 1, 2
"""
