"""One's own account: the password, and the browsers in which one is signed in."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from gapura.accounts import acts
from gapura.accounts.models import Session, User
from gapura.audit.models import Event
from gapura.audit.trail import SYSTEM
from tests.staff import PASSWORD, SECRET, World, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "kelapa-muda-segar-27"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet(transactional_db: None) -> None:
    cache.clear()


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def shown(client: Client) -> bool:
    """Whether this browser is still signed in."""
    return client.get("/akun/").status_code == 200


def trusted(user: User) -> Client:
    """A browser in which the password was typed a moment ago."""
    client = signed_in(user)
    client.post("/akun/reauthenticate/", {"password": PASSWORD})
    return client


def test_a_new_password_takes_effect_here_and_ends_what_is_open_elsewhere(world: World) -> None:
    here, elsewhere, neighbour = trusted(world.putu), signed_in(world.putu), signed_in(world.komang)
    answer = here.post("/akun/kata-sandi/", {"password": NEW, "again": NEW})
    assert answer.headers["Location"] == "/akun/"
    assert User.objects.get(pk=world.putu.pk).check_password(NEW)
    assert [shown(browser) for browser in (here, elsewhere, neighbour)] == [True, False, True]
    assert Event.objects.filter(act="account.change_password", by=world.putu.actor).count() == 1


def test_the_present_password_is_asked_for_first(world: World) -> None:
    client = signed_in(world.putu)
    answer = client.post("/akun/kata-sandi/", {"password": NEW, "again": NEW})
    assert answer.headers["Location"].startswith("/akun/reauthenticate/")
    assert not User.objects.get(pk=world.putu.pk).check_password(NEW)


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), (NEW, "another"), ("", ""), ("putu", "putu")]
)
def test_a_weak_or_mistyped_password_is_refused(world: World, password: str, again: str) -> None:
    answer = trusted(world.putu).post("/akun/kata-sandi/", {"password": password, "again": again})
    assert answer.status_code == 400
    assert User.objects.get(pk=world.putu.pk).check_password(PASSWORD)


def test_one_sees_where_one_is_signed_in(world: World) -> None:
    phone = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 9) Chrome/120"})
    phone.post("/akun/login/", {"login": "putu", "password": PASSWORD})
    phone.post("/akun/2fa/authenticate/", {"code": code_of(SECRET)})
    signed_in(world.komang)
    page = signed_in(world.putu).get("/akun/").content.decode()
    assert "Chrome, Android" in page
    assert page.count('name="session"') == 1


def test_a_session_that_has_expired_is_open_no_more(world: World) -> None:
    other = signed_in(world.putu)
    Session.objects.filter(pk=other.session.session_key).update(expire_date=timezone.now())
    assert 'name="session"' not in signed_in(world.putu).get("/akun/").content.decode()


def test_one_other_session_is_ended(world: World) -> None:
    here, phone, tablet = signed_in(world.putu), signed_in(world.putu), signed_in(world.putu)
    names = re.findall(r'name="session" value="(\w+)"', here.get("/akun/").content.decode())
    assert len(names) == 2
    here.post("/akun/keluarkan/", {"session": names[0]})
    assert sorted([shown(phone), shown(tablet)]) == [False, True]
    assert shown(here)


def test_all_others_are_ended(world: World) -> None:
    here, phone, neighbour = signed_in(world.putu), signed_in(world.putu), signed_in(world.komang)
    here.post("/akun/keluarkan/")
    assert [shown(browser) for browser in (here, phone, neighbour)] == [True, False, True]
    assert Event.objects.get(act="account.end_sessions").data == {"count": 1}


def test_nobody_ends_a_strangers_session(world: World) -> None:
    here, neighbour = signed_in(world.putu), signed_in(world.komang)
    for name in (acts.session_name(neighbour.session.session_key or ""), neighbour.session.session_key, "x"):
        here.post("/akun/keluarkan/", {"session": name or ""})
    assert shown(neighbour)


def test_the_page_does_not_hold_the_keys_of_sessions(world: World) -> None:
    other = signed_in(world.putu)
    assert (other.session.session_key or "-") not in signed_in(world.putu).get("/akun/").content.decode()


def test_a_closed_account_is_out_everywhere(world: World) -> None:
    browser = signed_in(world.putu)
    acts.close_account(user=world.putu, reason="left the office", by=world.dayu)
    assert not shown(browser)
    assert not Session.objects.filter(user=world.putu).exists()
    assert Event.objects.get(act="account.close").data == {"reason": "left the office"}


def test_sessions_are_ended_for_somebody(world: World) -> None:
    browser = signed_in(world.putu)
    assert acts.end_sessions(user=world.putu, by=SYSTEM) == 1
    assert not shown(browser)
    assert acts.end_sessions(user=world.putu, by=SYSTEM) == 0


def test_the_page_asks_the_database_little(world: World, django_assert_max_num_queries: Any) -> None:
    client = signed_in(world.putu)
    for _ in range(5):
        signed_in(world.putu)
    with django_assert_max_num_queries(8):
        client.get("/akun/")
