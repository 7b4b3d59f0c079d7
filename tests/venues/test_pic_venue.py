"""A PIC describes their venue and its doors, asks for another name, and is told what is still to do."""

import re
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gapura.audit.models import Event
from gapura.venues import acts
from gapura.venues.models import Door, Venue
from tests.staff import HOURS, World, signed_in, staff

pytestmark = pytest.mark.django_db


def place(world: World, rest: str = "") -> str:
    return f"/pic/tempat/{world.desa.pk}/{rest}"


def details(**changed: str) -> dict[str, str]:
    """The form as it stands when nothing was touched, but for what is changed."""
    hours = {
        f"{day}_{end}": time
        for day, times in HOURS.items()
        for end, time in zip(("from", "to"), times, strict=True)
    }
    return {"address": "Jalan Raya 1", "capacity": "40", "stay_limit": "240", **hours, **changed}


def test_the_list_of_places_leads_to_all_that_a_places_own_pages_lead_to(world: World) -> None:
    client = signed_in(world.putu)
    tabs = re.compile(rf'href="(/pic/tempat/{world.desa.pk}/[^"]*)"')
    own = set(tabs.findall(client.get(place(world)).content.decode()))
    assert own <= set(tabs.findall(client.get("/pic/").content.decode()))


def test_a_pic_describes_the_venue(world: World) -> None:
    changed = details(
        address="Jalan Batubulan 7", capacity="55", sat_from="8.00", sat_to="12:00", mon_from="", mon_to=""
    )
    answer = signed_in(world.putu).post(place(world), changed)
    assert answer.headers["Location"] == place(world)
    venue = Venue.objects.get(pk=world.desa.pk)
    assert (venue.address, venue.capacity, venue.stay_limit) == ("Jalan Batubulan 7", 55, 240)
    assert venue.opening_hours["sat"] == ["08:00", "12:00"]
    assert "mon" not in venue.opening_hours
    event = Event.objects.get(act="venue.describe", by=world.putu.actor)
    assert event.data == {"fields": ["address", "capacity", "opening_hours"]}


def test_what_was_not_changed_leaves_no_trace(world: World) -> None:
    signed_in(world.putu).post(place(world), details())
    assert not Event.objects.filter(act="venue.describe").exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"capacity": "9" * 400}, "capacity"),
        ({"stay_limit": "4"}, "stay_limit"),
        ({"tue_from": "15:30", "tue_to": "07:30"}, "tue_to"),
        ({"tue_to": ""}, "tue_to"),
        ({"tue_from": ""}, "tue_from"),
        ({"tue_from": "25:00"}, "tue_from"),
        ({"tue_from": "7:5"}, "tue_from"),
        ({"tue_from": "٧:٠٠x"}, "tue_from"),
        ({"address": "x" * 301}, "address"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    world: World, changed: dict[str, str], field: str
) -> None:
    answer = signed_in(world.putu).post(place(world), details(**changed))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert Venue.objects.get(pk=world.desa.pk).capacity == 40


def test_the_form_shows_what_holds_now(world: World) -> None:
    page = signed_in(world.putu).get(place(world)).content.decode()
    assert 'value="40"' in page
    assert page.count('value="07:30"') == 5


def test_another_name_is_the_coordinators_to_decide(world: World) -> None:
    answer = signed_in(world.putu).post(place(world, "nama/"), {"name": "Kantor Desa Batubulan Baru"})
    assert answer.status_code == 302
    assert Venue.objects.get(pk=world.desa.pk).name == "Kantor Perbekel Desa Batubulan"
    dayu = signed_in(world.dayu)
    address = f"/koordinator/tempat/{world.desa.pk}/"
    assert "Kantor Desa Batubulan Baru" in dayu.get(address).content.decode()
    dayu.post(f"{address}nama/", {"name": "Kantor Desa Batubulan Baru", "accept": "yes"})
    venue = Venue.objects.get(pk=world.desa.pk)
    assert (venue.name, venue.wished_name) == ("Kantor Desa Batubulan Baru", "")
    assert Event.objects.get(act="venue.rename").by == world.dayu.actor


def test_a_name_may_be_declined(world: World) -> None:
    acts.ask_for_name(venue=world.desa, name="Istana", by=world.putu)
    signed_in(world.dayu).post(
        f"/koordinator/tempat/{world.desa.pk}/nama/", {"name": "Istana", "accept": "no"}
    )
    venue = Venue.objects.get(pk=world.desa.pk)
    assert (venue.name, venue.wished_name) == ("Kantor Perbekel Desa Batubulan", "")


def test_a_name_that_changed_meanwhile_or_is_taken_is_not_given(world: World) -> None:
    acts.ask_for_name(venue=world.desa, name="Istana", by=world.putu)
    with pytest.raises(acts.VenueError):
        acts.decide_name(venue=world.desa, name="Puri", accept=True, by=world.dayu)
    Venue.objects.filter(pk=world.puskesmas.pk).update(region=world.desa.region, name="Istana")
    with pytest.raises(acts.VenueError, match="another place"):
        acts.decide_name(venue=world.desa, name="Istana", accept=True, by=world.dayu)


def test_the_present_name_asks_for_nothing(world: World) -> None:
    acts.ask_for_name(venue=world.desa, name="Istana", by=world.putu)
    assert acts.ask_for_name(venue=world.desa, name=world.desa.name, by=world.putu).wished_name == ""


def test_a_door_is_added_renamed_and_withdrawn(world: World) -> None:
    client = signed_in(world.putu)
    client.post(place(world, "pintu/"), {"name": "Pintu timur", "kind": "entry"})
    door = Door.objects.get(venue=world.desa, number=3)
    assert (door.name, door.kind) == ("Pintu timur", "entry")
    client.post(place(world, "pintu/3/"), {"name": "Pintu barat", "kind": "exit"})
    door.refresh_from_db()
    assert (door.name, door.kind) == ("Pintu barat", "exit")
    client.post(place(world, "pintu/3/cabut/"))
    door.refresh_from_db()
    assert door.withdrawn_at is not None
    assert "Pintu barat" not in client.get(place(world, "pintu/")).content.decode()
    recorded = Event.objects.filter(by=world.putu.actor, act__contains="door").values_list("act", flat=True)
    assert sorted(recorded) == ["venue.add_door", "venue.rename_door", "venue.withdraw_door"]


def test_the_last_door_stays(world: World) -> None:
    client = signed_in(world.putu)
    for number in (1, 2):
        client.post(place(world, f"pintu/{number}/cabut/"))
    assert Door.objects.filter(venue=world.desa, withdrawn_at=None).count() == 1


@pytest.mark.parametrize("rest", ["pintu/2/", "pintu/2/cabut/", "pintu/2/layar/"])
def test_who_changes_a_door_that_somebody_withdrew_just_before_hears_of_it(world: World, rest: str) -> None:
    door = Door.objects.get(venue=world.desa, number=2)
    acts.withdraw_door(door=door, by=world.putu)
    answer = signed_in(world.putu).post(place(world, rest), {"name": "x", "kind": "both"}, follow=True)
    assert answer.redirect_chain == [(place(world, "pintu/"), 302)]
    assert "sudah dicabut" in answer.content.decode()
    assert Door.objects.get(pk=door.pk).name == door.name


@pytest.mark.parametrize("rest", ["pintu/9/", "pintu/9/cabut/"])
def test_a_door_that_is_not_there_cannot_be_changed(world: World, rest: str) -> None:
    answer = signed_in(world.putu).post(place(world, rest), {"name": "x", "kind": "both"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "given",
    [{"name": "", "kind": "both"}, {"name": "x", "kind": "window"}, {"name": "x" * 81, "kind": "both"}],
)
def test_a_door_without_sense_is_refused(world: World, given: dict[str, str]) -> None:
    client = signed_in(world.putu)
    for rest in ("pintu/", "pintu/1/"):
        assert client.post(place(world, rest), given).status_code == 422
    assert world.desa.doors.count() == 2


def test_no_door_is_added_after_the_last_number(world: World) -> None:
    for number in range(3, 32):
        Door.objects.create(venue=world.desa, number=number, name=f"Pintu {number}")
    answer = signed_in(world.putu).post(place(world, "pintu/"), {"name": "Pintu lagi", "kind": "both"})
    assert answer.status_code == 422


def test_the_first_download_of_a_poster_is_noted(world: World) -> None:
    client = signed_in(world.putu)
    address = f"/tempat/{world.desa.pk}/poster.pdf?size=A4&language=id&door=1"
    client.get(address)
    first = Venue.objects.get(pk=world.desa.pk).poster_printed_at
    assert first is not None
    client.get(address)
    assert Venue.objects.get(pk=world.desa.pk).poster_printed_at == first
    assert Event.objects.filter(act="venue.print_poster", by=world.putu.actor).count() == 2


def test_what_is_to_do_is_said_first_and_goes_when_it_is_done(world: World) -> None:
    client = signed_in(world.putu)
    client.cookies["gapura_bahasa"] = "en"
    Venue.objects.filter(pk=world.desa.pk).update(opening_hours={})
    page = client.get("/pic/").content.decode()
    assert "Print the poster" in page
    assert "Say when you are open" in page
    assert "Say how many work there" in page
    done = {"opening_hours": HOURS, "poster_printed_at": timezone.now(), "staff": 12, "daily_guests": 60}
    Venue.objects.filter(pk=world.desa.pk).update(**done)
    assert "To do" not in client.get("/pic/").content.decode()


PAGES = ("", "pintu/", "petugas/", "pengganti/")


@pytest.mark.parametrize(
    "rest", [*PAGES, "nama/", "pintu/1/", "pintu/1/cabut/", "pengganti/kirim/", "pengganti/batal/"]
)
def test_a_strangers_venue_does_not_exist(world: World, rest: str) -> None:
    other = staff("nyoman", "I Nyoman Lain", "pic", world.badung)  # type: ignore[arg-type]
    client = signed_in(other)
    for send in (client.get, client.post):
        assert send(place(world, rest)).status_code in {404, 405}
    assert signed_in(world.komang).get(place(world, rest)).status_code == 403


@pytest.mark.parametrize("rest", PAGES)
def test_a_withdrawn_venue_is_changed_no_more(world: World, rest: str) -> None:
    acts.withdraw_venue(venue=world.desa, reason="closed", by=world.dayu)
    assert signed_in(world.putu).get(place(world, rest)).status_code == 404
    assert signed_in(world.putu).get("/pic/").status_code == 200


@pytest.mark.parametrize("rest", PAGES)
def test_the_pages_ask_the_database_little(
    world: World, rest: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(world.putu)
    for number in range(5):
        acts.invite_officer(
            venue=world.desa,
            name=f"Petugas {number}",
            contact=f"p{number}@contoh.example",
            months=6,
            by=world.putu,
        )
    with django_assert_max_num_queries(14):
        client.get(place(world, rest))
    with django_assert_max_num_queries(14):
        client.get("/pic/")


@pytest.mark.parametrize(("language", "words"), [("id", "Jam buka"), ("en", "Opening hours")])
def test_the_pages_speak_both_languages(world: World, language: str, words: str) -> None:
    client: Any = signed_in(world.putu)
    client.cookies["gapura_bahasa"] = language
    assert words in client.get(place(world)).content.decode()
