"""Opening a screen's code: in time it leads to the check-in, over signing in too; a photo to the screen."""

import re
import time

import pytest
from django.test import Client

from gapura import config
from gapura.core.codes import door_code
from gapura.venues.models import Door, Number
from tests.web.world import World, browser

pytestmark = pytest.mark.django_db
CODE = re.compile(r'name="code" value="([0-9A-Z]+)"')


@pytest.fixture
def world(db: None) -> World:
    """Nobody and nothing yet but the regions and their rules."""
    return World()


def on_screen(world: World, *, seconds_ago: float = 0, door: int = 1) -> str:
    number = Number.objects.get(venue=world.office).number
    moment = int(time.time() - seconds_ago)
    return door_code.on_screen(number, door, moment, config.key_ring().current("code"))


def code_in_form(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    found = CODE.search(response.content.decode())
    assert found
    return found[1]


def test_whoever_scans_the_screen_is_given_a_ticket_of_their_own(world: World) -> None:
    code = code_in_form(world.wayan.browser(), f"/C/{on_screen(world)}")
    assert door_code.read(code, config.key_ring().all("code")).is_ticket
    assert code_in_form(world.wayan.browser(), f"/c/{code}") == code
    assert world.made.browser().get(f"/c/{code}").status_code == 410
    assert browser().get(f"/c/{code}").status_code == 410


def test_a_photo_opened_two_minutes_later_leads_to_the_screen(world: World) -> None:
    response = world.wayan.browser().get(f"/c/{on_screen(world, seconds_ago=120)}")
    page = response.content.decode()
    assert response.status_code == 410
    assert "Pindai layar di pintu" in page
    assert "data-check-in" not in page


def test_signing_in_takes_longer_than_the_code_lives(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = on_screen(world, seconds_ago=60)
    client = browser()
    assert client.get(f"/c/{code}").status_code == 200
    stale = on_screen(world, seconds_ago=120)
    assert client.get(f"/c/{stale}").status_code == 200
    other_door = on_screen(world, seconds_ago=120, door=2)
    assert client.get(f"/c/{other_door}").status_code == 410
    client.cookies.clear()
    assert client.get(f"/c/{stale}").status_code == 410


def test_a_poster_where_only_the_screen_counts_leads_to_it(world: World) -> None:
    Door.objects.filter(venue=world.office, number=1).update(screen_only=True)
    response = world.wayan.browser().get(f"/c/{world.code(world.office, 1)}")
    assert response.status_code == 410
    assert "hanya kode di layar" in response.content.decode()
    assert world.wayan.browser().get(f"/c/{world.code(world.office, 2)}").status_code == 200
    assert world.wayan.browser().get(f"/c/{world.code(world.office)}").status_code == 200
    Door.objects.filter(venue=world.office).update(screen_only=True)
    assert world.wayan.browser().get(f"/c/{world.code(world.office)}").status_code == 410


def test_a_code_scanned_inside_the_page_keeps_its_tail(world: World) -> None:
    code = on_screen(world)
    assert browser().get("/c/", {"code": code.lower()})["Location"] == f"/c/{code}"
