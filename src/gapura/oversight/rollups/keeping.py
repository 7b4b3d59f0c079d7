"""Keeps the counts in step with visits: which hours to count again, in which order, how many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from gapura.common.locks import hold
from gapura.core.ids import first_id
from gapura.oversight.rollups.counting import HOUR, add_up, count
from gapura.oversight.rollups.looking import keep_fresh
from gapura.visits.retention import days_kept

BUDGET: Final = 400_000
"""Visits of older hours to count again in one run, so that it stays short on the largest deployment too."""

CLOCKS: Final = timedelta(minutes=10)
"""How far the gate lets a phone's clock be off: so far from the present can the time of a new id be."""

SETTLES: Final = CLOCKS + timedelta(minutes=10)
"""How long after an hour's end its last check-in has been committed for sure."""

_LOCK: Final = b"rollups_"

# What waits to be counted: an hour that never was, one with visits that are still open, one that new ids
# could still fall into when it was last counted, and one of which a visit came late. How many visits an hour
# has that was never counted is a guess: an eighth of what the database takes its day to hold.
_WAITING: Final = """
SELECT h.hour, coalesce(c.visits, d.visits / 8, 5000)
FROM unnest(%(hours)s::timestamptz[], %(from_ids)s::uuid[], %(to_ids)s::uuid[]) h (hour, from_id, to_id)
LEFT JOIN oversight_countedhour c ON c.hour = h.hour
LEFT JOIN (SELECT p.day, nullif(greatest(r.reltuples, 0), 0)::bigint AS visits
           FROM gapura_partitions() p JOIN pg_class r ON r.oid = to_regclass(p.name)) d
       ON d.day = (h.hour AT TIME ZONE 'UTC')::date
WHERE c.hour IS NULL OR c.open > 0 OR c.counted_at < h.hour + %(settled)s::interval
   OR EXISTS (SELECT FROM visits_latevisit l WHERE l.id >= h.from_id AND l.id < h.to_id)
ORDER BY c.counted_at NULLS FIRST, h.hour DESC
"""
_FORGET: Final = """
DELETE FROM visits_latevisit l USING unnest(%(from_ids)s::uuid[], %(to_ids)s::uuid[]) h (from_id, to_id)
WHERE l.id >= h.from_id AND l.id < h.to_id
"""
_WITH_VISITS: Final = """
SELECT h.hour
FROM unnest(%(hours)s::timestamptz[], %(from_ids)s::uuid[], %(to_ids)s::uuid[], %(days)s::date[])
     h (hour, from_id, to_id, day)
WHERE EXISTS (SELECT FROM visits_visit v WHERE v.day = h.day AND v.id >= h.from_id AND v.id < h.to_id)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run did: the hours it counted, and how many still wait."""

    hours: int
    waiting: int


def keep(*, now: datetime | None = None, budget: int = BUDGET) -> Run:
    """Bring the counts into step with the visits until now.

    The present hour first; then those whose last count is longest ago, as many as `budget` visits allow and
    one at least. Most deployments are in step after every run; a nation's busiest hours take turns. Crowds
    are added up while somebody looks at them.
    """
    run = _count_affordable(now or timezone.now(), budget)
    keep_fresh()
    return run


def settle(*, before: date, now: datetime | None = None) -> Run:
    """Count for the last time what still waits before a UTC date: its visits are about to be dropped.

    Each hour is a transaction of its own.
    """
    now = now or timezone.now()
    end = datetime.combine(before, time(), UTC)
    chosen = [hour for hour, _visits in _waiting([hour for hour in hours_kept(now) if hour < end])]
    for hour in chosen:
        with transaction.atomic():
            hold(_LOCK)
            _count([hour], now)
    return Run(len(chosen), 0)


@transaction.atomic
def recount(hours: Sequence[datetime], *, now: datetime | None = None) -> Run:
    """Count these UTC hours again, whether they wait or not; those whose visits are gone stay as they are."""
    now = now or timezone.now()
    hold(_LOCK)
    chosen = _with_visits(hours)
    _count(chosen, now)
    return Run(len(chosen), 0)


def hours_kept(now: datetime) -> list[datetime]:
    """Every UTC hour whose visits are kept, up to the one that ids can carry already, oldest first."""
    days = (datetime.combine(day, time(), UTC) for day in days_kept())
    hours = (day + number * HOUR for day in days for number in range(24))
    return [hour for hour in hours if hour <= now + CLOCKS]


@transaction.atomic
def _count_affordable(now: datetime, budget: int) -> Run:
    hold(_LOCK)
    waiting = _waiting(hours_kept(now))
    chosen = _affordable(waiting, now, budget)
    _count(chosen, now)
    return Run(len(chosen), len(waiting) - len(chosen))


def _with_visits(hours: Sequence[datetime]) -> list[datetime]:
    with connection.cursor() as cursor:
        cursor.execute(_WITH_VISITS, {**_ranges(hours), "days": [hour.date() for hour in hours]})
        return [hour for (hour,) in cursor.fetchall()]


def _waiting(hours: Sequence[datetime]) -> list[tuple[datetime, int]]:
    """Those of the hours that are to be counted, longest uncounted first, with the visits last seen there."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {**_ranges(hours), "settled": f"{(HOUR + SETTLES).seconds} seconds"})
        return [(hour, visits) for hour, visits in cursor.fetchall()]


def _affordable(waiting: Sequence[tuple[datetime, int]], now: datetime, budget: int) -> list[datetime]:
    present = [hour for hour, _visits in waiting if hour + HOUR > now - CLOCKS]
    others = [(hour, visits) for hour, visits in waiting if hour + HOUR <= now - CLOCKS]
    spent = 0
    chosen: list[datetime] = []
    for hour, visits in others:
        if chosen and spent + visits > budget:
            break
        spent += visits
        chosen.append(hour)
    return [*present, *chosen]


def _count(hours: Sequence[datetime], now: datetime) -> None:
    if not hours:
        return
    # First the marks: a visit whose mark we do not see yet is not ours to count, and its mark stays.
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, _ranges(hours))
    add_up(count(hours, now))


def _ranges(hours: Sequence[datetime]) -> dict[str, list[Any]]:
    return {
        "hours": list(hours),
        "from_ids": [first_id(hour) for hour in hours],
        "to_ids": [first_id(hour + HOUR) for hour in hours],
    }
