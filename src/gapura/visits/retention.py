"""Visits are kept for a stated number of days, then whole days are dropped, with a report of each."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.common.pieces import Progress, delete_oldest, unseen
from gapura.core import days
from gapura.core.ids import first_id
from gapura.people import evidence, handovers
from gapura.people.acts import answering, codes, devices, erased
from gapura.people.passes import acts as passes
from gapura.visits.models import DeletionReport, Nearness
from gapura.visits.signals import days_leaving

STILL_OPEN = timedelta(days=1)
"""Before today: visits of such a day still change, by check-outs and by devices that were offline."""

DAY = timedelta(days=1)
LOWEST, HIGHEST = UUID(int=0), UUID(int=(1 << 128) - 1)


@dataclass(frozen=True, slots=True)
class DeletedDay:
    """A UTC day of visits that went, and how many they were."""

    day: date
    visits: int


def run(
    *,
    by: trail.Actor,
    term_days: int,
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Progress = unseen,
) -> list[DeletedDay]:
    """Drop every day that lies more than `term_days` before today (UTC), oldest first.

    Visits of those days that nobody ended are closed first, so that the crowd in their venues stays right,
    and whoever counts visits is told (`days_leaving`). Each day goes in a transaction of its own: a run that
    was interrupted is gone on with by the next. Passes and codes that were good until before those days go
    with them, and so do the messages that brought one-time codes, devices that were signed out or had
    expired by then, corrections that were answered and evidence that was withdrawn long ago, and what was
    left of records that were erased by then.
    `dry_run` finds the same days and changes nothing.
    """
    now = now or timezone.now()
    before, _ = days.kept(now.astimezone(UTC).date(), term_days)
    if dry_run:
        return _found(before, now)
    close_overdue(_first(before), now)
    deleted: list[DeletedDay] = []
    leaving = [day for day in days_kept() if day < before]
    for done, day in enumerate(leaving, 1):
        days_leaving.send(DeletionReport, before=day + DAY)
        deleted += _let_go(day + DAY, now, term_days, by)
        progress(done, len(leaving))
    delete_oldest(Nearness.objects.filter(visit_id__lt=_first(before)), "visit_id")
    begins = datetime.combine(before, time(), UTC)
    passes.forget_expired(before=begins)
    handovers.forget_expired(before=begins)
    codes.forget_old(before=begins)
    devices.forget_ended(before=begins)
    erased.forget(before=begins)
    answering.forget_answered(now)
    evidence.forget_withdrawn(now)
    return deleted


def days_kept() -> list[date]:
    """Every UTC day whose visits are kept or awaited, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT day FROM gapura_partitions() ORDER BY day")
        return [day for (day,) in cursor.fetchall()]


def close_days(now: datetime | None = None) -> list[date]:
    """Index what a venue's day is asked by, for every day that has closed.

    Today's visits go without, because each check-in would pay for it.
    """
    today = (now or timezone.now()).astimezone(UTC).date()
    closed: list[date] = []
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT gapura_close_day(%s)", [today - STILL_OPEN])
            (day,) = cursor.fetchone()
            if day is None:
                return closed
            closed.append(day)


def close_overdue(until: UUID, now: datetime) -> None:
    """Close every visit past its limit, of all ids up to one."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT gapura_close_overdue(%s, %s, %s)", [LOWEST, until, now])
            if not cursor.fetchone()[0]:
                return


def _first(day: date) -> UUID:
    return first_id(datetime.combine(day, time(), UTC))


@transaction.atomic
def _found(before: date, now: datetime) -> list[DeletedDay]:
    close_overdue(_first(before), now)
    found = _drop(before, dry_run=True)
    transaction.set_rollback(True)
    return found


@transaction.atomic
def _let_go(before: date, now: datetime, term_days: int, by: trail.Actor) -> list[DeletedDay]:
    """Drop what was counted already; what came since is closed and counted with it."""
    close_overdue(_first(before), now)
    days_leaving.send(DeletionReport, before=before)
    deleted = _drop(before, dry_run=False)
    if deleted:
        _report(deleted, term_days, by)
    return deleted


def _drop(before: date, *, dry_run: bool) -> list[DeletedDay]:
    """Days without visits are dropped too, and not worth a report."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, visits FROM gapura_drop_partitions(%s, %s)", [before, dry_run])
        return [DeletedDay(day, visits) for day, visits in cursor.fetchall() if visits]


def _report(deleted: list[DeletedDay], term_days: int, by: trail.Actor) -> None:
    DeletionReport.objects.bulk_create(
        DeletionReport(day=gone.day, visits=gone.visits, term_days=term_days, deleted_by=by.actor)
        for gone in deleted
    )
    trail.record(
        "visits.deleted",
        by=by,
        subject="visits",
        days=[gone.day.isoformat() for gone in deleted],
        visits=sum(gone.visits for gone in deleted),
        term_days=term_days,
    )
