"""An app checks its visitors in and out, through a real gate."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from gapura import config
from gapura.audit.models import Event
from gapura.core.ids import new_id
from gapura.partners.acts import links
from gapura.partners.models import Link
from gapura.visits import acts
from gapura.visits.gate_client import GateRefusedError
from gapura.visits.models import Occupancy, Visit
from tests.gate.world import until_sent
from tests.partners.apps import App, get, post, registered
from tests.problems import problem
from tests.web.world import Visitor, World, dosed, page_of

IN, OUT = "/api/v1/check-ins", "/api/v1/check-outs"
pytestmark = pytest.mark.usefixtures("gate")


@pytest.fixture
def world(transactional_db: None) -> World:
    """Nobody and nothing yet but the regions and their rules, where a gate can see them."""
    return World()


@pytest.fixture
def no_gate(monkeypatch: pytest.MonkeyPatch, gate: None) -> Iterator[None]:
    """The portal told of a gate where nobody listens."""
    monkeypatch.setenv("GAPURA_GATE_URL", "http://127.0.0.1:9")
    config.current.cache_clear()
    yield
    config.current.cache_clear()


def sent(path: str, token: str, body: dict[str, Any]) -> Any:
    """What the API answers, once the gate is not busy."""
    return until_sent(partial(post, path, token, body))


def entering(code: str, **other: Any) -> dict[str, Any]:
    """A check-in as an app sends it."""
    return {"id": str(new_id()), "code": code, **other}


def test_an_app_checks_in_and_out_and_learns_the_colour_only(world: World, bank: App) -> None:
    token, code = bank.linked(world.wayan)["access_token"], world.code(world.office, 1)
    body = entering(code, companions=2)
    answer = sent(IN, token, body)
    told = answer.json()
    assert answer.status_code == 200, told
    assert (told["decision"], told["colour"], told["occupancy"]) == ("admit", "green", 3)
    assert set(told) == {
        *("id", "decision", "colour", "ruleset", "venue", "door", "occupancy", "capacity"),
        *("checked_in_at", "proof"),
    }
    assert "Wayan" not in answer.content.decode()
    assert "5104" not in answer.content.decode().replace(told["proof"], "")
    assert "Kantor Perbekel Batubulan" in world.wayan.browser().get(page_of(body["id"])).content.decode()
    left = sent(OUT, token, {"id": str(new_id()), "visit": body["id"]})
    assert left.status_code == 200
    assert set(left.json()) == {
        *("id", "visit", "venue", "checked_in_at", "checked_out_at", "occupancy"),
    }
    assert Occupancy.objects.get(pk=world.office.pk).inside == 0
    assert Link.objects.get().uses == 2


def test_the_same_id_brings_the_same_answer(world: World, bank: App) -> None:
    token, body = bank.linked(world.wayan)["access_token"], entering(world.code(world.office))
    first = sent(IN, token, body).json()
    assert [sent(IN, token, body).json() for _ in range(3)] == [first] * 3
    assert Visit.objects.count() == 1
    assert Occupancy.objects.get(pk=world.office.pk).inside == 1


@pytest.mark.parametrize(
    ("who", "colour", "decision"),
    [("made", "yellow", "verify"), ("ketut", "red", "refuse"), ("luh", "black", "refuse")],
)
def test_whoever_is_held_up_is_told_so_without_why(
    world: World, bank: App, who: str, colour: str, decision: str
) -> None:
    visitor: Visitor = getattr(world, who)
    answer = sent(IN, bank.linked(visitor)["access_token"], entering(world.code(world.office)))
    assert (answer.json()["colour"], answer.json()["decision"]) == (colour, decision)
    assert "reasons" not in answer.json()


def test_a_full_house_is_full_for_apps_too(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    code = world.code(world.posyandu)
    assert sent(IN, token, entering(code, companions=30)).json()["decision"] == "full"
    assert sent(IN, token, entering(code, companions=29)).json()["decision"] == "admit"
    nengah = world.visitor("Nengah Suci", "5104010107800009", doses=dosed(120, 90))
    friend = bank.linked(nengah)["access_token"]
    assert sent(IN, friend, entering(code)).json()["decision"] == "full"
    assert Occupancy.objects.get(pk=world.posyandu.pk).inside == 30


def test_one_app_does_nothing_for_another_ones_visitor(world: World, bank: App) -> None:
    mine, theirs = (bank.linked(each)["access_token"] for each in (world.wayan, world.made))
    body = entering(world.code(world.office))
    assert sent(IN, mine, body).status_code == 200
    assert problem(sent(IN, theirs, body), 409) == "id-reused"
    leaving = {"id": str(new_id()), "visit": body["id"]}
    assert problem(sent(OUT, theirs, leaving), 404) == "no-open-visit"
    assert Occupancy.objects.get(pk=world.office.pk).inside == 1


def test_a_visit_elsewhere_ends_this_one_and_the_app_is_not_told_where(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    body = entering(world.code(world.office))
    sent(IN, token, body)
    other = registered("Tiket Ubud", "https://tiket.example/cb").linked(world.wayan)["access_token"]
    assert sent(IN, other, entering(world.code(world.posyandu))).json()["decision"] == "admit"
    left = sent(OUT, token, {"id": str(new_id()), "visit": body["id"]})
    assert left.status_code == 200
    assert "Posyandu" not in left.content.decode()
    assert "left_by" not in left.json()
    assert Occupancy.objects.get(pk=world.posyandu.pk).inside == 1


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ({"code": "ZZZZ"}, 404, "unknown-code"),
        ({"id": "5f0c6a8e-8b8f-4f5e-9a63-2f2f6f1f0a11"}, 400, "malformed-body"),
        ({"id": "017c6a8e-8b8f-7f5e-9a63-2f2f6f1f0a11"}, 422, "clock-off"),
    ],
)
def test_what_the_gate_refuses_is_refused_in_its_words(
    world: World, bank: App, body: dict[str, str], status: int, name: str
) -> None:
    token = bank.linked(world.wayan)["access_token"]
    answer = sent(IN, token, {**entering(world.code(world.office)), **body})
    assert problem(answer, status) == name
    assert not Visit.objects.exists()
    assert Link.objects.get().uses == 0


def test_without_a_gate_the_app_is_told_to_come_again(world: World, bank: App, no_gate: None) -> None:
    answer = post(IN, bank.linked(world.wayan)["access_token"], entering(world.code(world.office)))
    assert problem(answer, 503) == "try-again"
    assert int(answer["Retry-After"]) >= 1


def test_an_unlinked_app_is_out_at_the_gate_as_well(world: World, bank: App) -> None:
    bank.linked(world.wayan)
    link, code = Link.objects.get(), world.code(world.office)
    shown = links.token_of(link)
    links.unlink(link_id=link.pk, by=world.wayan.person)
    with pytest.raises(GateRefusedError) as refused:
        acts.ask_in(visit_id=new_id(), code=code, companions=0, by=shown, language="id")
    assert refused.value.problem == "bad-token"


def test_nothing_of_a_use_stays_in_the_trail(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    sent(IN, token, entering(world.code(world.office)))
    get("/api/v1/colour", token)
    noted = Event.objects.filter(act__startswith="partners.").values_list("act", flat=True)
    assert set(noted) == {"partners.link", "partners.register"}
