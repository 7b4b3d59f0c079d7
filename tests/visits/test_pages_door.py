"""The page that a poster opens."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from gapura import config
from gapura.audit import trail
from gapura.core.codes import venue_code
from gapura.core.ids import time_of
from gapura.regions.models import Region
from gapura.venues.acts import reissue_number, withdraw_venue
from gapura.venues.models import Door
from gapura.visits import places
from gapura.visits.models import Occupancy
from tests.web.world import World, browser, rows


@pytest.fixture
def world(db: None) -> World:
    """Nobody and nothing yet but the regions and their rules."""
    return World()


def test_a_stranger_sees_the_place_its_crowd_and_the_sign_in(world: World) -> None:
    Occupancy.objects.filter(pk=world.office.pk).update(inside=4)
    response = browser().get(f"/c/{world.code(world.office, 1)}")
    page = response.content.decode()
    assert response.status_code == 200
    for shown in ("Kantor Perbekel Batubulan", "Pintu utama", "Kecamatan Sukawati", "Keramaian 4 dari 600"):
        assert shown in page
    assert 'name="reach"' in page
    assert "data-check-in" not in page


def test_the_address_on_the_poster_is_upper_case_and_opens_at_once(world: World) -> None:
    assert browser().get(f"/C/{world.code(world.office, 1)}").status_code == 200


@pytest.mark.parametrize("spell", [venue_code.pretty, lambda code: code.replace("0", "o"), "%20{}%20".format])
def test_a_code_spelled_otherwise_leads_to_its_one_spelling(
    world: World, spell: Callable[[str], str]
) -> None:
    code = world.code(world.office, 1)
    assert browser().get(f"/c/{spell(code)}")["Location"] == f"/c/{code}"


def test_a_code_in_lower_case_opens_at_once(world: World) -> None:
    assert browser().get(f"/c/{world.code(world.office, 1).lower()}").status_code == 200


def test_a_typed_code_leads_to_its_door(world: World) -> None:
    code = world.code(world.office, 1)
    for typed in (venue_code.pretty(code), f"HTTP://127.0.0.1:8000/C/{code}", code.lower()):
        assert browser().get("/c/", {"code": typed})["Location"] == f"/c/{code}"


def test_one_wrong_character_is_called_a_slip_and_the_code_can_be_typed_again(world: World) -> None:
    code = world.code(world.office, 1)
    other = "2" if code[-1] != "2" else "3"
    response = browser().get(f"/c/{code[:-1]}{other}")
    page = response.content.decode()
    assert response.status_code == 404
    assert "Ada yang keliru pada kode ini" in page
    assert f'value="{code[:-1]}{other}"' in page


def test_a_forged_code_is_said_to_be_unknown(world: World) -> None:
    stranger = type(config.key_ring()).generate().current("code")
    response = browser().get(f"/c/{venue_code.make(1, 1, stranger)}")
    assert response.status_code == 404
    assert "tidak kami kenal" in response.content.decode()


@pytest.mark.parametrize(("number", "door"), [(31_000_000, 0), (None, 9)])
def test_a_place_or_door_that_never_was_is_unknown(world: World, number: int | None, door: int) -> None:
    own = venue_code.read(world.code(world.office), config.key_ring().all("code")).number
    code = venue_code.make(number or own, door, config.key_ring().current("code"))
    assert browser().get(f"/c/{code}").status_code == 404


def test_a_withdrawn_place_says_so_with_the_reason(world: World) -> None:
    code = world.code(world.office, 1)
    withdraw_venue(venue=world.office, reason="Kantor pindah.", by=trail.SYSTEM)
    response = browser().get(f"/c/{code}")
    assert response.status_code == 410
    assert "Kantor pindah." in response.content.decode()


def test_a_poster_that_was_replaced_says_so_and_the_new_one_works(world: World) -> None:
    old = world.code(world.office, 1)
    reissue_number(venue=world.office, reason="Poster hilang.", by=trail.SYSTEM)
    assert browser().get(f"/c/{old}").status_code == 410
    assert browser().get(f"/c/{world.code(world.office, 1)}").status_code == 200


def test_a_door_out_of_use_says_so(world: World) -> None:
    Door.objects.filter(venue=world.office, number=2).update(withdrawn_at=timezone.now())
    assert browser().get(f"/c/{world.code(world.office, 2)}").status_code == 410


def test_what_was_made_up_is_marked(world: World) -> None:
    assert "data sintetis" in browser().get(f"/c/{world.code(world.posyandu)}").content.decode()
    assert "data sintetis" not in browser().get(f"/c/{world.code(world.office)}").content.decode()


def test_the_age_of_the_crowd_is_told(world: World) -> None:
    changed = timezone.now() - timedelta(minutes=3)
    Occupancy.objects.filter(pk=world.office.pk).update(inside=4, changed_at=changed)
    page = browser().get(f"/c/{world.code(world.office)}").content.decode()
    assert "terakhir berubah 3\xa0menit" in page


def test_a_ppkm_level_reduces_the_capacity_shown(world: World) -> None:
    Region.objects.filter(code="51.04").update(ppkm_level=3)
    page = browser().get(f"/c/{world.code(world.office)}").content.decode()
    assert "Keramaian 0 dari 150" in page
    assert "Kapasitas biasa 600" in page


def test_who_has_not_said_who_they_are_is_asked_first(world: World) -> None:
    code = world.code(world.office, 1)
    page = world.newcomer.browser().get(f"/c/{code}").content.decode()
    assert f"/saya/data/?next=%2Fc%2F{code}" in page
    assert "data-check-in" not in page
    response = world.newcomer.browser().post(f"/c/{code}", {"id": "x"})
    assert response["Location"] == f"/saya/data/?next=%2Fc%2F{code}"


def test_who_is_known_checks_in_with_one_button_and_a_fresh_id(world: World) -> None:
    client = world.wayan.browser()
    ids = []
    for _ in range(2):
        page = client.get(f"/c/{world.code(world.office, 1)}").content.decode()
        found = re.search(r'data-check-in.*?name="id" value="([^"]+)"', page, re.S)
        assert found
        ids.append(fresh(found[1]))
    assert ids[0] != ids[1]


def fresh(text: str) -> str:
    """The id, whose own time must be now."""
    assert abs(time_of(UUID(text)) - timezone.now()) < timedelta(minutes=1)
    return text


def test_who_is_inside_is_offered_the_way_out(world: World) -> None:
    visit = world.goes_in(world.wayan, world.office)
    page = world.wayan.browser().get(f"/c/{world.code(world.office, 2)}").content.decode()
    assert f'action="/saya/kunjungan/{visit.id}/keluar/"' in page
    assert "Anda sedang berada di sini" in page
    elsewhere = world.wayan.browser().get(f"/c/{world.code(world.posyandu)}").content.decode()
    assert "Anda sedang berada di sini" not in elsewhere


def test_a_stranger_s_check_in_leads_to_the_sign_in_and_back(world: World) -> None:
    code = world.code(world.office, 1)
    response = browser().post(f"/c/{code}", {"id": "01a20500-7fad-7287-8f68-866c7359ddaf"})
    assert response["Location"] == f"/masuk/?next=%2Fc%2F{code}"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"id": ""},
        {"id": "nonsense"},
        {"id": "00000000-0000-4000-8000-000000000000"},
        {"id": "x" * 5000},
        {"id": "\x00"},
        {"id": "01a20500-7fad-7287-8f68-866c7359ddaf", "companions": "-1"},
        {"id": "01a20500-7fad-7287-8f68-866c7359ddaf", "companions": "51"},
        {"id": "01a20500-7fad-7287-8f68-866c7359ddaf", "companions": "dua"},
        {"id": "01a20500-7fad-7287-8f68-866c7359ddaf", "companions": "9" * 4000},
    ],
)
def test_a_check_in_that_makes_no_sense_is_shown_again_and_not_sent(
    world: World, form: dict[str, str]
) -> None:
    client = world.wayan.browser()
    before = rows()
    response = client.post(f"/c/{world.code(world.office, 1)}", form)
    assert response.status_code == 400
    assert "data-check-in" in response.content.decode()
    assert rows() == before


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_is_the_same_in_both_languages(world: World, language: str) -> None:
    page = world.wayan.browser(language).get(f"/c/{world.code(world.office, 1)}").content.decode()
    assert ("Keramaian 0 dari 600" if language == "id" else "Crowd 0 of 600") in page


@pytest.mark.parametrize(
    ("moment", "opens", "open_now"),
    [
        ("2021-10-11 07:29", "07:30", False),
        ("2021-10-11 07:30", "07:30", True),
        ("2021-10-11 15:29", "07:30", True),
        ("2021-10-11 15:30", "07:30", False),
        ("2021-10-10 10:00", None, False),
    ],
)
def test_the_hours_of_the_day_are_told_in_the_place_s_own_time(
    moment: str, opens: str | None, open_now: bool
) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Makassar"))
    found = places.hours({"mon": ["07:30", "15:30"]}, at)
    assert found is not None
    assert (found.opens, found.open_now) == (opens, open_now)


def test_no_stated_hours_are_not_called_closed() -> None:
    assert places.hours({}, timezone.now()) is None


def test_the_page_with_all_it_loads_weighs_less_than_100_kilobytes(world: World) -> None:
    response = world.wayan.browser().get(f"/c/{world.code(world.office, 1)}")
    page = response.content.decode()
    weight = len(response.content)
    for address in set(re.findall(r'(?:href|src)="/static/([^"]+)"', page)):
        plain = re.sub(r"\.[0-9a-f]{12}\.", ".", address)
        found = finders.find(plain)
        assert found, plain
        weight += Path(str(found)).stat().st_size
    assert weight < 100_000


@pytest.mark.parametrize(("who", "statements"), [(None, 5), ("wayan", 7)])
def test_the_page_asks_the_database_little(
    world: World, django_assert_num_queries: DjangoAssertNumQueries, who: str | None, statements: int
) -> None:
    code = world.code(world.office, 1)
    client = getattr(world, who).browser() if who else browser()
    with django_assert_num_queries(statements):
        client.get(f"/c/{code}")
