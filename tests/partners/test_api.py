"""What the API answers an app, without the gate: tokens, colours, crowds, refusals."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from gapura.accounts.access import access_of
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.problems import PREFIX
from gapura.partners.acts import pace, partners
from gapura.partners.acts.partners import Details
from gapura.partners.api import describing
from gapura.partners.api.operations import api
from gapura.partners.api.problems import KINDS
from gapura.partners.api.routes import routes
from gapura.partners.api.tokens import Token
from gapura.partners.models import Link
from gapura.partners.scopes import Scope
from gapura.people.models import Standing
from gapura.venues.acts import withdraw_venue
from tests.partners.apps import App, get, post, registered
from tests.problems import problem
from tests.web.world import World

pytestmark = pytest.mark.django_db
SCOPED = (("check-ins", "post"), ("check-outs", "post"), ("colour", "get"))


def operations() -> Iterator[Any]:
    """Every operation of the API."""
    for router in api._get_bound_routers():
        for path in router.path_operations.values():
            yield from path.operations


def test_every_route_says_who_may_use_it() -> None:
    found = list(operations())
    assert len(found) == 5
    for operation in found:
        (auth,) = operation.auth_callbacks
        assert isinstance(auth, Token), operation.path
        (asked,) = operation.openapi_extra["security"][0].values()
        assert asked == ([auth.scope.value] if auth.scope else []), operation.path
    assert {operation.auth_callbacks[0].scope for operation in found} == {*Scope, None}
    for route in routes():
        assert isinstance(route, URLPattern)
        stated = access_of(route.callback)
        assert stated is not None
        assert stated.partners


def test_nobody_gets_anything_without_a_token(world: World, bank: App) -> None:
    tokens = bank.linked(world.wayan)
    secret = tokens["access_token"]
    for operation in operations():
        address = f"/api/v1{operation.path}".replace("{code}", world.code(world.office))
        (method,) = operation.methods
        for client, way, shown in (
            (Client(), address, ""),
            (Client(), address, "Bearer x"),
            (Client(), address, f"Basic {secret}"),
            (Client(), address, f"Bearer {tokens['refresh_token']}"),
            (Client(), f"{address}?access_token={secret}", ""),
            (world.wayan.browser(), address, ""),
        ):
            answer = client.generic(
                method, way, "{}", content_type="application/json", headers={"authorization": shown}
            )
            assert problem(answer, 401) == "bad-token"
            assert answer["WWW-Authenticate"].startswith("Bearer ")


def test_a_visitors_own_token_is_no_token_here(world: World) -> None:
    assert problem(get("/api/v1/link", world.wayan.token), 401) == "bad-token"


def test_an_app_learns_the_colour_and_nothing_else(world: World, bank: App) -> None:
    for visitor, colour, decision in (
        (world.wayan, "green", "admit"),
        (world.made, "yellow", "verify"),
        (world.ketut, "red", "refuse"),
        (world.luh, "black", "refuse"),
    ):
        token = bank.linked(visitor)["access_token"]
        answer = get("/api/v1/colour", token).json()
        assert (answer["colour"], answer["decision"]) == (colour, decision)
        assert set(answer) == {"colour", "decision", "ruleset", "venue", "at"}
        assert answer["venue"] is None
        there = get(f"/api/v1/colour?code={world.code(world.office)}", token).json()
        assert there["venue"]["name"] == world.office.name
        assert there["colour"] == colour


def test_the_visitor_sees_that_it_asked(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    for _ in range(3):
        assert get("/api/v1/colour", token).status_code == 200
    page = world.wayan.browser().get("/saya/aplikasi/").content.decode()
    assert "Dipakai 3 kali" in page
    assert "warna ditanyakan" in page


def test_anybody_linked_sees_how_full_a_place_is(world: World, mall: App) -> None:
    world.goes_in(world.made, world.office, companions=4)
    token = mall.linked(world.wayan)["access_token"]
    answer = get(f"/api/v1/venues/{world.code(world.office, 1)}", token).json()
    assert (answer["occupancy"], answer["capacity"]) == (5, 600)
    assert answer["name"] == world.office.name
    assert answer["synthetic"] is False
    assert answer["as_of"]


def test_a_link_says_who_to_whom_and_what(world: World, bank: App, mall: App) -> None:
    one = get("/api/v1/link", bank.linked(world.wayan)["access_token"]).json()
    other = get("/api/v1/link", mall.linked(world.wayan)["access_token"]).json()
    assert one["scopes"] == ["check-in", "check-out", "colour"]
    assert other["scopes"] == ["colour"]
    assert one["subject"] != other["subject"]
    assert str(world.wayan.person.pk) not in json.dumps([one, other])
    assert Link.objects.filter(uses=0).count() == 2


def test_what_was_not_allowed_is_refused(world: World, mall: App) -> None:
    token = mall.linked(world.wayan)["access_token"]
    for path in ("/api/v1/check-ins", "/api/v1/check-outs"):
        answer = post(path, token, {})
        assert problem(answer, 403) == "scope-missing"
        assert "insufficient_scope" in answer["WWW-Authenticate"]
    less = registered("Tiket Ubud", "https://tiket.example/cb")
    token = less.linked(world.made, scope="check-in")["access_token"]
    assert problem(get("/api/v1/colour", token), 403) == "scope-missing"


def test_what_the_operator_takes_away_is_gone_at_once(world: World, bank: App, operator: User) -> None:
    token = bank.linked(world.wayan)["access_token"]
    details = Details("Dompet Bali", "PT", "a@b.example", bank.address, "check-in", 6_000)
    partners.change(partner=bank.partner, details=details, by=operator)
    assert problem(get("/api/v1/colour", token), 403) == "scope-missing"
    assert get("/api/v1/link", token).json()["scopes"] == ["check-in"]


def test_what_the_visitor_takes_back_is_gone_at_once(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    Link.objects.update(scopes="check-in")
    assert problem(get("/api/v1/colour", token), 403) == "scope-missing"


def test_an_ended_link_and_a_suspended_partner_are_answered_alike(
    world: World, bank: App, operator: User
) -> None:
    token, other = bank.linked(world.wayan)["access_token"], bank.linked(world.made)["access_token"]
    world.wayan.browser().post(f"/saya/aplikasi/{Link.objects.get(person=world.wayan.person).pk}/lepas/")
    assert problem(get("/api/v1/link", token), 401) == "bad-token"
    assert get("/api/v1/link", other).status_code == 200
    partners.suspend(partner=bank.partner, by=operator)
    assert problem(get("/api/v1/link", other), 401) == "bad-token"


def test_codes_are_found_or_refused(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    gone = world.code(world.posyandu)
    withdraw_venue(venue=world.posyandu, reason="Pindah", by=trail.SYSTEM)
    for path in ("/api/v1/venues/{}", "/api/v1/colour?code={}"):
        assert problem(get(path.format("ZZZZ"), token), 404) == "unknown-code"
        assert problem(get(path.format("Z" * 600), token), 404) == "unknown-code"
        assert problem(get(path.format(gone), token), 410) == "withdrawn-code"


def test_broken_evidence_gives_no_colour(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    Standing.objects.filter(pk=world.wayan.person.pk).update(evidence={"doses": "x"})
    assert problem(get("/api/v1/colour", token), 409) == "colour-unknown"


def test_one_link_and_one_partner_have_their_pace(
    world: World, bank: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = registered("Tiket Ubud", "https://tiket.example/cb", most_a_minute=3)
    token, friend = slow.linked(world.wayan)["access_token"], slow.linked(world.made)["access_token"]
    assert [get("/api/v1/link", each).status_code for each in (token, token, friend)] == [200] * 3
    stopped = get("/api/v1/link", friend)
    assert problem(stopped, 429) == "too-many-requests"
    assert 1 <= int(stopped["Retry-After"]) <= 60
    assert get("/api/v1/link", bank.linked(world.wayan)["access_token"]).status_code == 200
    monkeypatch.setattr(pace, "PER_LINK", 2)
    token = bank.linked(world.made)["access_token"]
    assert [get("/api/v1/link", token).status_code for _ in range(3)] == [200, 200, 429]


UNREADABLE: tuple[str | bytes, ...] = (
    *("{", "[]", "null", "NaN", '"x"', "[" * 2000, b"\xff\xfe", '{"id": 1}', "{}"),
    '{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": ""}',
    '{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": 7}',
    '{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": "X", "companions": "2"}',
    '{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": "X", "companions": true}',
    '{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": "X", "companions": 51}',
    '{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": "X", "companions": -1}',
)


def test_what_cannot_be_read_is_refused(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    for body in UNREADABLE:
        assert problem(post("/api/v1/check-ins", token, body), 400) == "malformed-body", body


def test_bodies_have_a_size_and_a_kind(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    for size in (4_097, 70_000):
        assert problem(post("/api/v1/check-ins", token, "x" * size), 413) == "body-too-large"
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = Client().post(
            "/api/v1/check-ins", b"{}", content_type=kind, headers={"authorization": f"Bearer {token}"}
        )
        assert problem(answer, 415) == "unsupported-media-type"


def test_addresses_and_methods_that_there_are_not(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    for path in ("/api/v1/", "/api/v1/people", "/api/v1/link/", "/api/v1/visits"):
        assert problem(get(path, token), 404) == "not-found"
    wrong = get("/api/v1/check-ins", token)
    assert problem(wrong, 405) == "method-not-allowed"
    assert wrong["Allow"] == "POST"


def test_other_sites_scripts_get_no_leave(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    for answer in (
        get("/api/v1/link", token, origin="https://penipu.example"),
        Client().options("/api/v1/link", headers={"origin": "https://penipu.example"}),
        Client().get("/api/v1/openapi.json", headers={"origin": "https://penipu.example"}),
    ):
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    assert not get("/api/v1/link", token).cookies


def test_words_are_the_readers(world: World) -> None:
    assert get("/api/v1/link", "x").json()["title"] == "Token tidak berlaku"
    english = get("/api/v1/link", "x", **{"accept-language": "en"})
    assert english.json()["title"] == "The token does not count"


def keys_of(told: Any) -> Iterator[str]:
    """Every name in a JSON document."""
    if isinstance(told, dict):
        yield from told
    for each in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from keys_of(each)


def test_no_answer_has_a_place_for_evidence_or_a_name() -> None:
    told = describing.document()
    named = {
        member
        for schema in told["components"]["schemas"].values()
        for member in (*schema["properties"], *keys_of(schema["properties"]))
    }
    assert {"colour", "decision"} <= named
    forbidden = {"reasons", "reason", "evidence", "nik", "document", "person", "doses", "tests", "contacts"}
    assert not named & forbidden
    places = {
        name for name, schema in told["components"]["schemas"].items() if "name" in schema["properties"]
    }
    assert places == {"Place", "Venue"}, "a name is a place's"


@pytest.mark.parametrize("token", ["", " ", "é", "a b", "x" * 5_000, "'; --", "\u00a0"])
def test_whatever_is_shown_as_a_token_is_refused_kindly(token: str) -> None:
    answer = Client().get("/api/v1/link", headers={"authorization": f"Bearer {token}"})
    assert problem(answer, 401) == "bad-token"


def test_an_address_that_cannot_be_read_changes_nothing(world: World, bank: App) -> None:
    token = bank.linked(world.wayan)["access_token"]
    for odd in ("?x=%zz", "?é", "?x=%ff"):
        assert get(f"/api/v1/link{odd}", token).status_code == 200
    assert problem(get(f"/api/v1/link?access_token={token}", token), 401) == "bad-token"


def test_the_description_is_whole_and_readable(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    assert set(told["paths"]) == {
        *("/api/v1/check-ins", "/api/v1/check-outs", "/api/v1/colour", "/api/v1/link"),
        "/api/v1/venues/{code}",
    }
    asked = [told["paths"][f"/api/v1/{path}"][way]["security"] for path, way in SCOPED]
    assert asked == [[{"Token": [scope.value]}] for scope in (Scope.CHECK_IN, Scope.CHECK_OUT, Scope.COLOUR)]
    page = client.get("/api/docs")
    words = page.content.decode()
    for path in told["paths"]:
        assert path in words
    for name in told["components"]["schemas"]:
        assert f'id="{name}"' in words
    for name in KINDS:
        assert PREFIX + name in words
    assert "<script>" not in words
    assert "https://cdn" not in words
    assert "script-src 'self'" in page["Content-Security-Policy"]


def test_a_look_takes_a_known_number_of_queries(
    world: World, bank: App, django_assert_num_queries: Any
) -> None:
    token = bank.linked(world.wayan)["access_token"]
    get("/api/v1/colour", token)
    with django_assert_num_queries(3):
        get("/api/v1/link", token)
