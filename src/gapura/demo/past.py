"""The last ninety days of the demo as counts: how its offices were used, and what the health office reported.

There are no visits behind them, as if retention had dropped them: nobody's history holds visits that never
were, and true visits count as anywhere.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from math import exp
from random import Random
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from gapura.demo.simulation.quarter import DAYS, Hour, Quarter, simulate
from gapura.demo.simulation.rows import ZONE, declare
from gapura.oversight.dashboards.models import HealthDay
from gapura.oversight.rollups.counting import HOUR, add_up_days, add_up_regions
from gapura.oversight.rollups.models import CountedHour
from gapura.oversight.rollups.trends import find_trends
from gapura.regions.models import Region
from gapura.venues.models import Venue

SEED: Final = 5104
TYPICAL: Final = 140
"""People who come to a typical office on a day, so that all 189 have about 19,000 check-ins."""

JOINED: Final = (18, 10)
LAST_TO_JOIN: Final = 42
"""On which of the ninety days offices joined: mean and deviation, and the last."""

NOTED: Final = timedelta(days=30)
"""How far back hours are noted as counted: further than visits are kept."""

FRONT: Final = 0.65
VERIFIED: Final = 0.05
REFUSED: Final = 0.008
BLACK: Final = 0.03
"""Of those refused."""

_COLUMNS: Final = (
    *(
        "venue_id",
        "hour",
        "door",
        "day",
        "clock",
        "check_ins",
        "people",
        "entered",
        "admit",
        "verify",
        "refuse",
    ),
    *("green", "yellow", "red", "black", "groups", "group_people", "left_visitor", "left_limit", "peak"),
)


def add(regency: Region, today: date, *, first: str) -> None:
    """Let ninety days up to this morning have happened in a regency; the venue named `first` began them."""
    rng = Random(SEED)
    venues = list(Venue.objects.order_by("pk").annotate(door_count=Count("doors")))
    quarter = simulate(
        [str(venue.pk) for venue in venues],
        [venue.category for venue in venues],
        since=today - timedelta(days=DAYS - 1),
        seed=SEED,
        visits=TYPICAL,
    )
    _join(quarter, keep={str(venue.pk) for venue in venues if venue.name == first})
    declare(quarter, venues)
    end = timezone.now().replace(minute=0, second=0, microsecond=0) - HOUR
    falling = next(office.key for office in quarter.offices if not office.plant and office.daily > TYPICAL)
    begun = {office.key: quarter.first_day_of(office) for office in quarter.offices}
    hours = [
        _fallen(hour, falling, today)
        for hour in quarter.hours
        if _begins(hour) < end and hour.day >= begun[hour.key]
    ]
    _write(hours, {str(venue.pk): venue for venue in venues}, rng)
    _note(hours, end)
    add_up_days({(UUID(hour.key), hour.day) for hour in hours})
    add_up_regions(hours=sorted({_begins(hour) for hour in hours}), days=sorted({hour.day for hour in hours}))
    find_trends(today - timedelta(days=1))
    _report(regency, today, rng)


def _join(quarter: Quarter, keep: set[str]) -> None:
    """Let offices have joined one after the other, most of them in the third week, all within six."""
    rng = Random(f"joined {SEED}")
    for office in quarter.offices:
        day = round(rng.gauss(*JOINED))
        if not office.plant and office.key not in keep:
            office.first_day = min(max(day, 0), LAST_TO_JOIN)


def _fallen(hour: Hour, key: str, today: date) -> Hour:
    """One large office's posters have come off nearly two weeks ago, but for one door."""
    if hour.key != key or hour.day < today - timedelta(days=12):
        return hour
    few = {name: getattr(hour, name) // 4 for name in ("check_ins", "companions", "check_outs")}
    return replace(hour, **few)


def _begins(hour: Hour) -> datetime:
    return datetime.combine(hour.day, time(hour.clock), ZONE).astimezone(UTC)


def _write(hours: list[Hour], venues: dict[str, Any], rng: Random) -> None:
    statement = f"COPY oversight_venuehour ({', '.join(_COLUMNS)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for hour in hours:
            for row in _doors(hour, venues[hour.key], rng):
                copy.write_row(row)


def _doors(hour: Hour, venue: Any, rng: Random) -> Iterator[tuple[Any, ...]]:
    """An hour at the first door, and at the second of those that have one."""
    first = hour.check_ins if venue.door_count < 2 else round(hour.check_ins * FRONT)
    for door, scans in ((min(1, venue.door_count), first), (2, hour.check_ins - first)):
        if not scans:
            continue
        verify, refuse = _some(scans, VERIFIED, rng), _some(scans, REFUSED, rng)
        admit = max(0, scans - verify - refuse)
        black = _some(refuse, BLACK, rng)
        extra = hour.companions * scans // hour.check_ins if admit else 0
        groups = min(extra, admit)
        outs = min(admit, hour.check_outs * scans // hour.check_ins)
        yield (
            *(hour.key, _begins(hour), door, hour.day, hour.clock),
            *(admit + verify + refuse, admit + verify + refuse + extra, admit + extra, admit, verify, refuse),
            *(admit, verify, refuse - black, black, groups, groups + extra, outs, admit - outs),
            min(venue.capacity, round((admit + extra) * 0.8)),
        )


def _some(of: int, share: float, rng: Random) -> int:
    return sum(rng.random() < share for _ in range(of))


def _note(hours: list[Hour], end: datetime) -> None:
    """Hours are noted as counted, the empty ones too: nothing of them waits but what true visits bring."""
    first = end - NOTED
    sums = {first + number * HOUR: 0 for number in range(NOTED // HOUR)}
    for hour in hours:
        if (begins := _begins(hour)) in sums:
            sums[begins] += hour.check_ins
    at = timezone.now()
    CountedHour.objects.bulk_create(
        CountedHour(hour=begins, counted_at=at, visits=visits, open=0) for begins, visits in sums.items()
    )


def _report(regency: Region, today: date, rng: Random) -> None:
    """A wave that is going down, and vaccination on workdays, as the health office would have reported."""
    for back in range(1, 61):
        day = today - timedelta(days=back)
        level = 4 + 60 * exp((back - 60) / 22) + 30 * exp(-(((back - 20) / 9) ** 2))
        cases = round(rng.gauss(level, level**0.5))
        HealthDay.objects.create(
            region=regency,
            day=day,
            cases=max(0, cases),
            recoveries=max(0, round(rng.gauss(level * 1.1, level**0.5))),
            doses=0 if day.weekday() == 6 else rng.randint(900, 2600),
            entered_by="system",
        )
