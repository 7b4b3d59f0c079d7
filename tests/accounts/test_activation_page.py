"""The page on which an invited person makes the account their own, and what follows up to the own place."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from gapura.accounts import acts
from gapura.accounts.acts import Invitation
from gapura.accounts.models import Activation, User
from gapura.accounts.roles import Role
from gapura.accounts.signals import account_ready
from gapura.audit.models import Event
from tests.staff import PASSWORD, World, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "kelapa-muda-segar-27"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(transactional_db: None) -> None:
    cache.clear()


@pytest.fixture
def invited(world: World) -> Invitation:
    return acts.invite(
        name="Ni Luh Ketut Sari",
        username_hint="Kantor Perbekel Desa Batubulan",
        role=Role.PIC,
        region=world.sukawati,
        by=world.dayu,
    )


@pytest.fixture
def heard() -> Iterator[list[User]]:
    """Accounts of which was said that they are ready."""
    users: list[User] = []

    def listen(user: User, **_: Any) -> None:
        users.append(user)

    account_ready.connect(listen)
    yield users
    account_ready.disconnect(listen)


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def send(client: Client, invited: Invitation, **changed: str) -> HttpResponse:
    """The form, filled in rightly unless told otherwise."""
    given = {"username": invited.user.username, "secret": invited.secret, "password": OWN, "again": OWN}
    answer = client.post("/aktivasi", {**given, **changed})
    assert isinstance(answer, HttpResponse)
    return answer


def set_up_app(client: Client) -> HttpResponse:
    """Set up an authenticator app, as the page after activation says."""
    page = client.get("/akun/2fa/totp/activate/").content.decode()
    found = re.search(r'<p class="mono">([A-Z2-7]+)</p>', page)
    assert found
    answer = client.post("/akun/2fa/totp/activate/", {"code": code_of(found.group(1))})
    assert isinstance(answer, HttpResponse)
    return answer


def test_from_the_one_time_password_to_the_own_place(
    client: Client, invited: Invitation, heard: list[User]
) -> None:
    assert client.get("/aktivasi").status_code == 200
    assert send(client, invited).headers["Location"] == "/akun/2fa/totp/activate/"
    assert client.get("/pic/").headers["Location"] == "/akun/2fa/totp/activate/"
    assert heard == []
    assert set_up_app(client).headers["Location"] == "/akun/2fa/recovery-codes/"
    codes = client.get("/akun/2fa/recovery-codes/").content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", codes)) == 10
    assert client.get("/pic/").status_code == 200
    assert heard == [invited.user]
    assert Event.objects.filter(act="account.ready", subject=invited.user.actor).count() == 1


def test_recovery_codes_are_shown_once(client: Client, invited: Invitation) -> None:
    send(client, invited)
    set_up_app(client)
    client.get("/akun/2fa/recovery-codes/")
    assert not re.search(r"<li>\d{8}</li>", client.get("/akun/2fa/recovery-codes/").content.decode())
    assert client.get("/akun/2fa/recovery-codes/download/").status_code != 200


def test_an_account_becomes_ready_once(client: Client, invited: Invitation, heard: list[User]) -> None:
    send(client, invited)
    set_up_app(client)
    client.post("/akun/2fa/totp/deactivate/")
    set_up_app(client)
    assert heard == [invited.user]


def test_an_account_that_was_never_invited_does_not_become_ready(world: World, heard: list[User]) -> None:
    Authenticator.objects.filter(user=world.putu).delete()
    client = signed_in(world.putu, second_factor=False)
    client.post("/akun/reauthenticate/", {"password": PASSWORD})
    set_up_app(client)
    assert heard == []


def test_what_a_listener_cannot_do_undoes_the_second_factor(invited: Invitation) -> None:
    def refuse(**_: Any) -> None:
        raise RuntimeError("the confirmation mail cannot be written")

    client = Client(raise_request_exception=False)
    send(client, invited)
    account_ready.connect(refuse)
    try:
        assert set_up_app(client).status_code == 500
    finally:
        account_ready.disconnect(refuse)
    assert not Authenticator.objects.filter(user=invited.user).exists()
    assert User.objects.get(pk=invited.user.pk).ready_at is None
    assert set_up_app(client).status_code == 302
    assert User.objects.get(pk=invited.user.pk).ready_at is not None


def test_who_leaves_after_the_password_goes_on_at_the_sign_in(
    client: Client, invited: Invitation, heard: list[User]
) -> None:
    send(client, invited)
    later = Client()
    later.post("/akun/login/", {"login": invited.user.username, "password": OWN})
    later.get("/akun/2fa/totp/activate/")
    later.post("/akun/reauthenticate/", {"password": OWN})
    set_up_app(later)
    assert heard == [invited.user]


def test_the_link_fills_in_the_user_name_and_no_more(client: Client, invited: Invitation) -> None:
    page = client.get("/aktivasi?u=pic-batubulan").content.decode()
    assert 'value="pic-batubulan"' in page
    hostile = client.get('/aktivasi?u="><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in hostile


def test_nothing_that_was_typed_in_secret_comes_back(client: Client, invited: Invitation) -> None:
    page = send(client, invited, secret="7K3M-Q9TX-HB2W").content.decode()
    assert OWN not in page
    assert client.get("/aktivasi").headers["Cache-Control"].startswith("max-age=0")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"username": ""}, "username"),
        ({"secret": ""}, "secret"),
        ({"secret": "7K3M-Q9TX"}, "secret"),
        ({"secret": "x" * 5000}, "secret"),
        ({"password": "short", "again": "short"}, "password"),
        ({"password": "pic-batubulan", "again": "pic-batubulan"}, "password"),
        ({"again": "another one"}, "again"),
        ({"password": "", "again": ""}, "password"),
    ],
)
def test_what_is_missing_or_weak_is_said_beside_its_field_and_above(
    client: Client, invited: Invitation, changed: dict[str, str], field: str
) -> None:
    answer = send(client, invited, **changed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in page
    assert f'href="#id_{field}"' in page
    assert not User.objects.get(pk=invited.user.pk).is_active


def test_each_refusal_says_what_to_do(client: Client, invited: Invitation, world: World) -> None:
    client.cookies["gapura_bahasa"] = "en"
    wrong = send(client, invited, secret="7K3M-Q9TX-HB2W")
    assert (wrong.status_code, "do not belong together" in wrong.content.decode()) == (400, True)
    unknown = send(client, invited, username="nobody")
    assert "do not belong together" in unknown.content.decode()

    newer = acts.renew_activation(user=invited.user, by=world.dayu)
    replaced = send(client, invited)
    assert (replaced.status_code, "was replaced" in replaced.content.decode()) == (410, True)

    Activation.objects.filter(pk=newer.activation.pk).update(expires_at=timezone.now() - timedelta(1))
    expired = send(client, newer)
    assert (expired.status_code, "has expired" in expired.content.decode()) == (410, True)
    assert "Ask for a new one" in expired.content.decode()

    newest = acts.renew_activation(user=invited.user, by=world.dayu)
    send(Client(), newest)
    used = send(client, newest)
    assert (used.status_code, "activated already" in used.content.decode()) == (409, True)
    assert 'href="/akun/login/"' in used.content.decode()


def test_whoever_guesses_is_told_until_when_to_wait(client: Client, invited: Invitation) -> None:
    client.cookies["gapura_bahasa"] = "en"
    for _ in range(10):
        send(client, invited, secret="7K3M-Q9TX-HB2W")
    stopped = send(client, invited)
    assert stopped.status_code == 429
    assert re.search(r"Please wait until \d\d:\d\d", stopped.content.decode())


def test_an_unknown_name_and_a_wrong_password_look_the_same(client: Client, invited: Invitation) -> None:
    def answered(username: str) -> str:
        page = send(client, invited, username=username, secret="7K3M-Q9TX-HB2W").content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
        return page.replace(f'value="{username}"', "")

    assert answered("pic-batubulan") == answered("nobody")


def test_whoever_else_was_signed_in_here_is_so_no_longer(world: World, invited: Invitation) -> None:
    client = signed_in(world.dayu)
    send(client, invited)
    assert client.session["_auth_user_id"] == str(invited.user.pk)
    assert client.get("/pic/").headers["Location"] == "/akun/2fa/totp/activate/"


def test_a_form_from_elsewhere_is_refused(invited: Invitation) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, invited).status_code == 403
    assert not User.objects.get(pk=invited.user.pk).is_active


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Aktifkan akun Anda"), ("en", "Activate your account")]
)
def test_it_speaks_both_languages_and_runs_no_inline_script(
    client: Client, language: str, words: str
) -> None:
    client.cookies["gapura_bahasa"] = language
    page = client.get("/aktivasi").content.decode()
    assert words in page
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert "style=" not in page
    assert "onclick" not in page


def test_the_page_asks_the_database_nothing(client: Client, db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get("/aktivasi")
