"""A PIC gives a door a screen; the screen shows codes that nobody can know beforehand, until it is ended."""

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gapura import config
from gapura.accounts.roles import Role
from gapura.audit.models import Event
from gapura.core.codes import door_code
from gapura.venues import acts
from gapura.venues.models import Door, Screen
from gapura.venues.views.screens import COOKIE
from tests.problems import problem
from tests.staff import World, signed_in, staff

pytestmark = pytest.mark.django_db
LINK = re.compile(r"(/layar/buka/[\w-]{43}/)")


def doors_page(world: World) -> str:
    return f"/pic/tempat/{world.desa.pk}/pintu/"


def new_link(world: World) -> str:
    client = signed_in(world.putu)
    client.post(f"{doors_page(world)}1/layar/")
    found = LINK.search(client.get(doors_page(world)).content.decode())
    assert found
    assert not LINK.search(client.get(doors_page(world)).content.decode())
    return found[1]


def opened(world: World) -> Client:
    client = Client(headers={"accept-language": "id"})
    assert client.get(new_link(world))["Location"] == "/layar/"
    return client


def test_a_link_shown_once_makes_a_browser_the_screen(world: World) -> None:
    client = opened(world)
    page = client.get("/layar/").content.decode()
    assert "Pintu depan" in page
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in page
    assert client.cookies[COOKIE]["httponly"]
    assert client.get("/layar/kode.svg").content.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')
    assert Screen.objects.get().seen_at is not None
    assert Event.objects.filter(act="venue.add_screen", by=world.putu.actor).exists()


def test_its_codes_are_those_of_the_hours_to_come(world: World) -> None:
    answer = opened(world).get("/layar/kode.json").json()
    assert answer["address"].endswith("/C/")
    assert len(answer["codes"]) == 480
    place = int(time.time() - answer["first"]) // 30
    key = config.key_ring().current("code")
    scanned = door_code.read(answer["codes"][place], [key])
    assert scanned.door == 1
    assert door_code.is_current(scanned, time.time(), key)
    assert len(set(answer["codes"])) == 480


def test_an_ended_screen_goes_dark(world: World) -> None:
    client = opened(world)
    signed_in(world.putu).post(f"/pic/tempat/{world.desa.pk}/layar/{Screen.objects.get().pk}/akhiri/")
    assert [client.get(f"/layar/{rest}").status_code for rest in ("", "kode.svg")] == [404] * 2
    assert problem(client.get("/layar/kode.json"), 404) == "not-found"
    assert Event.objects.filter(act="venue.end_screen").count() == 1


@pytest.mark.parametrize("change", ["door", "venue"])
def test_the_screen_of_what_is_withdrawn_goes_dark(world: World, change: str) -> None:
    client = opened(world)
    if change == "door":
        acts.withdraw_door(door=Door.objects.get(venue=world.desa, number=1), by=world.putu)
    else:
        acts.withdraw_venue(venue=world.desa, reason="tutup", by=world.dayu)
    assert client.get("/layar/").status_code == 404


@pytest.mark.parametrize("secret", ["x" * 43, "x", "x" * 5000])
def test_a_made_up_link_opens_nothing(world: World, secret: str) -> None:
    assert Client().get(f"/layar/buka/{secret}/").status_code == 404
    client = Client()
    client.cookies[COOKIE] = secret
    assert client.get("/layar/").status_code == 404


def test_another_places_pic_neither_makes_nor_ends_screens(world: World) -> None:
    new_link(world)
    stranger = signed_in(staff("nyoman", "Nyoman", Role.PIC, world.gianyar))
    assert stranger.post(f"{doors_page(world)}1/layar/").status_code == 404
    screen = Screen.objects.get()
    assert stranger.post(f"/pic/tempat/{world.desa.pk}/layar/{screen.pk}/akhiri/").status_code == 404
    assert Screen.objects.get().ended_at is None


def test_a_door_has_twenty_screens_at_most(world: World) -> None:
    door = Door.objects.get(venue=world.desa, number=1)
    for _ in range(20):
        acts.add_screen(door=door, by=world.putu)
    answer = signed_in(world.putu).post(f"{doors_page(world)}1/layar/", follow=True)
    assert "banyak layar" in answer.content.decode()
    assert Screen.objects.count() == 20


def test_a_pic_lets_only_the_screen_count(world: World) -> None:
    client = signed_in(world.putu)
    client.post(f"{doors_page(world)}1/", {"name": "Pintu depan", "kind": "both", "screen_only": "on"})
    assert Door.objects.get(venue=world.desa, number=1).screen_only
    client.post(f"{doors_page(world)}1/", {"name": "Pintu depan", "kind": "both"})
    assert not Door.objects.get(venue=world.desa, number=1).screen_only
    acts_done = Event.objects.filter(act__in=("venue.screen_only", "venue.poster_again"))
    assert acts_done.count() == 2


def test_being_seen_is_written_down_once_a_minute(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = opened(world)
    client.get("/layar/kode.json")
    seen = Screen.objects.get().seen_at
    with django_assert_num_queries(3):
        client.get("/layar/kode.json")
    assert Screen.objects.get().seen_at == seen
    Screen.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    client.get("/layar/kode.json")
    assert Screen.objects.get().seen_at > timezone.now() - timedelta(minutes=1)  # type: ignore[operator]
