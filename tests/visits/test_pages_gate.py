"""Check-in and check-out without JavaScript: the pages, and a real gate behind them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from gapura import config
from gapura.audit import trail
from gapura.core.ids import new_id
from gapura.people.models import Device
from gapura.venues.acts import withdraw_venue
from gapura.visits.models import Occupancy, Visit
from tests.gate.world import GateProcess, until_sent
from tests.web.world import Visitor, World, page_of

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def world(transactional_db: None) -> World:
    """Nobody and nothing yet but the regions and their rules, where a gate can see them."""
    return World()


@pytest.fixture
def no_gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The portal told of a gate where nobody listens."""
    monkeypatch.setenv("GAPURA_GATE_URL", NOWHERE)
    config.current.cache_clear()
    yield
    config.current.cache_clear()


@pytest.fixture
def one_of_two_gates(
    world: World, running_gate: GateProcess, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The portal told of two gates, of which the first has been killed."""
    monkeypatch.setenv("GAPURA_GATE_URL", f"{NOWHERE}, http://127.0.0.1:{running_gate.port}/")
    config.current.cache_clear()
    yield
    config.current.cache_clear()


class Walk:
    """One browser before one door."""

    def __init__(self, world: World, visitor: Visitor, code: str) -> None:
        self.client: Client = visitor.browser()
        self.door = f"/c/{code}"
        self.page = self.client.get(self.door).content.decode()

    @property
    def id(self) -> UUID:
        """The id in the check-in form of the page last seen."""
        found = re.search(r'data-check-in.*?name="id" value="([^"]+)"', self.page, re.S)
        assert found
        return UUID(found[1])

    def press(self, companions: int = 0, visit_id: UUID | None = None, *, patient: bool = True) -> int:
        """Press the button, follow to the page it leads to, and say with which status it answered.

        One who is `patient` presses again where it could not be sent.
        """
        form = {"id": str(visit_id or self.id), "companions": str(companions)}
        press = partial(self.client.post, self.door, form, follow=True)
        response = until_sent(press) if patient else press()
        self.page = response.content.decode()
        self.at = response.request["PATH_INFO"]
        return int(response.status_code)

    def leave(self, visit_id: UUID) -> str:
        """Press check-out; the page that follows."""
        press = partial(self.client.post, f"{page_of(visit_id)}keluar/", follow=True)
        return str(until_sent(press).content.decode())


def test_two_taps_from_the_camera_to_the_result_and_one_out_again(world: World, gate: None) -> None:
    walk = Walk(world, world.wayan, world.code(world.office, 1))
    visit_id = walk.id
    assert walk.press(companions=2) == 200
    assert walk.at == page_of(visit_id)
    assert "Check-In Berhasil" in walk.page
    assert Occupancy.objects.get(pk=world.office.pk).inside == 3
    assert 'class="result ended"' in walk.leave(visit_id)
    assert Occupancy.objects.get(pk=world.office.pk).inside == 0
    assert Visit.objects.get(id=visit_id).left_by == "visitor"


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("made", "Tunjukkan kepada petugas"),
        ("ketut", "Belum boleh masuk"),
        ("luh", "Belum boleh masuk"),
    ],
)
def test_every_other_colour_gets_its_own_screen(world: World, gate: None, who: str, words: str) -> None:
    walk = Walk(world, getattr(world, who), world.code(world.office, 1))
    assert walk.press() == 200
    assert words in walk.page
    assert Occupancy.objects.get(pk=world.office.pk).inside == 0


def test_a_place_with_no_room_for_the_party_is_full(world: World, gate: None) -> None:
    walk = Walk(world, world.wayan, world.code(world.posyandu, 1))
    assert walk.press(companions=30) == 200
    assert 'class="result full"' in walk.page


def test_where_one_gate_is_gone_another_answers(world: World, one_of_two_gates: None) -> None:
    walk = Walk(world, world.wayan, world.code(world.office, 1))
    assert walk.press() == 200
    assert "Check-In Berhasil" in walk.page


def test_the_button_pressed_twice_makes_one_visit(world: World, gate: None) -> None:
    walk = Walk(world, world.wayan, world.code(world.office, 1))
    visit_id = walk.id
    walk.press(visit_id=visit_id)
    walk.press(visit_id=visit_id)
    assert walk.at == page_of(visit_id)
    assert Visit.objects.count() == 1


def test_a_check_in_elsewhere_ends_the_one_before(world: World, gate: None) -> None:
    first = Walk(world, world.wayan, world.code(world.office, 1))
    visit_id = first.id
    first.press()
    Walk(world, world.wayan, world.code(world.posyandu, 1)).press()
    page = first.client.get(page_of(visit_id)).content.decode()
    assert "check-in di tempat lain" in page


def test_without_a_gate_nothing_is_lost_and_the_same_id_is_sent_again(world: World, no_gate: None) -> None:
    walk = Walk(world, world.wayan, world.code(world.office, 1))
    visit_id = walk.id
    assert walk.press(companions=1, patient=False) == 503
    assert "Belum terkirim" in walk.page
    assert "Kirim lagi" in walk.page
    assert walk.id == visit_id
    assert 'value="1"' in walk.page
    assert not Visit.objects.exists()


def test_a_check_out_without_a_gate_says_so_and_offers_the_button_again(world: World, no_gate: None) -> None:
    visit = world.goes_in(world.wayan, world.office)
    response = world.wayan.browser().post(f"{page_of(visit.id)}keluar/")
    page = response.content.decode()
    assert response.status_code == 503
    assert "Belum terkirim" in page
    assert f'action="{page_of(visit.id)}keluar/"' in page


def test_a_page_open_for_an_hour_gets_a_fresh_id_and_asks_for_one_more_press(
    world: World, gate: GateProcess
) -> None:
    walk = Walk(world, world.wayan, world.code(world.office, 1))
    old = new_id(timezone.now() - timedelta(hours=1))
    assert walk.press(visit_id=old) == 409
    assert "terbuka terlalu lama" in walk.page
    assert walk.id != old
    assert walk.press() == 200
    assert Visit.objects.count() == 1


def test_an_id_that_made_used_is_not_wayan_s(world: World, gate: None) -> None:
    made = Walk(world, world.made, world.code(world.office, 1))
    taken = made.id
    made.press()
    wayan = Walk(world, world.wayan, world.code(world.office, 1))
    assert wayan.press(visit_id=taken) == 409
    assert wayan.press() == 200
    assert Visit.objects.filter(person_id=world.wayan.person.id).count() == 1


def test_a_device_signed_out_meanwhile_leads_to_the_sign_in(world: World, gate: None) -> None:
    walk = Walk(world, world.wayan, world.code(world.office, 1))
    Device.objects.update(revoked_at=timezone.now())
    walk.press()
    assert walk.at == "/masuk/"
    assert "Sesi Anda berakhir" in walk.page


def test_a_place_withdrawn_meanwhile_says_so(world: World, gate: None) -> None:
    walk = Walk(world, world.wayan, world.code(world.office, 1))
    withdraw_venue(venue=world.office, reason="Kantor pindah.", by=trail.SYSTEM)
    assert walk.press() == 410
    assert not Visit.objects.exists()


def test_a_check_out_of_a_visit_that_ended_already_leads_to_its_end(world: World, gate: None) -> None:
    walk = Walk(world, world.wayan, world.code(world.office, 1))
    visit_id = walk.id
    walk.press()
    for _ in range(2):
        assert 'class="result ended"' in walk.leave(visit_id)
    assert Occupancy.objects.get(pk=world.office.pk).inside == 0
