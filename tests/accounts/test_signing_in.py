"""Signing in as staff: a password, then the second factor, in the languages of this house."""

import base64
import json
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from gapura.accounts.acts import reset_second_factor
from gapura.accounts.models import User
from gapura.accounts.roles import PLACES, Role
from gapura.audit.models import Event
from tests.staff import PASSWORD, SECRET, World, signed_in, staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(transactional_db: None) -> None:
    cache.clear()


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def password(client: Client, username: str, typed: str = PASSWORD) -> str:
    """Type user name and password; the address that follows, or an empty one."""
    answer = client.post("/akun/login/", {"login": username, "password": typed})
    return str(answer.headers.get("Location", ""))


def passkey_that_says(data: bytes) -> dict[str, Any]:
    """What a browser would send of it."""
    said = {"clientDataJSON": text(data), "authenticatorData": text(bytes(37)), "signature": "AA"}
    return {"id": "AA", "rawId": "AA", "type": "public-key", "response": said}


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def test_password_and_code_lead_to_the_roles_own_place(client: Client, world: World) -> None:
    assert password(client, "dayu") == "/akun/2fa/authenticate/"
    answer = client.post("/akun/2fa/authenticate/", {"code": code_of(SECRET)})
    assert answer.headers["Location"] == PLACES[Role.COORDINATOR]
    assert client.get("/akun/").status_code == 200
    assert Event.objects.filter(act="account.sign_in", by=world.dayu.actor).exists()


def test_the_password_alone_opens_nothing(client: Client, world: World) -> None:
    password(client, "dayu")
    assert client.get("/koordinator/").headers["Location"].startswith("/akun/login/")


def test_a_code_works_once(client: Client, world: World) -> None:
    code = code_of(SECRET)
    password(client, "dayu")
    client.post("/akun/2fa/authenticate/", {"code": code})
    thief = Client()
    password(thief, "dayu")
    assert thief.post("/akun/2fa/authenticate/", {"code": code}).status_code == 200
    assert thief.get("/akun/").status_code == 302


@pytest.mark.parametrize(
    ("username", "typed"), [("dayu", "wrong"), ("nobody", PASSWORD), ("", ""), ("\x00", "x")]
)
def test_a_wrong_password_and_an_unknown_name_look_the_same(
    client: Client, world: World, username: str, typed: str
) -> None:
    answer = client.post("/akun/login/", {"login": username, "password": typed})
    assert answer.status_code == 200
    assert "mfa" not in client.session


def test_a_failed_sign_in_is_in_the_trail(client: Client, world: World) -> None:
    password(client, "dayu", "wrong")
    password(client, "nobody", "wrong")
    subjects = Event.objects.filter(act="account.sign_in_failed").values_list("subject", flat=True)
    assert set(subjects) == {world.dayu.actor, "user:unknown"}


def test_guessing_a_password_is_stopped_for_every_process(client: Client, world: World) -> None:
    for guess in range(5):
        password(client, "dayu", f"guess {guess}")
    assert password(Client(), "dayu") == ""


def test_guessing_a_code_is_stopped(client: Client, world: World) -> None:
    password(client, "dayu")
    for guess in range(5):
        client.post("/akun/2fa/authenticate/", {"code": f"00000{guess}"})
    client.post("/akun/2fa/authenticate/", {"code": code_of(SECRET)})
    assert client.get("/akun/").status_code == 302


def test_a_code_is_good_once_for_as_long_as_it_would_be_good(client: Client, world: World) -> None:
    code = code_of(SECRET)
    password(client, "dayu")
    client.post("/akun/2fa/authenticate/", {"code": code})
    assert client.get("/akun/").status_code == 200
    cache.delete(f"allauth.mfa.totp.used?user={world.dayu.pk}&code={code}")  # as half a minute later
    stranger = Client()
    password(stranger, "dayu")
    again = stranger.post("/akun/2fa/authenticate/", {"code": f"{code[:3]} {code[3:]}"})
    assert again.status_code == 200
    assert stranger.get("/akun/").status_code == 302


def test_without_a_second_factor_every_place_leads_to_setting_one_up(world: World) -> None:
    newcomer = staff("kadek", "Kadek", Role.COORDINATOR, world.gianyar, second_factor=False)
    client = signed_in(newcomer, second_factor=False)
    assert client.get("/koordinator/").headers["Location"] == "/akun/2fa/totp/activate/"
    assert client.get("/akun/").status_code == 200


def test_a_newcomer_sets_up_the_second_factor_and_goes_on(client: Client, world: World) -> None:
    staff("kadek", "Kadek", Role.COORDINATOR, world.gianyar, second_factor=False)
    assert password(client, "kadek") == "/koordinator/"
    again = client.get("/akun/2fa/totp/activate/").headers["Location"]
    client.post(again, {"password": PASSWORD})
    page = client.get("/akun/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    found = re.search(r'<p class="mono">([A-Z2-7]+)</p>', page)
    assert found
    answer = client.post("/akun/2fa/totp/activate/", {"code": code_of(found.group(1))})
    assert answer.headers["Location"] == "/akun/2fa/recovery-codes/"
    assert client.get("/akun/2fa/recovery-codes/").status_code == 200
    assert client.get("/koordinator/").status_code == 200


def test_a_session_older_than_the_second_factor_must_show_it(world: World) -> None:
    client = signed_in(world.dayu, second_factor=False)
    answer = client.get("/koordinator/")
    assert answer.headers["Location"] == "/akun/2fa/reauthenticate/?next=%2Fkoordinator%2F"
    answer = client.post(answer.headers["Location"], {"code": code_of(SECRET), "next": "/koordinator/"})
    assert answer.headers["Location"] == "/koordinator/"
    assert client.get("/koordinator/").status_code == 200


def test_with_the_password_alone_nobody_moves_the_second_factor_to_their_own_phone(world: World) -> None:
    client = signed_in(world.dayu, second_factor=False)
    client.post("/akun/reauthenticate/", {"password": PASSWORD})
    assert (
        client.post("/akun/2fa/totp/deactivate/").headers["Location"].startswith("/akun/2fa/reauthenticate/")
    )
    assert client.get("/akun/2fa/recovery-codes/").status_code == 302
    assert Authenticator.objects.filter(user=world.dayu, type="totp").exists()


def test_one_persons_proof_is_not_anothers(world: World) -> None:
    client = signed_in(world.dayu)
    session = client.session
    session["gapura_second_factor"] = world.putu.pk
    session.save()
    assert client.get("/koordinator/").status_code == 302


def test_a_factor_that_was_taken_away_no_longer_counts(world: World) -> None:
    client = signed_in(world.dayu)
    assert client.get("/koordinator/").status_code == 200
    Authenticator.objects.filter(user=world.dayu).delete()
    assert client.get("/koordinator/").headers["Location"] == "/akun/2fa/totp/activate/"


def test_a_browser_of_before_the_reset_is_not_trusted_with_the_new_factor(world: World) -> None:
    thief = signed_in(world.dayu)
    reset_second_factor(user=world.dayu, reason="phone lost", by=world.made)
    Authenticator.objects.create(user=world.dayu, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert thief.get("/koordinator/").headers["Location"].startswith("/akun/login/")


def test_a_closed_account_is_out_at_once(client: Client, world: World) -> None:
    browser = signed_in(world.dayu)
    User.objects.filter(pk=world.dayu.pk).update(is_active=False)
    assert browser.get("/koordinator/").headers["Location"].startswith("/akun/login/")
    assert password(client, "dayu") in {"", "/akun/nonaktif/"}
    assert client.get("/akun/").status_code == 302


def test_a_recovery_code_signs_in_once(world: World) -> None:
    owner = signed_in(world.dayu)
    owner.post("/akun/reauthenticate/", {"password": PASSWORD})
    owner.post("/akun/2fa/recovery-codes/generate/")
    code = Authenticator.objects.get(user=world.dayu, type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (200, 302):
        client = Client()
        password(client, "dayu")
        client.post("/akun/2fa/authenticate/", {"code": code})
        assert client.get("/koordinator/").status_code == expected


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_out_of_this_house(client: Client, world: World, elsewhere: str) -> None:
    client.post(f"/akun/login/?next={elsewhere}", {"login": "dayu", "password": PASSWORD, "next": elsewhere})
    answer = client.post("/akun/2fa/authenticate/", {"code": code_of(SECRET)})
    assert answer.headers["Location"] == "/koordinator/"


def test_signing_out_ends_the_session(world: World) -> None:
    client = signed_in(world.dayu)
    assert client.get("/akun/logout/").status_code == 200
    client.post("/akun/logout/")
    assert client.get("/akun/").status_code == 302


@pytest.mark.parametrize(("language", "words"), [("id", "Masuk untuk pegawai"), ("en", "Staff sign-in")])
def test_the_pages_speak_both_languages(client: Client, world: World, language: str, words: str) -> None:
    client.cookies["gapura_bahasa"] = language
    assert words in client.get("/akun/login/").content.decode()


@pytest.mark.parametrize(
    "page",
    [
        "/akun/",
        "/akun/logout/",
        "/akun/reauthenticate/",
        "/akun/2fa/reauthenticate/",
        "/akun/2fa/totp/deactivate/",
        "/akun/2fa/recovery-codes/generate/",
        "/akun/2fa/webauthn/add/",
        "/akun/2fa/webauthn/reauthenticate/",
        "/akun/kata-sandi/",
    ],
)
def test_every_page_of_the_account_is_ours_and_free_of_inline_script(world: World, page: str) -> None:
    client = signed_in(world.dayu)
    client.post("/akun/reauthenticate/", {"password": PASSWORD})
    answer = client.get(page, follow=True)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "site-head" in html
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert "style=" not in html


@pytest.mark.parametrize(
    "credential",
    [
        "[" * 50_000,
        "9" * 5000,
        '{"id": 5}',
        json.dumps(passkey_that_says(b"[" * 30_000)),
    ],
)
def test_a_passkey_that_says_what_none_can_say_is_a_bad_request(world: World, credential: str) -> None:
    said = {"credential": credential}
    assert Client().post("/akun/2fa/webauthn/login/", said).status_code == 400
    client = signed_in(world.dayu)
    client.post("/akun/reauthenticate/", {"password": PASSWORD})
    for page in ("add", "reauthenticate"):
        assert client.post(f"/akun/2fa/webauthn/{page}/", said).status_code < 500


def test_ones_own_page_says_who_one_is(world: World) -> None:
    page = signed_in(world.putu).get("/akun/").content.decode()
    for words in ("I Putu Wirawan", "Sukawati", "/pic/", "Penanggung jawab"):
        assert words in page
