"""Signing in by one-time code, saying who one is, signing out; and a forgotten password of staff."""

import re

from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo
from tests.browser.screens import Screens, each_once

BAD_NIKS = {
    "510404150290": "16",
    "5104043213909001": "",
    "51040415029O9001": "",
}


def assert_said_where_it_is(screens: Screens, name: str) -> None:
    """What is wrong stands beside its field, and a screen reader begins with both."""
    field = screens.page.locator(f"[name={name}]")
    expect(field).to_be_focused()
    described = str(field.get_attribute("aria-describedby")).split()
    expect(screens.page.locator(f"#{described[-1]}.error")).to_be_visible()
    assert re.match("Error:|Kesalahan:", screens.page.title())


def test_a_newcomer_signs_in_by_code_says_who_they_are_and_is_back_at_the_venue(
    window: Window, demo: Demo, language: str
) -> None:
    screens = window(language)
    venue, address = demo.venue(), demo.new_address()
    screens.open(f"/c/{venue.code}").look("venue-signed-out")
    ways.ask_for_code(screens, address)
    screens.look("code")
    ways.type_code(screens, ways.read_code(screens, demo, address))
    screens.page.wait_for_selector("[name=number]")
    screens.look("who-are-you")
    ways.identify(screens, "Ni Wayan Contoh", demo.new_nik())
    screens.page.wait_for_url(f"**/c/{venue.code}*")
    assert venue.name in screens.page.inner_text("h1")
    screens.look("venue-signed-in")


def test_a_code_that_was_not_sent_is_refused_and_the_right_one_still_works(
    window: Window, demo: Demo, language: str
) -> None:
    screens = window(language).open("/masuk/").look("sign-in")
    address = demo.new_address()
    ways.ask_for_code(screens, address)
    right = ways.read_code(screens, demo, address)
    ways.type_code(screens, "000000" if right != "000000" else "000001")
    assert_said_where_it_is(screens, "code")
    screens.look("wrong-code")
    ways.type_code(screens, right)
    screens.page.wait_for_selector("[name=number]")


def test_neither_an_address_nor_a_number_is_explained(window: Window, language: str) -> None:
    screens = window(language).open("/masuk/")
    screens.page.fill("[name=reach]", "bukan alamat")
    screens.press(ways.submit_button(screens, "reach"))
    assert_said_where_it_is(screens, "reach")
    screens.look("bad-address")


def test_a_nik_of_the_wrong_form_is_explained_and_can_be_put_right(
    window: Window, demo: Demo, language: str
) -> None:
    screens = window(language).open("/masuk/")
    ways.sign_in(screens, demo, demo.new_address())
    screens.page.locator(".skip").press("Enter")  # as by keyboard: the address ends in #content from here on
    for nik, hint in BAD_NIKS.items():
        ways.identify(screens, "I Made Contoh", nik)
        assert hint in screens.page.locator(".error").first.inner_text()
        assert_said_where_it_is(screens, "number")
    screens.look("bad-nik")
    ways.identify(screens, "I Made Contoh", demo.new_nik())
    screens.page.wait_for_url("**/saya/#content")


def test_signing_a_device_out_ends_its_session_everywhere(window: Window, demo: Demo, language: str) -> None:
    here, there = window(language), window(language)
    address, nik = demo.new_address(), demo.new_nik()
    here.open("/masuk/")
    ways.sign_in(here, demo, address)
    ways.identify(here, "Ni Ketut Contoh", nik)
    there.open("/masuk/")
    ways.sign_in(there, demo, address)
    there.page.wait_for_url("**/saya/")
    here.open("/saya/perangkat/").look("devices")
    other = here.page.locator("li", has_not=here.page.locator(".badge")).get_by_role("button")
    assert other.count() == 1
    here.press(other).look("signed-out-there")
    there.open("/saya/")
    assert "/masuk/" in there.page.url
    there.look("session-ended")


@each_once
def test_whoever_forgot_the_password_gets_a_link(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    login = demo.logins["health_officer"]
    screens = window(language, size).open("/akun/login/")
    screens.press("a[href='/akun/lupa/']").look("forgotten").page.fill("[name=username]", login.username)
    screens.press(ways.submit_button(screens, "username")).look("link-sent")
    screens.open(f"{demo.outbox}?to={login.username}@staf.contoh.example")
    link = re.search(r"https?://\S+/akun/lupa/\S+", screens.page.locator(".message-text").first.inner_text())
    assert link
    screens.open(link[0]).page.wait_for_url("**/akun/lupa/baru/")
    screens.look("new-password")
    screens.page.fill("[name=password]", "pendek")
    screens.page.fill("[name=again]", "lain")
    screens.press(ways.submit_button(screens, "password")).look("refused")
    window(language, size).open("/akun/lupa/1-gone/").look("link-gone")
