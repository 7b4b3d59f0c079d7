"""Whoever forgot the password gets a link by mail, chooses a new one, and still needs the second factor."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from gapura.accounts.models import Session, User
from gapura.audit.models import Event
from gapura.common.times import with_zone
from gapura.mail.models import Message
from gapura.regions.models import Region
from tests.staff import PASSWORD, World, signed_in

NEW = "rebung-manis-tengah-malam"


@pytest.fixture
def putu(world: World) -> User:
    """A PIC whose mail goes somewhere."""
    world.putu.contact = "putu@batubulan.desa.id"
    world.putu.set_password(PASSWORD)
    world.putu.save()
    return world.putu


def asks(username: str, browser: Client | None = None) -> Any:
    """The answer to somebody who says that this user name's password is forgotten."""
    return (browser or Client()).post("/akun/lupa/", {"username": username})


def link() -> str:
    """The address in the newest message, without its host."""
    return str(re.findall(r"https?://[^/\s]+(/akun/lupa/\S+)", Message.objects.latest("created_at").text)[0])


def sets(browser: Client, password: str = NEW) -> Any:
    """The answer to a new password, typed twice."""
    return browser.post("/akun/lupa/baru/", {"password": password, "again": password})


def test_the_sign_in_leads_there() -> None:
    assert 'href="/akun/lupa/"' in Client().get("/akun/login/").content.decode()


def test_a_link_by_mail_sets_a_new_password_and_ends_every_session(putu: User) -> None:
    elsewhere = signed_in(putu)
    assert "Periksa kotak masuk" in asks(" PUTU ").content.decode()
    assert Message.objects.get().to == "putu@batubulan.desa.id"
    browser = Client()
    opened = browser.get(link(), follow=True)
    assert opened.redirect_chain[-1][0] == "/akun/lupa/baru/"
    assert sets(browser, "putu").status_code == 400
    answer = sets(browser)
    assert answer.headers["Location"] == "/akun/login/"
    putu.refresh_from_db()
    assert putu.check_password(NEW)
    assert not Session.objects.filter(user=putu).exists()
    assert elsewhere.get("/pic/").status_code == 302
    acts = Event.objects.filter(subject=putu.actor).values_list("act", flat=True)
    assert {"account.forget_password", "account.change_password"} <= set(acts)


def test_the_new_password_alone_opens_nothing(putu: User) -> None:
    asks("putu")
    browser = Client()
    browser.get(link(), follow=True)
    sets(browser)
    signed = browser.post("/akun/login/", {"login": "putu", "password": NEW}, follow=True)
    assert signed.status_code == 200
    assert browser.get("/pic/").status_code == 302


def test_a_link_works_once_and_for_an_hour(putu: User, settings: Any) -> None:
    asks("putu")
    first, later = Client(), Client()
    address = link()
    for browser in (first, later):
        browser.get(address, follow=True)
    assert sets(first).status_code == 302
    assert sets(later).status_code == 410
    assert first.get("/akun/lupa/baru/").status_code == 410
    asks("putu")
    late = Client()
    late.get(link(), follow=True)
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert sets(late).status_code == 410


def test_the_message_says_until_when_in_the_owners_own_zone(putu: User) -> None:
    Region.objects.update(time_zone="Asia/Jayapura")
    asks("putu")
    until = timezone.now() + timedelta(hours=1)
    zone = ZoneInfo("Asia/Jayapura")
    possible = [with_zone((until - timedelta(minutes=late)).astimezone(zone)) for late in range(5)]
    text = Message.objects.get().text
    assert any(f"sampai {moment}," in text for moment in possible)
    assert "WIT," in text


def test_a_guessed_or_foreign_key_opens_nothing(putu: User, world: World) -> None:
    asks("putu")
    number, _dash, token = link().split("/")[3].partition("-")
    for key in (
        "x",
        "-",
        f"{world.dayu.pk}-{token}",
        f"{number}-{token}x",
        f"{number}-{token}{'x' * 5000}",
        f"{'9' * 30}-{token}",
    ):
        browser = Client()
        assert browser.get(f"/akun/lupa/{key}/").status_code == 410
        assert "sessionid" not in browser.cookies, "a key that somebody made up was given a session"
        assert browser.get("/akun/lupa/baru/").status_code == 410
    assert Client().get("/akun/lupa/baru/").status_code == 410


def test_a_sign_in_ends_the_link(putu: User) -> None:
    asks("putu")
    address = link()
    User.objects.filter(pk=putu.pk).update(last_login=timezone.now())
    browser = Client()
    browser.get(address, follow=True)
    assert sets(browser).status_code == 410


def said(answer: Any) -> str:
    """The main part of a page."""
    return str(answer.content.decode().partition("<main")[2].partition("</main>")[0])


def test_nobody_learns_which_names_there_are(putu: User, world: World) -> None:
    known = said(asks("putu"))
    User.objects.filter(pk=world.dayu.pk).update(is_active=False)
    for name in ("dayu", "agus", "nobody", "x" * 150):
        assert said(asks(name)) == known
    assert Message.objects.count() == 1, "an account without an address, a closed and an unknown one get none"


def test_three_links_an_hour_are_enough(putu: User) -> None:
    assert [asks("putu").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert Message.objects.count() == 3


def test_a_phone_gets_the_link_as_a_text(putu: User) -> None:
    putu.contact = "+6281234567890"
    putu.save()
    asks("putu")
    assert Message.objects.get().channel == "sms"
    assert Client().get(link()).status_code == 302
