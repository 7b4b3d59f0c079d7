"""A visitor links an app and unlinks it; nobody gets tokens in any other way."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit.models import Event
from gapura.partners import subjects
from gapura.partners.acts import links, partners
from gapura.partners.fields import hashed
from gapura.partners.models import AccessToken, Grant, Link, Partner, RefreshToken
from gapura.partners.validator import LinkValidator
from gapura.people.models import Device
from tests.partners.apps import ALL, App, registered, told
from tests.web.world import World

pytestmark = pytest.mark.django_db


def counts(token: str) -> bool:
    """Whether the API would take a token."""
    return LinkValidator()._load_access_token(token) is not None


def error_of(answer: Any) -> str:
    """What OAuth calls a refusal."""
    return str(json.loads(answer.content)["error"])


def test_a_visitor_reads_what_an_app_will_do_and_never_see(world: World, bank: App) -> None:
    page = world.wayan.browser().get(bank.asks())
    words = page.content.decode()
    assert page.status_code == 200
    assert "Dompet Bali" in words
    assert "PT Dompet Bali" in words
    for said in ("check-in", "check-out", "warna", "NIK", "vaksin"):
        assert said in words, said
    assert "Wayan Sudarma" not in words
    assert "form-action 'self' https://dompet.example" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert not Link.objects.exists()


def test_the_same_in_english(world: World, bank: App) -> None:
    words = world.wayan.browser("en").get(bank.asks()).content.decode()
    assert "It will never see" in words


def test_a_yes_brings_a_code_and_the_code_tokens(world: World, bank: App) -> None:
    answer = world.wayan.browser().post(bank.asks(), {"answer": "yes"})
    back = told(answer)
    assert answer["Location"].startswith("https://dompet.example/kembali?")
    assert back["state"] == "keranjang-7"
    assert back["iss"]
    tokens = json.loads(bank.exchange(back["code"]).content)
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 600
    assert set(tokens["scope"].split()) == set(ALL.split())
    assert counts(tokens["access_token"])
    link = Link.objects.get()
    assert link.person == world.wayan.person
    assert Event.objects.get(act="partners.link").data["partner"] == "Dompet Bali"


def test_a_no_brings_neither(world: World, bank: App) -> None:
    answer = world.wayan.browser().post(bank.asks(), {"answer": "no"})
    assert told(answer)["error"] == "access_denied"
    assert not Link.objects.exists()
    assert not Grant.objects.exists()


def test_whoever_is_not_signed_in_signs_in_first_and_comes_back(world: World, bank: App) -> None:
    way = bank.asks(state="s" * 400)
    answer = Client().get(way)
    assert answer["Location"].startswith("/masuk/?next=%2Foauth%2Fauthorize%2F%3F")
    form = Client().get(answer["Location"]).content.decode()
    assert "s" * 400 in form
    words = "Ada aplikasi yang ingin dihubungkan"
    assert words in form
    assert words not in Client().get("/masuk/").content.decode()


def test_an_answer_from_another_site_is_no_answer(world: World, bank: App) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["gapura_visitor"] = world.wayan.token
    assert client.post(bank.asks(), {"answer": "yes"}).status_code == 403
    assert not Link.objects.exists()


ASKED_WRONGLY: tuple[dict[str, str | None], ...] = (
    {"redirect_uri": "https://penipu.example/kembali"},
    {"redirect_uri": "https://dompet.example/kembali/lain"},
    {"redirect_uri": "https://dompet.example/kembali?lain=1"},
    {"redirect_uri": "https://dompet.example@penipu.example/kembali"},
    {"redirect_uri": "http://dompet.example/kembali"},
    {"redirect_uri": "https://dompet.example:444/kembali"},
    {"client_id": "nobody"},
    {"client_id": None},
    {"state": "s" * 501},
)


def test_who_asks_wrongly_gets_no_visitor_back(world: World, bank: App) -> None:
    client = world.wayan.browser()
    for asked in ASKED_WRONGLY:
        for answer in (client.get(bank.asks(**asked)), client.post(bank.asks(**asked), {"answer": "yes"})):
            assert answer.status_code == 400, asked
            assert "Location" not in answer, asked
    assert not Link.objects.exists()


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"response_type": "token"}, "unauthorized_client"),
        ({"scope": "colour everything"}, "invalid_scope"),
    ],
)
def test_what_is_not_allowed_is_told_to_the_app(
    world: World, bank: App, asked: dict[str, str | None], error: str
) -> None:
    client = world.wayan.browser()
    for answer in (client.get(bank.asks(**asked)), client.post(bank.asks(**asked), {"answer": "yes"})):
        assert answer["Location"].startswith("https://dompet.example/kembali")
        assert f"error={error}" in answer["Location"]
    assert not Link.objects.exists()


def test_a_plain_challenge_is_refused_and_links_nothing(world: World, bank: App) -> None:
    answer = world.wayan.browser().post(bank.asks(code_challenge_method="plain"), {"answer": "yes"})
    assert told(answer)["error"] == "invalid_request"
    assert not Link.objects.exists()
    assert not Device.objects.filter(label="Aplikasi: Dompet Bali").exists()


def test_nobody_gets_more_than_the_operator_allows(world: World, mall: App) -> None:
    answer = world.wayan.browser().get(mall.asks(scope="check-in"))
    assert "error=invalid_scope" in answer["Location"]
    assert mall.linked(world.wayan)["scope"] == "colour"


def test_a_code_is_good_once_for_its_app_with_its_verifier(world: World, bank: App, mall: App) -> None:
    code = bank.code(world.wayan)
    assert error_of(mall.exchange(code, redirect_uri=bank.address)) == "invalid_grant"
    assert error_of(bank.exchange(code, code_verifier="x" * 50)) == "invalid_grant"
    assert error_of(bank.exchange(code, redirect_uri="https://dompet.example/lain")) == "invalid_request"
    code = bank.code(world.wayan)
    assert bank.exchange(code).status_code == 200
    assert error_of(bank.exchange(code)) == "invalid_grant"


def test_a_code_is_good_for_a_minute(world: World, bank: App) -> None:
    code = bank.code(world.wayan)
    Grant.objects.update(expires=timezone.now())
    assert error_of(bank.exchange(code)) == "invalid_grant"


def test_without_the_secret_there_are_no_tokens(world: World, bank: App) -> None:
    given = {"grant_type": "authorization_code", "code": bank.code(world.wayan)}
    given |= {"redirect_uri": bank.address, "code_verifier": bank.verifier}
    answer = bank.sends("/oauth/token/", given, secret="wrong")
    assert (answer.status_code, error_of(answer)) == (401, "invalid_client")
    named = Client().post("/oauth/token/", {**given, "client_id": bank.partner.client_id})
    assert named.status_code in {400, 401, 415}
    hash_shown = bank.sends("/oauth/token/", given, secret=bank.partner.client_secret)
    assert hash_shown.status_code == 401
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize("grant", ["client_credentials", "password"])
def test_there_is_no_other_way_to_tokens(world: World, bank: App, grant: str) -> None:
    answer = bank.sends("/oauth/token/", {"grant_type": grant, "username": "made", "password": "x"})
    assert answer.status_code in {400, 401}
    assert not AccessToken.objects.exists()


def test_refresh_tokens_rotate_and_one_shown_twice_ends_all(world: World, bank: App) -> None:
    first = bank.linked(world.wayan)
    second = json.loads(bank.refresh(first["refresh_token"]).content)
    assert counts(second["access_token"])
    assert not counts(first["access_token"])
    assert error_of(bank.refresh(first["refresh_token"])) == "invalid_grant"
    assert error_of(bank.refresh(second["refresh_token"])) == "invalid_grant"
    assert not counts(second["access_token"])


def test_another_app_cannot_use_a_refresh_token(world: World, bank: App, mall: App) -> None:
    tokens = bank.linked(world.wayan)
    assert error_of(mall.refresh(tokens["refresh_token"])) == "invalid_grant"


def test_refreshing_asks_for_no_more_than_was_allowed(world: World, bank: App) -> None:
    tokens = bank.linked(world.wayan, scope="colour")
    assert error_of(bank.refresh(tokens["refresh_token"], scope="colour check-in")) == "invalid_scope"


def test_linking_again_ends_the_tokens_of_before(world: World, bank: App) -> None:
    first = bank.linked(world.wayan)
    second = bank.linked(world.wayan, scope="colour")
    assert not counts(first["access_token"])
    assert counts(second["access_token"])
    assert Link.objects.get().scopes == "colour"


def test_unlinking_ends_everything_at_once(world: World, bank: App) -> None:
    tokens, code = bank.linked(world.wayan), bank.code(world.wayan)
    client = world.wayan.browser()
    page = client.get("/saya/aplikasi/").content.decode()
    assert "Dompet Bali" in page
    assert "Belum pernah dipakai" in page
    link = Link.objects.get()
    answer = client.post(f"/saya/aplikasi/{link.pk}/lepas/")
    assert answer["Location"] == "/saya/aplikasi/"
    assert not counts(tokens["access_token"])
    assert error_of(bank.refresh(tokens["refresh_token"])) == "invalid_grant"
    assert error_of(bank.exchange(code)) == "invalid_grant"
    assert not RefreshToken.objects.exists()
    assert not Device.objects.filter(label="Aplikasi: Dompet Bali").exists()
    event = Event.objects.get(act="partners.unlink")
    assert (event.by, event.subject) == (world.wayan.person.actor, f"person:{world.wayan.person.pk}")


def test_nobody_unlinks_for_somebody_else(world: World, bank: App) -> None:
    tokens = bank.linked(world.wayan)
    link = Link.objects.get()
    assert world.made.browser().post(f"/saya/aplikasi/{link.pk}/lepas/").status_code == 404
    assert counts(tokens["access_token"])
    assert "Dompet Bali" not in world.made.browser().get("/saya/aplikasi/").content.decode()


def test_signing_its_device_out_unlinks_it_too(world: World, bank: App) -> None:
    tokens = bank.linked(world.wayan)
    device = Device.objects.get(label="Aplikasi: Dompet Bali")
    client = world.wayan.browser()
    assert "Dompet Bali" in client.get("/saya/perangkat/").content.decode()
    client.post(f"/saya/perangkat/{device.id}/keluar/")
    assert not counts(tokens["access_token"])
    assert error_of(bank.refresh(tokens["refresh_token"])) == "invalid_grant"
    assert "Dompet Bali" not in client.get("/saya/aplikasi/").content.decode()
    assert links.end_signed_out() == 1
    assert not Link.objects.exists()
    again = bank.linked(world.wayan)
    assert counts(again["access_token"])


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_an_app_gives_a_link_up_by_itself(world: World, bank: App, mall: App, kind: str) -> None:
    tokens = bank.linked(world.wayan)
    assert mall.sends("/oauth/revoke/", {"token": tokens[kind]}).status_code == 200
    assert counts(tokens["access_token"]), "it was not its own"
    assert bank.sends("/oauth/revoke/", {"token": tokens[kind]}).status_code == 200
    assert not Link.objects.exists()
    assert Event.objects.get(act="partners.unlink").by == bank.partner.actor


def test_a_suspended_partner_stops_at_once_and_may_go_on(world: World, bank: App, operator: User) -> None:
    tokens, code = bank.linked(world.wayan), bank.code(world.made)
    partners.suspend(partner=bank.partner, by=operator)
    assert not counts(tokens["access_token"])
    assert error_of(bank.refresh(tokens["refresh_token"])) in {"invalid_client", "invalid_grant"}
    assert error_of(bank.exchange(code)) in {"invalid_client", "invalid_grant"}
    assert world.made.browser().get(bank.asks()).status_code == 400
    assert "dihentikan oleh kami" in world.wayan.browser().get("/saya/aplikasi/").content.decode()
    partners.resume(partner=bank.partner, by=operator)
    assert counts(tokens["access_token"])


def test_tokens_end_by_themselves(world: World, bank: App) -> None:
    tokens = bank.linked(world.wayan)
    AccessToken.objects.update(expires=timezone.now() - timedelta(days=180, seconds=1))
    assert error_of(bank.refresh(tokens["refresh_token"])) == "invalid_grant"


def test_nothing_that_opens_anything_lies_in_the_database(world: World, bank: App) -> None:
    tokens, code = bank.linked(world.wayan), bank.code(world.made)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(t::text, ' ') FROM (SELECT p::text t FROM partners_partner p UNION ALL"
            " SELECT g::text FROM partners_grant g UNION ALL SELECT a::text FROM partners_accesstoken a"
            " UNION ALL SELECT r::text FROM partners_refreshtoken r) t"
        )
        everything = str(cursor.fetchone()[0])
    assert hashed(code) in everything
    for secret in (bank.secret, code, tokens["access_token"], tokens["refresh_token"]):
        assert secret not in everything


def test_of_two_apps_each_knows_the_visitor_by_another_name(world: World, bank: App, mall: App) -> None:
    for app in (bank, mall):
        app.linked(world.wayan)
    one, other = (subjects.of(link) for link in Link.objects.all())
    assert one != other
    link = Link.objects.get(partner=bank.partner)
    links.unlink(link_id=link.pk, by=world.wayan.person)
    bank.linked(world.wayan)
    assert subjects.of(Link.objects.get(partner=bank.partner)) in {one, other}


def test_who_guesses_secrets_is_slowed_and_others_are_not(
    world: World, bank: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gapura.partners.views.oauth.MOST_WRONG", 3)
    guess = {"grant_type": "refresh_token", "refresh_token": "x"}
    for _ in range(3):
        assert bank.sends("/oauth/token/", guess).status_code == 400
        assert bank.sends("/oauth/token/", guess, secret="x").status_code == 401
    stopped = bank.sends("/oauth/token/", guess, secret="x")
    assert stopped.status_code == 429
    assert 1 <= int(stopped["Retry-After"]) <= 60


def test_its_addresses_are_published(client: Client) -> None:
    told = client.get("/.well-known/oauth-authorization-server").json()
    assert told["code_challenge_methods_supported"] == ["S256"]
    for name in ("authorization_endpoint", "token_endpoint", "revocation_endpoint"):
        assert client.get(told[name].removeprefix(told["issuer"])).status_code in {302, 405}


@pytest.mark.parametrize(
    "more",
    [
        *(
            "&x=%zz",
            "&x=%ff",
            "&claims=%7B",
            "&resource=x",
            "&prompt=none",
            "&ui_locales=x",
            "&prompt=create",
        ),
        f"&nonce={'x' * 300}",
    ],
)
def test_what_is_asked_besides_changes_nothing(world: World, bank: App, more: str) -> None:
    client = world.wayan.browser()
    assert client.get(bank.asks() + more).status_code == 200
    assert "code=" in client.post(bank.asks() + more, {"answer": "yes"})["Location"]


@pytest.mark.parametrize(
    "asked", ["?client_id=%zz", "?state=%zz&client_id=x", "?", "?x=%00", "?client_id=a%ff"]
)
def test_what_cannot_be_read_is_no_fault_of_ours(world: World, asked: str) -> None:
    assert world.wayan.browser().get(f"/oauth/authorize/{asked}").status_code in {400, 404}


def test_asking_twice_for_one_thing_is_refused(world: World, bank: App) -> None:
    for more in ("&state=2", "&scope=colour&scope=check-in", "&redirect_uri=https://penipu.example/"):
        assert world.wayan.browser().get(bank.asks() + more).status_code == 400
    assert world.wayan.browser().get(bank.asks(code_challenge="x" * 200)).status_code == 400


@pytest.mark.parametrize(
    "form",
    [
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"},
        {"grant_type": "refresh_token", "refresh_token": "\x00"},
        {"grant_type": "authorization_code", "code": "\x00", "client_id": "\x00"},
        {"grant_type": "authorization_code", "code": "x", "code_verifier": "é" * 50},
        {"grant_type": "refresh_token", "refresh_token": "é" * 9_000},
        {"grant_type": ""},
    ],
)
def test_no_form_breaks_the_tokens(bank: App, form: dict[str, str]) -> None:
    assert bank.sends("/oauth/token/", form).status_code in {400, 401}
    assert bank.sends("/oauth/revoke/", form).status_code in {200, 400}
    bank.partner.client_id = "x\x00"
    assert bank.sends("/oauth/token/", form).status_code in {400, 401}
    assert bank.sends("/oauth/token/?x=%zz", form).status_code in {400, 401}


def test_who_links_all_day_is_stopped(world: World, bank: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gapura.partners.authorizing.MOST_A_DAY", 2)
    client = world.wayan.browser()
    said = [client.post(bank.asks(), {"answer": "yes"}).status_code for _ in range(3)]
    assert said == [302, 302, 429]


def test_whoever_has_not_said_who_they_are_says_so_first(world: World, bank: App) -> None:
    answer = world.newcomer.browser().get(bank.asks())
    assert answer["Location"].startswith("/saya/data/?next=%2Foauth%2Fauthorize%2F%3F")
    assert world.newcomer.browser().post(bank.asks(), {"answer": "yes"})["Location"] == answer["Location"]
    assert not Link.objects.exists()


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_tokens_are_asked_for_by_a_form(bank: App, kind: str) -> None:
    assert Client().post("/oauth/token/", b"{}", content_type=kind).status_code == 415


def test_the_pages_take_a_known_number_of_queries(
    world: World, bank: App, django_assert_num_queries: Any
) -> None:
    client = world.wayan.browser()
    bank.linked(world.wayan)
    with django_assert_num_queries(3):
        client.get(bank.asks())
    with django_assert_num_queries(2):
        client.get("/saya/aplikasi/")


def test_the_list_stays_as_quick_with_more_apps(
    world: World, bank: App, mall: App, django_assert_num_queries: Any
) -> None:
    for app in (bank, mall, registered("Tiket Ubud", "https://tiket.example/cb")):
        app.linked(world.wayan)
    with django_assert_num_queries(2):
        page = world.wayan.browser().get("/saya/aplikasi/").content.decode()
    assert all(name in page for name in Partner.objects.values_list("name", flat=True))
