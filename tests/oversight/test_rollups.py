"""Counts of visits equal a recount, whatever happened to the visits."""

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapura.audit.trail import SYSTEM
from gapura.core.compliance import get
from gapura.core.ids import new_id
from gapura.oversight.compliance.reading import days_of
from gapura.oversight.rollups import counting, forgetting, keeping, repeats
from gapura.oversight.rollups.keeping import keep
from gapura.oversight.rollups.models import CountedHour, RegionDay, RegionHour, RegionNow, VenueDay, VenueHour
from gapura.oversight.rollups.rebuilding import rebuild
from gapura.venues.models import Venue
from gapura.visits import retention
from gapura.visits.models import LateVisit, Visit
from tests.oversight.recount import Recount
from tests.oversight.world import CheckIn, World, check_in, in_step, leave
from tests.postgresql.plans import plans_of, read_whole

NOW = datetime(2026, 3, 10, 4, 30, tzinfo=UTC)  # half past twelve at noon in Gianyar
TODAY = NOW.date()
EXAMPLES = 2000 if os.environ.get("GAPURA_LONG") else 30
SCANS, PEOPLE = (get(name).parameters for name in ("compliance-1", "compliance-2"))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _days(db: None) -> None:
    """Partitions of the days around NOW only, as retention keeps them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gapura_drop_partitions('9999-01-01', false)")
        cursor.execute("SELECT gapura_make_partitions(%s, %s)", [NOW.date() - 14 * DAY, NOW.date() + DAY])


def counts(venue: Venue, *names: str) -> tuple[int, ...]:
    """Some counts of a venue's day of NOW."""
    return tuple(VenueDay.objects.values_list(*names).get(venue_id=venue.pk, day=NOW.date()))


def test_a_check_in_is_counted_by_door_and_hour_and_day(world: World) -> None:
    check_in(CheckIn(world.desa, NOW, companions=2, door=2, occupancy=7))
    in_step(NOW)
    hour = VenueHour.objects.get()
    assert (hour.hour, hour.door, hour.clock) == (NOW.replace(minute=0), 2, 12)
    assert counts(world.desa, "check_ins", "people", "groups", "group_people", "peak") == (1, 3, 1, 3, 7)


def test_every_region_above_a_place_counts_it(world: World) -> None:
    check_in(CheckIn(world.desa, NOW), CheckIn(world.puskesmas, NOW), CheckIn(world.badung_office, NOW))
    in_step(NOW)
    found = {(day.region_id, day.category): (day.check_ins, day.places) for day in RegionDay.objects.all()}
    assert found["ID", "kantor_desa"] == found["51.04.01", "kantor_desa"] == (1, 1)
    assert found["51.04", "puskesmas"] == (1, 1)
    assert ("51.04.01.2001", "kantor_desa") not in found
    assert sum(check_ins for (code, _category), (check_ins, _places) in found.items() if code == "51") == 3


def test_what_was_decided_and_how_visits_ended(world: World) -> None:
    inside, *_others = check_in(
        CheckIn(world.desa, NOW),
        CheckIn(world.desa, NOW, "verify", "yellow"),
        CheckIn(world.desa, NOW, "refuse", "red"),
        CheckIn(world.desa, NOW, "refuse", "black"),
        CheckIn(world.desa, NOW, "full"),
    )
    in_step(NOW)
    assert counts(world.desa, "admit", "verify", "refuse", "full") == (1, 1, 2, 1)
    assert counts(world.desa, "green", "yellow", "red", "black") == (2, 1, 1, 1)
    leave(inside, at=NOW + 3 * HOUR, by="officer")
    in_step(NOW + 3 * HOUR)
    assert counts(world.desa, "left_officer", "left_visitor") == (1, 0)


def test_whom_an_officer_checked_is_known_with_and_without_a_network(world: World) -> None:
    checked: dict[str, Any] = {
        "decision": "admit",
        "colour": "yellow",
        "reasons": "verified_by_officer,first_dose",
    }
    check_in(
        CheckIn(world.desa, NOW, "verify", "yellow"),  # looked at by nobody
        CheckIn(world.desa, NOW, "verify", "yellow"),
        CheckIn(world.desa, NOW, **checked),  # who was just sent to the officer
        CheckIn(world.desa, NOW - MINUTE, offline=True, **checked),
    )
    in_step(NOW)
    assert counts(world.desa, "verify", "verified", "verified_late") == (2, 2, 1)
    day = days_of([world.desa.pk], NOW.date(), NOW.date(), SCANS)[str(world.desa.pk)][NOW.date()]
    assert (day.to_verify, day.verified) == (3, 2)


def people_of(venue: Venue, day: date = TODAY) -> tuple[int, int, bool]:
    """Check-ins and companions as the metric of people counts them, and whether the day is silent."""
    found = days_of([venue.pk], day, day, PEOPLE)[str(venue.pk)][day]
    return found.check_ins, found.companions, found.silent


def test_a_person_counts_once_a_day_however_often_they_scan(world: World) -> None:
    wayan, made = new_id(), new_id()
    verified = "verified_by_officer,first_dose"
    check_in(
        CheckIn(world.desa, NOW, "verify", "yellow", companions=1, person_id=wayan),
        CheckIn(world.desa, NOW + MINUTE, "admit", "yellow", 1, reasons=verified, person_id=wayan),
        CheckIn(world.desa, NOW, "full", person_id=made),
        CheckIn(world.desa, NOW + MINUTE, companions=2, person_id=made),
        CheckIn(world.desa, NOW + 2 * HOUR, companions=2, person_id=made),  # back from lunch
        CheckIn(world.puskesmas, NOW + 3 * HOUR, person_id=made),
        CheckIn(world.desa, NOW, "refuse", "red"),
    )
    in_step(NOW + 30 * HOUR)
    assert repeats.compare(now=NOW + 2 * DAY) == 1
    assert people_of(world.desa) == (2, 3, False)
    assert people_of(world.puskesmas) == (1, 0, False)
    assert counts(world.desa, "check_ins", "people", "admit") == (6, 12, 3)


def test_who_was_only_turned_away_did_not_come_in_but_broke_the_silence(world: World) -> None:
    check_in(CheckIn(world.desa, NOW, "refuse", "red"), CheckIn(world.desa, NOW, "verify", "yellow"))
    in_step(NOW + 30 * HOUR)
    repeats.compare(now=NOW + 2 * DAY)
    assert people_of(world.desa) == (0, 0, False)


def test_a_day_of_a_place_begins_at_its_own_midnight(world: World) -> None:
    wayan, midnight = new_id(), NOW.replace(hour=16, minute=0)
    check_in(*(CheckIn(world.desa, midnight + step, person_id=wayan) for step in (-MINUTE, MINUTE, HOUR)))
    in_step(NOW + 3 * DAY)
    assert repeats.compare(now=NOW + 3 * DAY) == 2
    assert people_of(world.desa) == (1, 0, False)
    assert people_of(world.desa, NOW.date() + DAY) == (1, 0, False)


def test_a_device_that_sends_late_is_compared_with_who_had_come(world: World) -> None:
    wayan = new_id()
    check_in(CheckIn(world.desa, NOW, left_at=NOW + HOUR, left_by="visitor", person_id=wayan))
    in_step(NOW + 2 * DAY)
    repeats.compare(now=NOW + 2 * DAY)
    before = NOW - 2 * HOUR
    check_in(CheckIn(world.desa, before, left_at=NOW, left_by="visitor", offline=True, person_id=wayan))
    in_step(NOW + 3 * DAY)
    assert repeats.compare(now=NOW + 3 * DAY) == 1
    assert repeats.compare(now=NOW + 3 * DAY) == 0
    assert people_of(world.desa) == (1, 0, False)


def test_who_came_again_is_known_when_the_visits_are_gone(world: World) -> None:
    wayan, then = new_id(), NOW - 14 * DAY
    with connection.cursor() as cursor:
        cursor.execute("SELECT gapura_make_partitions(%s, %s)", [NOW.date() - 16 * DAY, NOW.date()])
    check_in(
        CheckIn(world.desa, then - 12 * HOUR, person_id=wayan), CheckIn(world.desa, then, person_id=wayan)
    )
    # The day's first hours are dropped, its others a day later.
    retention.run(by=SYSTEM, term_days=14, now=NOW)
    rebuild(now=NOW)
    assert people_of(world.desa, then.date()) == (1, 0, False)
    retention.run(by=SYSTEM, term_days=14, now=NOW + DAY)
    rebuild(now=NOW + DAY)
    assert not Visit.objects.exists()
    assert people_of(world.desa, then.date()) == (1, 0, False)


def test_a_visit_that_ends_long_after_its_hour_is_counted_as_ended(world: World) -> None:
    (visit,) = check_in(CheckIn(world.desa, NOW - 30 * HOUR))
    in_step(NOW)
    leave(visit, at=NOW, by="limit")
    in_step(NOW)
    assert VenueHour.objects.get().left_limit == 1


def test_an_offline_door_that_syncs_two_days_late_is_counted_where_it_belongs(world: World) -> None:
    in_step(NOW)
    then = NOW - 2 * DAY
    check_in(CheckIn(world.desa, then, left_at=then + HOUR, left_by="visitor", offline=True))
    in_step(NOW)
    day = VenueDay.objects.get()
    assert (day.day, day.offline) == (then.date(), 1)
    assert not LateVisit.objects.exists()


def test_an_hour_that_nothing_can_change_is_not_counted_again(world: World) -> None:
    (visit,) = check_in(CheckIn(world.desa, NOW - 3 * HOUR))
    in_step(NOW)
    leave(visit, at=NOW)
    in_step(NOW)
    assert keep(now=NOW + MINUTE).hours == 1  # the present one


def test_the_oldest_wait_first_where_there_is_more_than_one_run_can_count(world: World) -> None:
    check_in(CheckIn(world.desa, NOW - 3 * HOUR), CheckIn(world.desa, NOW - 5 * HOUR))
    in_step(NOW)
    first = keep(now=NOW + MINUTE, budget=0)
    assert (first.hours, first.waiting) == (2, 1)
    keep(now=NOW + 2 * MINUTE, budget=0)
    again = CountedHour.objects.filter(open=1).values_list("counted_at", flat=True)
    assert sorted(again) == [NOW + MINUTE, NOW + 2 * MINUTE]


def test_how_many_new_hours_one_run_takes_on_goes_by_how_many_visits_their_day_holds(world: World) -> None:
    """A nation's hours are counted one by one after an outage, a regency's all at once."""
    noon = NOW - 3 * DAY
    in_step(noon - 5 * HOUR)
    check_in(*(CheckIn(world.desa, noon - 2 * HOUR) for _ in range(80)))
    retention.close_days(NOW)  # to index a day is to learn how many visits it holds
    # The present hour, and three that may have ten each.
    assert keep(now=noon, budget=35).hours == 1 + 3


def test_a_job_that_was_away_for_days_finds_all_that_happened(world: World) -> None:
    in_step(NOW - 6 * DAY)
    check_in(*(CheckIn(world.desa, NOW - number * 20 * HOUR) for number in range(7)))
    in_step(NOW)
    assert sum(VenueDay.objects.values_list("check_ins", flat=True)) == 7


def test_counting_twice_writes_nothing(world: World) -> None:
    check_in(CheckIn(world.desa, NOW), CheckIn(world.puskesmas, NOW - 2 * HOUR))
    for weeks in range(2, 6):
        busy = VenueDay(venue_id=world.puskesmas.pk, day=TODAY - weeks * 7 * DAY, check_ins=50)
        busy.save(force_insert=True)
    in_step(NOW)
    rebuild(now=NOW)
    before = _versions()
    in_step(NOW)
    rebuild(now=NOW)
    assert _versions() == before


def _versions() -> list[Any]:
    """Where each row lies, and who wrote or locked it last: a row that is locked is written, too."""
    tables = ("venuehour", "venueday", "regionhour", "regionday", "regionnow", "venuetrend")
    each = (
        f"SELECT '{table}', ctid::text, xmin::text, xmax::text FROM oversight_{table}" for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        rows = sorted(cursor.fetchall())
    assert {table for table, *_version in rows} == set(tables)
    return rows


def test_counts_outlive_the_visits(world: World) -> None:
    then = NOW - 20 * DAY
    with connection.cursor() as cursor:
        cursor.execute("SELECT gapura_make_partitions(%s, %s)", [then.date(), NOW.date() - 15 * DAY])
    check_in(CheckIn(world.desa, then), CheckIn(world.desa, then))
    deleted = retention.run(by=SYSTEM, term_days=14, now=NOW)
    assert [gone.visits for gone in deleted] == [2]
    rebuild(now=NOW)
    day = VenueDay.objects.get()
    assert (day.check_ins, day.left_limit) == (2, 2)


def test_counts_go_after_their_term_and_regions_days_stay(world: World) -> None:
    check_in(CheckIn(world.desa, NOW - 26 * HOUR), CheckIn(world.desa, NOW - HOUR), CheckIn(world.desa, NOW))
    in_step(NOW)
    days = forgetting.KEPT[VenueHour]
    gone = forgetting.forget(NOW.date() + days * DAY)
    assert list(VenueHour.objects.values_list("day", flat=True)) == [NOW.date()] * 2
    assert not RegionHour.objects.exists()
    assert gone > 1
    forgetting.forget(NOW.date() + forgetting.KEPT[VenueDay] * DAY)
    assert list(VenueDay.objects.values_list("day", flat=True)) == [NOW.date()]
    assert RegionDay.objects.filter(day=NOW.date() - DAY).exists()


def test_old_counts_are_found_without_reading_all_that_are_kept(world: World) -> None:
    check_in(CheckIn(world.desa, NOW - 26 * HOUR), CheckIn(world.desa, NOW))
    in_step(NOW)
    long_after = NOW.date() + max(forgetting.KEPT.values()) * DAY
    assert read_whole(lambda: forgetting.forget(long_after)) == set()


def test_a_dry_run_of_retention_counts_nothing(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT gapura_make_partitions(%s, %s)", [NOW.date() - 20 * DAY, NOW.date()])
    check_in(CheckIn(world.desa, NOW - 20 * DAY))
    retention.run(by=SYSTEM, term_days=14, dry_run=True, now=NOW)
    assert not VenueDay.objects.exists()


def test_the_crowd_of_a_region_is_that_of_its_places(world: World) -> None:
    check_in(CheckIn(world.desa, NOW, companions=2), CheckIn(world.badung_office, NOW))
    in_step(NOW)
    inside = {(now.region_id, now.category): now for now in RegionNow.objects.all()}
    assert inside["51.04", "kantor_desa"].inside == 3
    assert inside["51.04", "puskesmas"].inside == 0
    assert inside["51.04", "puskesmas"].places == 1
    assert inside["ID", "kantor_camat"].inside == 1


def test_a_crowd_that_is_as_it_was_is_not_written_again(world: World) -> None:
    check_in(CheckIn(world.desa, NOW))
    counting.look_inside()
    counting.look_inside()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE xmax <> 0) FROM oversight_regionnow")
        rows, locked = cursor.fetchone()
    assert rows
    assert not locked, "a row that is locked is written"


def test_regions_above_a_place_are_few_in_the_planner_s_eyes_too(world: World) -> None:
    """A function's rows are guessed as a thousand; times a nation's places that is work worth compiling."""
    plans = plans_of(counting.look_inside)
    assert len(plans) == 1
    assert "Function Scan" not in plans[0]


def test_a_place_that_moved_is_added_up_where_it_is_after_a_rebuild(world: World) -> None:
    check_in(CheckIn(world.puskesmas, NOW))
    in_step(NOW)
    Venue.objects.filter(pk=world.puskesmas.pk).update(region=world.badung, category="rumah_sakit")
    rebuild(now=NOW)
    assert set(RegionDay.objects.values_list("region_id", "category")) == {
        (code, "rumah_sakit") for code in ("ID", "51", "51.03")
    }


DOORS = st.integers(0, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("arrive"),
            st.integers(0, 60 * 60),
            DOORS,
            st.integers(0, 3),
            st.integers(0, 5),
            st.booleans(),
        ),
        st.tuples(st.just("late"), st.integers(0, 60 * 24 * 13), DOORS, st.integers(0, 3), st.integers(0, 5)),
        st.tuples(st.just("leave"), st.integers(0, 30), st.sampled_from(["visitor", "officer", "elsewhere"])),
        st.tuples(st.just("correct"), st.integers(0, 30)),
        st.tuples(st.just("wait"), st.integers(1, 60 * 30)),
        st.tuples(st.just("keep"), st.sampled_from([0, 1, 5, keeping.BUDGET])),
        st.tuples(st.just("retain"), st.integers(1, 14)),
        st.tuples(st.just("rebuild")),
    ),
    max_size=30,
)
OUTCOMES = (
    *(
        ("admit", "green", ""),
        ("admit", "yellow", "verified_by_officer,first_dose"),
        ("verify", "yellow", ""),
    ),
    *(("refuse", "red", ""), ("refuse", "black", ""), ("full", "green", "")),
)


class Story:
    """What happens at three doors, step by step, at a time that only moves on."""

    def __init__(self, world: World) -> None:
        self.venues = (world.desa, world.puskesmas, world.badung_office)
        self.now = NOW
        self.recount = Recount()

    def play(self, kind: str, *values: Any) -> None:
        getattr(self, f"_{kind}")(*values)
        self.recount.look()

    def end(self) -> None:
        """Nobody is asked to guess how many runs it takes: until nothing waits."""
        in_step(self.now)
        self.recount.check()

    def _arrive(self, second: int, place: int, companions: int, outcome: int, offset: bool) -> None:
        decision, colour, reasons = OUTCOMES[outcome]
        # Phones' clocks are off by up to ten minutes, which may be the hour before or the next.
        at = self.now + timedelta(seconds=second % 540) * (1 if offset else -1)
        venue = self.venues[place]
        occupancy = 1 + second % 40
        check_in(
            CheckIn(venue, at, decision, colour, companions, door=place, occupancy=occupancy, reasons=reasons)
        )

    def _late(self, minutes: int, place: int, companions: int, outcome: int) -> None:
        decision, colour, reasons = OUTCOMES[outcome]
        at = self.now - minutes * MINUTE
        ended: dict[str, Any] = {"left_at": at + MINUTE, "left_by": "visitor"} if decision == "admit" else {}
        late: dict[str, Any] = {"offline": True, "reasons": reasons, **ended}
        check_in(CheckIn(self.venues[place], at, decision, colour, companions, **late))

    def _leave(self, number: int, by: str) -> None:
        if here := self._of(Visit.objects.filter(decision="admit", left_at=None), number):
            leave(here, at=self.now, by=by)

    def _correct(self, number: int) -> None:
        if wrong := self._of(Visit.objects.filter(decision="refuse"), number):
            Visit.objects.filter(id=wrong.id).update(decision="verify", colour="yellow")
            with connection.cursor() as cursor:
                cursor.execute("SELECT gapura_mark_late(%s, %s)", [[wrong.id], [wrong.venue_id]])

    def _wait(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    def _keep(self, budget: int) -> None:
        keep(now=self.now, budget=budget)

    def _retain(self, days: int) -> None:
        retention.run(by=SYSTEM, term_days=days, now=self.now)
        for visit in self.recount.seen.values():
            if visit.day < self.now.date() - days * DAY and visit.decision == "admit" and not visit.left_by:
                visit.left_by = "limit"

    def _rebuild(self) -> None:
        rebuild(now=self.now)

    def _of(self, found: Any, number: int) -> Visit | None:
        rows = list(found.order_by("id"))
        return rows[number % len(rows)] if rows else None


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=EXAMPLES
)
@given(steps=STEPS)
def test_counts_equal_a_recount_whatever_happens(world: World, steps: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        story = Story(world)
        for step in steps:
            story.play(*step)
        story.end()
        transaction.set_rollback(True)


def test_the_present_is_counted_without_being_told_the_time(world: World) -> None:
    check_in(CheckIn(world.desa))
    keep()
    assert VenueDay.objects.get().check_ins == 1
    assert timezone.now() - CountedHour.objects.latest("hour").counted_at < HOUR
