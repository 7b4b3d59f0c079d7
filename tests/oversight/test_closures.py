"""Days on which a place is closed by its own word: stated, explained, not expected, taken back."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.audit.models import Event
from gapura.core.compliance import Arithmetic
from gapura.oversight.closures.acts import ClosureError, left_to, state_closure, take_back
from gapura.oversight.compliance.measuring import measure_venue, settled_period
from gapura.oversight.models import Closure
from gapura.venues.acts.registering import subject
from gapura.venues.models import Venue
from gapura.visits.models import Occupancy
from tests.oversight.offices import Offices
from tests.oversight.world import signed_in
from tests.visits_by_hand import visit


def address(venue: Venue, step: str = "") -> str:
    return f"/tempat/{venue.pk}/tutup/{step}"


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def arithmetic_of(venue: Venue) -> Arithmetic:
    return measure_venue(Venue.objects.get(pk=venue.pk), *settled_period()).arithmetic


def stated(
    client: Client, venue: Venue, since: date, until: date | None = None, reason: str = "Odalan"
) -> int:
    given = {"since": since.isoformat(), "until": until.isoformat() if until else "", "reason": reason}
    return int(client.post(address(venue), given).status_code)


def test_a_pic_states_days_that_are_not_expected_and_stand_in_the_arithmetic(offices: Offices) -> None:
    venue, client = offices.lowest, signed_in(offices.low_pic)
    before = arithmetic_of(venue)
    period, _metric = settled_period()
    # The last seven days of the period and some: by the coordinator, who may go farther back.
    dayu = signed_in(offices.world.dayu)
    assert stated(dayu, venue, period.until - timedelta(days=6), period.until) == 302
    after = arithmetic_of(venue)
    assert (before.stated_days, after.stated_days) == (0, 5)
    assert after.open_days == before.open_days - 5
    page = client.get(f"/pic/tempat/{venue.pk}/kepatuhan/").content.decode()
    assert "Hari yang menurut tempat ini tutup" in page
    assert f'href="{address(venue)}"' in page
    assert "Odalan" in client.get(address(venue)).content.decode()


def test_one_day_is_enough_and_can_be_taken_back(offices: Offices) -> None:
    venue, client = offices.lowest, signed_in(offices.low_pic)
    assert stated(client, venue, days_ago(-3), reason="Perbaikan  atap") == 302
    closure = Closure.objects.get()
    assert (closure.since, closure.until, closure.reason) == (days_ago(-3), days_ago(-3), "Perbaikan atap")
    assert "Perbaikan atap" in client.get(address(venue)).content.decode()
    for _press in range(2):
        assert client.post(address(venue, f"{closure.pk}/hapus/")).status_code == 302
    assert not Closure.objects.exists()
    told = [entry.act for entry in trail.events_about(subject(venue))]
    assert (told.count("closure.state"), told.count("closure.take_back")) == (1, 1)


def earlier(time: timedelta) -> None:
    """As if what is stated had been stated so long ago."""
    Closure.objects.update(stated_at=F("stated_at") - time)


def hours_old(venue: Venue, hours: int) -> datetime:
    """A moment so many hours after the one closure was stated, that lies on the same day there."""
    zone = ZoneInfo(venue.time_zone)
    morning = datetime.combine(timezone.localdate(timezone=zone), time(7), zone)
    Closure.objects.update(stated_at=morning)
    Occupancy.objects.update(changed_at=morning - timedelta(hours=1))
    return morning + timedelta(hours=hours)


def somebody_comes(venue: Venue, at: datetime) -> None:
    visit(venue, at=at)
    Occupancy.objects.filter(pk=venue.pk).update(changed_at=at)


def test_a_slip_of_today_is_taken_back_by_its_pic_and_leaves_its_trace(offices: Offices) -> None:
    venue, pic = offices.lowest, signed_in(offices.low_pic)
    assert stated(pic, venue, days_ago(0), days_ago(-2), reason="Odalan") == 302
    assert "/hapus/" in pic.get(address(venue)).content.decode()
    pic.post(address(venue, f"{Closure.objects.get().pk}/hapus/"))
    assert not Closure.objects.exists()
    told = {event.act: event for event in Event.objects.filter(act__startswith="closure.")}
    assert told["closure.take_back"].by == offices.low_pic.actor
    assert told["closure.take_back"].data["since"] == days_ago(0).isoformat()


@pytest.mark.parametrize(("hours", "comes", "whole"), [(0, True, True), (5, False, True), (5, True, False)])
def test_a_slip_is_one_while_no_more_is_known_of_the_day(
    offices: Offices, hours: int, comes: bool, whole: bool
) -> None:
    venue = offices.lowest
    assert stated(signed_in(offices.low_pic), venue, days_ago(0)) == 302
    now = hours_old(venue, hours) + timedelta(minutes=40)
    if comes:
        somebody_comes(venue, now - timedelta(minutes=10))
    closure = Closure.objects.select_related("venue").get()
    assert left_to(closure, Role.PIC, now) == (days_ago(0) if whole else None)


def test_nobody_keeps_the_silent_days_closed_and_takes_the_busy_ones_back(offices: Offices) -> None:
    venue, pic = offices.lowest, signed_in(offices.low_pic)
    for days in (7, 0):
        assert stated(pic, venue, days_ago(days)) == 302
    earlier(timedelta(days=1))
    assert "/hapus/" not in pic.get(address(venue)).content.decode()
    for closure in Closure.objects.all():
        answer = pic.post(address(venue, f"{closure.pk}/hapus/"), follow=True)
        assert "tanyakan kepada koordinator Anda" in answer.content.decode()
    assert Closure.objects.count() == 2
    dayu = signed_in(offices.world.dayu)
    for closure in Closure.objects.all():
        dayu.post(address(venue, f"{closure.pk}/hapus/"))
    assert not Closure.objects.exists(), "the coordinator puts right what was stated by mistake"


def test_a_closure_under_way_can_end_early(offices: Offices) -> None:
    venue, pic = offices.lowest, signed_in(offices.low_pic)
    assert stated(pic, venue, days_ago(2), days_ago(-10)) == 302
    earlier(timedelta(days=1))
    closure = Closure.objects.get()
    assert "Buka lagi mulai" in pic.get(address(venue)).content.decode()
    pic.post(address(venue, f"{closure.pk}/hapus/"))
    closure.refresh_from_db()
    assert (closure.since, closure.until) == (days_ago(2), days_ago(0))
    told = Event.objects.get(act="closure.take_back").data
    assert (told["since"], told["until"]) == (days_ago(-1).isoformat(), days_ago(-10).isoformat())


def test_what_is_long_past_stays_as_it_was_stated(offices: Offices) -> None:
    now = timezone.now()
    closure = state_closure(
        venue=offices.lowest,
        since=days_ago(60),
        until=days_ago(60),
        reason="Odalan",
        by=offices.world.dayu,
    )
    with pytest.raises(ClosureError, match="late"):
        take_back(closure=closure, by=offices.world.dayu, now=now + timedelta(days=2))


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [(8, 8, "since"), (-1, 1, "until"), (-1, -80, "until"), (-400, -401, "until")],
    ids=["late", "order", "long", "far"],
)
def test_what_a_pic_cannot_state_is_said_beside_the_field(
    offices: Offices, since: int, until: int, field: str
) -> None:
    client = signed_in(offices.low_pic)
    given = {"since": days_ago(since).isoformat(), "until": days_ago(until).isoformat(), "reason": "Odalan"}
    answer = client.post(address(offices.lowest), given)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Closure.objects.exists()


def test_silence_is_not_explained_away_but_the_coordinator_can_correct(offices: Offices) -> None:
    assert stated(signed_in(offices.low_pic), offices.lowest, days_ago(8)) == 422
    assert stated(signed_in(offices.world.dayu), offices.lowest, days_ago(8)) == 302
    with pytest.raises(ClosureError, match="late"):
        state_closure(
            venue=offices.lowest,
            since=days_ago(61),
            until=days_ago(61),
            reason="Odalan",
            by=offices.world.dayu,
        )


def test_a_reason_is_needed(offices: Offices) -> None:
    assert stated(signed_in(offices.low_pic), offices.lowest, days_ago(0), reason="") == 422
    with pytest.raises(ClosureError, match="reason"):
        state_closure(
            venue=offices.lowest, since=days_ago(0), until=days_ago(0), reason=" ", by=offices.low_pic
        )


def test_only_its_own_people_speak_for_a_place(offices: Offices) -> None:
    closure = state_closure(
        venue=offices.lowest, since=days_ago(0), until=days_ago(0), reason="Odalan", by=offices.low_pic
    )
    here, path = address(offices.lowest), address(offices.lowest, f"{closure.pk}/hapus/")
    for other in (offices.best_pic, offices.world.stranger):
        assert signed_in(other).get(here).status_code == 404
        assert signed_in(other).post(path).status_code == 404
    assert signed_in(offices.world.agus).get(here).status_code == 403
    elsewhere = address(offices.best, f"{closure.pk}/hapus/")
    assert signed_in(offices.best_pic).post(elsewhere).status_code == 404
    assert Closure.objects.count() == 1
