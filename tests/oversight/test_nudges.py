"""A place gone quiet hears of it once for each time, and the coordinator sees whom to call."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from gapura.audit import trail
from gapura.mail.models import Message
from gapura.oversight.holidays.acts import add_holiday
from gapura.oversight.models import Spell, VenueDay
from gapura.oversight.nudges.acts import find_quiet
from gapura.venues.acts.registering import subject
from gapura.venues.models import Venue
from tests.oversight.offices import Offices, count, pic, unreadable
from tests.oversight.world import signed_in

MONDAY = date(2026, 6, 1)
"""A Monday on which nudges are looked for; the last settled day is the Friday before."""

SETTLED = MONDAY - timedelta(days=3)


def busy_until(offices: Offices, last: dict[Venue, date]) -> None:
    """Every office busy for two months until the present, but for those that went quiet after a day."""
    VenueDay.objects.all().delete()
    for venue in offices.venues:
        count(venue, MONDAY - timedelta(days=70), last.get(venue, MONDAY), 50)


def told(venue: Venue) -> list[Message]:
    spells = Spell.objects.filter(venue=venue)
    return list(Message.objects.filter(about__in=[f"quiet_spell:{each.pk}" for each in spells]))


def test_a_busy_place_hears_nothing(offices: Offices) -> None:
    busy_until(offices, {})
    assert find_quiet(today=MONDAY) == 0
    assert not Spell.objects.filter(venue__in=offices.venues).exists()


def test_a_quiet_place_hears_of_it_once_with_advice(offices: Offices) -> None:
    busy_until(offices, {offices.lowest: SETTLED - timedelta(days=7)})
    for day in (0, 1, 7):
        find_quiet(today=MONDAY + timedelta(days=day))
    (message,) = told(offices.lowest)
    assert "poster" in str(message.text)
    assert "Nyatakan hari-hari itu pada Hari tutup" in str(message.text), "hours count for days to come only"
    spell = Spell.objects.get(venue=offices.lowest)
    assert (spell.since, spell.open_days, spell.told) == (SETTLED - timedelta(days=4), 10, 1)
    acts = [entry.act for entry in trail.events_about(subject(offices.lowest))]
    assert acts.count("venue.nudge") == 1


def test_two_open_days_without_anybody_are_not_quiet_and_three_are(offices: Offices) -> None:
    busy_until(offices, {offices.lowest: SETTLED - timedelta(days=2)})
    assert find_quiet(today=MONDAY) == 0
    VenueDay.objects.filter(venue_id=offices.lowest.pk, day=SETTLED - timedelta(days=2)).delete()
    assert find_quiet(today=MONDAY) == 1


def test_a_weekday_on_which_nobody_ever_comes_is_no_quiet_day(offices: Offices) -> None:
    busy_until(offices, {offices.lowest: SETTLED - timedelta(days=3)})
    fridays = VenueDay.objects.filter(venue_id=offices.lowest.pk, day__iso_week_day=SETTLED.isoweekday())
    assert fridays.delete()[0] > 5
    assert find_quiet(today=MONDAY) == 0


def test_closed_days_and_holidays_are_no_quiet_days(offices: Offices) -> None:
    busy_until(offices, {offices.lowest: SETTLED - timedelta(days=3)})
    for days in range(3):
        add_holiday(
            day=SETTLED - timedelta(days=days),
            region=offices.world.sukawati,
            name=f"Odalan {days}",
            closes="offices",
            source="Desa adat",
            by=offices.world.agus,
        )
    assert find_quiet(today=MONDAY) == 0


def test_check_ins_that_came_late_end_the_spell_and_a_new_one_is_told_again(offices: Offices) -> None:
    last = SETTLED - timedelta(days=7)
    busy_until(offices, {offices.lowest: last})
    find_quiet(today=MONDAY)
    count(offices.lowest, SETTLED, SETTLED, 20)
    find_quiet(today=MONDAY)
    assert Spell.objects.get(venue=offices.lowest).ended_at is not None
    find_quiet(today=MONDAY + timedelta(days=14))
    assert len(told(offices.lowest)) == 2


def test_a_place_of_a_visit_a_week_is_not_troubled(offices: Offices) -> None:
    small = offices.lowest
    small.staff, small.daily_guests = 0, 1
    small.save()
    busy_until(offices, {})
    VenueDay.objects.filter(venue_id=small.pk).delete()
    count(small, MONDAY - timedelta(days=20), MONDAY - timedelta(days=20), 1)
    find_quiet(today=MONDAY)
    assert not Spell.objects.filter(venue=small).exists()


def test_a_poster_that_nobody_ever_scanned_is_noticed(offices: Offices) -> None:
    busy_until(offices, {})
    VenueDay.objects.filter(venue_id=offices.lowest.pk).delete()
    find_quiet(today=MONDAY)
    assert Spell.objects.get(venue=offices.lowest).open_days > 30


def test_one_regency_whose_people_cannot_be_told_holds_up_no_other(offices: Offices) -> None:
    busy_until(offices, {offices.lowest: SETTLED - timedelta(days=7)})
    Venue.objects.update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
    count(offices.world.badung_office, MONDAY - timedelta(days=70), SETTLED - timedelta(days=7), 50)
    unreadable(pic(offices.world, "ketut", offices.world.badung_office, "ketut@badung.example"))

    find_quiet(today=MONDAY)

    assert told(offices.lowest)


def test_an_address_that_no_key_opens_holds_up_no_other_place(offices: Offices) -> None:
    last = SETTLED - timedelta(days=7)
    busy_until(offices, {offices.lowest: last, offices.venues[-1]: last})
    unreadable(offices.best_pic)

    find_quiet(today=MONDAY)

    assert told(offices.lowest)
    assert Spell.objects.get(venue=offices.venues[-1]).told == 0
    page = signed_in(offices.world.dayu).get("/koordinator/kepatuhan/").content.decode()
    assert offices.venues[-1].name in page


def test_the_pic_sees_the_advice(offices: Offices) -> None:
    busy_until(offices, {offices.lowest: SETTLED - timedelta(days=7)})
    find_quiet(today=MONDAY)
    page = signed_in(offices.low_pic).get(f"/pic/tempat/{offices.lowest.pk}/kepatuhan/").content.decode()
    assert "setinggi mata" in page


def test_the_coordinator_sees_whom_to_call_and_notes_it(offices: Offices) -> None:
    busy_until(offices, {offices.lowest: SETTLED - timedelta(days=7)})
    find_quiet(today=MONDAY)
    client = signed_in(offices.world.dayu)
    page = client.get("/koordinator/kepatuhan/").content.decode()
    assert offices.lowest.name in page
    assert "luh@kantor.example" in page
    spell = Spell.objects.get(venue=offices.lowest)
    there = f"/koordinator/kepatuhan/sepi/{spell.pk}/"
    client.post(there, {"note": ""})
    assert Spell.objects.get(pk=spell.pk).called_at is None
    client.post(there, {"note": "Pintu sedang dicat, Senin buka lagi"})
    assert "Pintu sedang dicat" in client.get("/koordinator/kepatuhan/").content.decode()
    assert signed_in(offices.world.stranger).post(there, {"note": "Bukan saya"}).status_code == 404
    Spell.objects.filter(pk=spell.pk).update(ended_at=timezone.now())
    client.post(there, {"note": "Sudah buka lagi"})
    assert Spell.objects.get(pk=spell.pk).note == "Sudah buka lagi"


def test_of_very_many_quiet_places_those_not_called_yet_come_first_and_the_rest_follows(
    offices: Offices,
) -> None:
    pattern = {"category": "pasar", "sector": "trade", "region": offices.world.sukawati, "capacity": 10}
    stalls = Venue.objects.bulk_create(Venue(name=f"Kios {number:02}.", **pattern) for number in range(51))
    Spell.objects.bulk_create(
        Spell(venue=stall, since=SETTLED, open_days=100 - number) for number, stall in enumerate(stalls)
    )
    client = signed_in(offices.world.dayu)
    page = client.get("/koordinator/kepatuhan/").content.decode()
    assert "Kios 00." in quiet(page)
    assert "Kios 49." in quiet(page)
    assert "Kios 50." not in quiet(page)
    assert "Masih ada tempat lain yang sepi" in page
    first = Spell.objects.get(venue=stalls[0])
    client.post(f"/koordinator/kepatuhan/sepi/{first.pk}/", {"note": "Buka lagi besok"})
    page = client.get("/koordinator/kepatuhan/").content.decode()
    assert "Kios 50." in quiet(page)
    assert "Kios 00." not in quiet(page)


def quiet(page: str) -> str:
    """The part of the page about places gone quiet."""
    return page.partition('aria-labelledby="quiet"')[2].partition("</section>")[0]


def test_a_withdrawn_place_is_left_alone(offices: Offices) -> None:
    busy_until(offices, {offices.lowest: SETTLED - timedelta(days=7)})
    Venue.objects.filter(pk=offices.lowest.pk).update(state="withdrawn")
    find_quiet(today=MONDAY)
    assert not Spell.objects.filter(venue=offices.lowest).exists()
