"""What a place declares of its hours, staff and guests counts for the days after, never for those before."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit.models import Event
from gapura.core.compliance import Arithmetic
from gapura.oversight.compliance.measuring import Period, measure_venue, metric_of, settled_period
from gapura.venues.acts import describe_venue
from gapura.venues.models import EarlierDeclaration, Venue
from tests.oversight.offices import ZONE, Offices, drafted, entry_of
from tests.oversight.world import signed_in
from tests.staff import HOURS

MONDAYS = {"mon": ["07:30", "15:30"]}


def arithmetic_of(venue: Venue, period: Period | None = None) -> Arithmetic:
    period = period or settled_period()[0]
    return measure_venue(Venue.objects.get(pk=venue.pk), period, metric_of(period)).arithmetic


def today() -> date:
    return timezone.now().astimezone(ZONE).date()


def declare(venue: Venue, by: User, days_ago: int = 0, **changed: Any) -> Venue:
    """Change what a place declares, so many days ago."""
    known = Venue.objects.get(pk=venue.pk)
    fields = ("address", "capacity", "stay_limit", "staff", "daily_guests", "opening_hours")
    return describe_venue(
        venue=known,
        **{**{name: getattr(known, name) for name in fields}, **changed},
        by=by,
        now=timezone.now() - timedelta(days=days_ago),
    )


def details(**changed: str) -> dict[str, str]:
    """The form of the details as the offices' stand, but for what is changed."""
    hours = {
        f"{day}_{end}": time
        for day, times in HOURS.items()
        for end, time in zip(("from", "to"), times, strict=True)
    }
    known = {"address": "Jalan Raya 1", "capacity": "60", "stay_limit": "240"}
    return {**known, "staff": "40", "daily_guests": "66", **hours, **changed}


def test_nobody_rewrites_the_past_before_a_ranking(offices: Offices) -> None:
    """The lowest place declares two people, and Mondays only, just before it is ranked."""
    before = arithmetic_of(offices.lowest)
    pic = signed_in(offices.low_pic)
    closed = {f"{day}_{end}": "" for day in ("tue", "wed", "thu", "fri") for end in ("from", "to")}
    path = f"/pic/tempat/{offices.lowest.pk}/"
    assert pic.post(path, details(staff="2", daily_guests="0", **closed)).status_code == 302
    assert Venue.objects.get(pk=offices.lowest.pk).opening_hours == MONDAYS
    assert arithmetic_of(offices.lowest) == before
    told = entry_of(drafted(offices), offices.lowest)
    assert (told.side, told.rank) == ("worst", 1)
    assert told.arithmetic["arithmetic"]["expectation"]["staff"] == 40


def test_what_is_declared_counts_from_the_next_day_on_and_the_page_shows_the_sum(offices: Offices) -> None:
    period, _metric = settled_period()
    first = (today() - period.since).days - 14  # so many days ago two weeks of the period were over
    declare(offices.lowest, offices.low_pic, first + 1, staff=80, daily_guests=132)
    found = arithmetic_of(offices.lowest, period)
    stretches = found.expectation.stretches
    assert [each.declared for each in stretches] == [100, 200]
    assert found.expectation.declared == sum(each.declared * each.weight for each in stretches) / sum(
        each.weight for each in stretches
    )
    page = signed_in(offices.low_pic).get(f"/pic/tempat/{offices.lowest.pk}/kepatuhan/").content.decode()
    assert "0,85 × 40 + 66" in page
    assert "0,85 × 80 + 132" in page
    assert "Rata-ratanya" in page


def test_the_day_of_the_change_keeps_what_stood_when_it_began(offices: Offices) -> None:
    declare(offices.lowest, offices.low_pic, staff=1)
    declare(offices.lowest, offices.low_pic, staff=2)
    kept = EarlierDeclaration.objects.get()
    assert (kept.until, kept.staff, kept.daily_guests, kept.opening_hours) == (today(), 40, 66, HOURS)


def test_the_day_is_that_of_the_place(offices: Offices) -> None:
    """At 17.00 in London it is the next day in Bali."""
    known = Venue.objects.get(pk=offices.lowest.pk)
    describe_venue(
        venue=known,
        address=known.address,
        capacity=known.capacity,
        stay_limit=known.stay_limit,
        staff=1,
        daily_guests=known.daily_guests,
        opening_hours=known.opening_hours,
        by=offices.low_pic,
        now=datetime.fromisoformat("2026-03-01T17:00:00+00:00"),
    )
    assert EarlierDeclaration.objects.get().until == date(2026, 3, 2)


def test_what_compliance_does_not_ask_for_keeps_nothing(offices: Offices) -> None:
    declare(offices.lowest, offices.low_pic, address="Jalan Raya 2", capacity=70)
    assert not EarlierDeclaration.objects.exists()


def test_the_first_declaration_of_a_place_counts_from_its_beginning(offices: Offices) -> None:
    """An office that was only imported is described later; another corrects itself on its first day."""
    bare, young = offices.venues[1], offices.venues[2]
    Venue.objects.filter(pk=bare.pk).update(staff=None, daily_guests=None, opening_hours={})
    declare(bare, offices.world.dayu, staff=40, daily_guests=66, opening_hours=HOURS)
    assert arithmetic_of(bare).expectation.declared == 100
    Venue.objects.filter(pk=young.pk).update(created_at=timezone.now())
    declare(young, offices.world.dayu, staff=5)
    assert not EarlierDeclaration.objects.exists()


def test_declaring_nothing_and_then_anew_is_no_first_declaration(offices: Offices) -> None:
    before = arithmetic_of(offices.lowest)
    declare(offices.lowest, offices.low_pic, 2, staff=None, daily_guests=None, opening_hours={})
    declare(offices.lowest, offices.low_pic, 1, staff=2, daily_guests=0, opening_hours=MONDAYS)
    assert EarlierDeclaration.objects.count() == 2
    assert arithmetic_of(offices.lowest) == before


def test_the_pic_sees_from_when_a_change_counts(offices: Offices) -> None:
    pic, path = signed_in(offices.low_pic), f"/pic/tempat/{offices.lowest.pk}/"
    tomorrow = today() + timedelta(days=1)
    words = f"{tomorrow.day} "
    page = pic.get(path).content.decode()
    assert "yang Anda ubah hari ini dihitung" in page
    page = pic.post(path, details(staff="41"), follow=True).content.decode()
    assert "Yang Anda nyatakan hari ini dihitung" in page
    assert words in page[page.index("Yang Anda nyatakan") :][:120]
    Venue.objects.filter(pk=offices.lowest.pk).update(created_at=timezone.now())
    assert "dihitung" not in pic.get(path).content.decode()


def correct(venue: Venue, by: User, since: date, reason: str = "Salah ketik") -> tuple[int, str]:
    """Ask for a correction; the page's status and text."""
    path = f"/tempat/{venue.pk}/pernyataan/"
    given = {"since": since.isoformat(), "reason": reason}
    answer = signed_in(by).post(f"{path}perbaiki/", given, follow=True)
    return answer.status_code, answer.content.decode()


def test_an_honest_mistake_is_corrected_by_the_coordinator_with_its_reason_in_the_trail(
    offices: Offices,
) -> None:
    """Four hundred were typed for forty; the PIC puts it right, Dayu says since when it has been so."""
    before = arithmetic_of(offices.lowest)
    Venue.objects.filter(pk=offices.lowest.pk).update(staff=400)
    declare(offices.lowest, offices.low_pic, staff=40)
    assert arithmetic_of(offices.lowest).expectation.staff == 400
    since = settled_period()[0].since
    status, page = correct(offices.lowest, offices.world.dayu, since)
    assert (status, "Peringkat yang sudah dihitung tetap" in page) == (200, True)
    assert arithmetic_of(offices.lowest).expectation == before.expectation
    assert EarlierDeclaration.objects.get().until == since - timedelta(days=1)
    event = Event.objects.get(act="venue.correct_declared")
    assert (event.by, event.data["reason"]) == (offices.world.dayu.actor, "Salah ketik")
    assert [(each["until"], each["staff"]) for each in event.data["was"]] == [(today().isoformat(), 400)]
    story = signed_in(offices.world.dayu).get(f"/kepatuhan/tempat/{offices.lowest.pk}/").content.decode()
    assert "Pernyataan tempat dihitung mulai" in story


def test_a_correction_swallows_what_was_declared_between(offices: Offices) -> None:
    for days_ago, staff in ((40, 41), (30, 42), (20, 43)):
        declare(offices.lowest, offices.low_pic, days_ago, staff=staff)
    ends = [today() - timedelta(days=days) for days in (40, 30, 20)]
    correct(offices.lowest, offices.world.dayu, ends[0] + timedelta(days=3))
    kept = EarlierDeclaration.objects.order_by("until").values_list("until", "staff")
    assert list(kept) == [(ends[0], 40), (ends[0] + timedelta(days=2), 41)]
    correct(offices.lowest, offices.world.dayu, ends[0] + timedelta(days=1))
    assert list(kept.all()) == [(ends[0], 40)]
    Venue.objects.filter(pk=offices.lowest.pk).update(created_at=timezone.now() - timedelta(days=45))
    correct(offices.lowest, offices.world.dayu, today() - timedelta(days=45))
    assert not kept.all()


@pytest.mark.parametrize(
    ("days_ago", "reason", "field"),
    [(61, "Salah ketik", "since"), (-1, "Salah", "since"), (5, " ", "reason")],
)
def test_what_cannot_be_corrected_is_said_beside_the_field(
    offices: Offices, days_ago: int, reason: str, field: str
) -> None:
    declare(offices.lowest, offices.low_pic, staff=41)
    day = today() - timedelta(days=days_ago)
    status, page = correct(offices.lowest, offices.world.dayu, day, reason)
    assert (status, f'id="id_{field}_error"' in page) == (422, True)
    assert EarlierDeclaration.objects.get().until == today()


def test_the_pic_reads_what_was_declared_and_only_the_coordinator_corrects(offices: Offices) -> None:
    declare(offices.lowest, offices.low_pic, 3, staff=41, opening_hours=MONDAYS)
    path = f"/tempat/{offices.lowest.pk}/pernyataan/"
    page = signed_in(offices.low_pic).get(path).content.decode()
    assert "Senin, Selasa, Rabu, Kamis, Jumat" in page
    assert "/perbaiki/" not in page
    assert "mintalah koordinator Anda" in page
    for user, status in (
        (offices.low_pic, 403),
        (offices.world.agus, 403),
        (offices.world.stranger, 404),
    ):
        assert correct(offices.lowest, user, today())[0] == status
    assert signed_in(offices.best_pic).get(path).status_code == 404
    assert EarlierDeclaration.objects.get().until == today() - timedelta(days=3)
