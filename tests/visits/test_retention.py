"""Visits go after their term, whole days at a time, and each day leaves a report."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, connection

from gapura.audit.models import Event
from gapura.audit.trail import COMMAND
from gapura.core.ids import day_of, new_id
from gapura.visits import retention
from gapura.visits.models import DeletionReport, Occupancy, Visit
from gapura.visits.retention import DeletedDay

NOW = datetime(2021, 10, 30, 12, tzinfo=UTC)
TERM = 14

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def days_around_then() -> None:
    """Partitions of the days that these tests speak of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gapura_make_partitions(%s, %s)", [date(2021, 10, 10), date(2021, 10, 30)])


def _visit(days_ago: int, *, left: bool = True, companions: int = 0) -> Visit:
    at = NOW - timedelta(days=days_ago)
    visit_id = new_id(at)
    visit = Visit(
        id=visit_id,
        day=day_of(visit_id),
        venue_id=uuid4(),
        person_id=uuid4(),
        number=1,
        door=0,
        companions=companions,
        colour="green",
        decision="admit",
        ruleset="C_2021-09-13",
        reasons="",
        occupancy=1 + companions,
        capacity=10,
        checked_in_at=at,
        limit_at=at + timedelta(hours=8),
        left_at=at + timedelta(hours=1) if left else None,
        left_by="visitor" if left else None,
    )
    visit.save(force_insert=True)
    Occupancy.objects.create(venue_id=visit.venue_id, inside=0 if left else 1 + companions)
    return visit


def _kept() -> set[UUID]:
    return set(Visit.objects.values_list("id", flat=True))


def test_a_visit_of_the_last_day_of_the_term_stays_and_one_a_day_older_goes() -> None:
    last, older = _visit(TERM), _visit(TERM + 1)
    assert retention.run(by=COMMAND, term_days=TERM, now=NOW) == [DeletedDay(older.day, 1)]
    assert _kept() == {last.id}


def test_every_deleted_day_leaves_a_report_and_the_trail_an_event() -> None:
    days = [_visit(18).day, _visit(18).day, _visit(17).day]
    retention.run(by=COMMAND, term_days=TERM, now=NOW)
    assert list(DeletionReport.objects.values_list("day", "visits", "term_days", "deleted_by")) == [
        (days[2], 1, TERM, "command"),
        (days[0], 2, TERM, "command"),
    ]
    told = Event.objects.filter(act="visits.deleted").order_by("id").values_list("data__visits", flat=True)
    assert list(told) == [2, 1]


def test_a_day_that_cannot_go_yet_holds_up_no_day_before_it() -> None:
    older, busy = _visit(18), _visit(17, left=False)
    Visit.objects.filter(id=busy.id).update(limit_at=NOW + timedelta(days=1))
    with pytest.raises(OperationalError, match="still open"):
        retention.run(by=COMMAND, term_days=TERM, now=NOW)
    assert _kept() == {busy.id}
    assert [report.day for report in DeletionReport.objects.all()] == [older.day]


def test_a_dry_run_finds_the_same_days_and_changes_nothing() -> None:
    old = _visit(16, left=False)
    found = retention.run(by=COMMAND, term_days=TERM, dry_run=True, now=NOW)
    assert found == [DeletedDay(old.day, 1)]
    assert _kept() == {old.id}
    assert Visit.objects.get().left_at is None
    assert not DeletionReport.objects.exists()


def test_a_visit_that_nobody_ended_leaves_its_venue_before_it_goes() -> None:
    forgotten = _visit(16, left=False, companions=3)
    retention.run(by=COMMAND, term_days=TERM, now=NOW)
    assert not _kept()
    assert Occupancy.objects.get(venue_id=forgotten.venue_id).inside == 0


def test_running_it_again_finds_nothing_more_to_do() -> None:
    _visit(16)
    retention.run(by=COMMAND, term_days=TERM, now=NOW)
    assert retention.run(by=COMMAND, term_days=TERM, now=NOW) == []
    assert DeletionReport.objects.count() == 1
