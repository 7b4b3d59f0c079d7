"""What holds for the pages around a visit: weight, language, errors, and the pages of one's own."""

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo
from tests.browser.screens import SIZES, Weight

LIGHT = 100_000  # bytes


@pytest.mark.parametrize("path", ["/", "/c/", "/masuk/", "/daftar", "/privasi/", "/akun/login/"])
def test_every_open_page_is_faultless(window: Window, language: str, size: str, path: str) -> None:
    screens = window(language, size).open(path)
    screens.look(path.strip("/").replace("/", "-") or "home")


def test_a_page_that_is_not_there_says_so_in_both_languages_at_once(window: Window, size: str) -> None:
    screens = window(size=size).open("/tidak-ada/").look("not-there")
    expect(screens.page.locator("section[lang=en]")).to_be_visible()


@pytest.mark.parametrize("path", ["", "data/", "perangkat/", "kunjungan/", "koreksi/"])
def test_every_page_of_ones_own_is_faultless(window: Window, demo: Demo, language: str, path: str) -> None:
    screens = window(language).sign_in_as(demo.visitor("green").token).open(f"/saya/{path}")
    assert "/masuk/" not in screens.page.url
    screens.look(path.strip("/") or "overview")


def test_the_outbox_of_the_demo_is_faultless(window: Window, demo: Demo, language: str) -> None:
    screens = window(language).open("/masuk/")
    ways.ask_for_code(screens, demo.new_address())
    screens.open(demo.outbox).look("outbox")


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_page_at_the_door_is_light(window: Window, demo: Demo, signed_in: bool) -> None:
    screens = window()
    if signed_in:
        screens.sign_in_as(demo.visitor("green").token)
    weight = Weight(screens.page)
    screens.open(f"/c/{demo.venue().code}")
    screens.page.wait_for_load_state("networkidle")
    assert 1_000 < weight.sent < LIGHT
    assert 1_000 < weight.unpacked < LIGHT


def test_the_language_can_be_changed_at_the_door_and_stays_changed(window: Window, demo: Demo) -> None:
    venue = demo.venue()
    screens = window("id").sign_in_as(demo.visitor("green").token).open(f"/c/{venue.code}").look("door")
    screens.page.locator("button[name=language][value=en]").click()
    expect(screens.page.locator("html")).to_have_attribute("lang", "en")
    assert screens.page.url.endswith(f"/c/{venue.code}")
    screens.language = "en"
    ways.check_in(screens)
    screens.look("result")


def test_what_is_typed_outlives_a_change_of_the_language_and_is_kept_no_longer(window: Window) -> None:
    screens = window("id").open("/daftar")
    page = screens.press("main form button").page
    page.fill("[name=agency]", "Dinas Contoh")
    page.fill("[name=letter_date]", "2021-10-05")
    screens.press("button[name=language][value=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=agency]")).to_have_value("Dinas Contoh")
    expect(page.locator("[name=letter_date]")).to_have_value("2021-10-05")
    assert page.evaluate("sessionStorage.length") == 0
    screens.open("/akun/login/")
    page.fill("[name=login]", "petugas")
    page.fill("[name=password]", "rahasia")
    screens.press("button[name=language][value=id]")
    expect(page.locator("[name=login]")).to_have_value("petugas")
    expect(page.locator("[name=password]")).to_have_value("")


def test_somebody_elses_visit_is_not_there(window: Window, demo: Demo) -> None:
    mine, theirs = window(), window()
    mine.sign_in_as(demo.visitor("green").token).open(f"/c/{demo.venue().code}")
    ways.check_in(mine)
    theirs.sign_in_as(demo.visitor("green").token).open(mine.page.url)
    expect(theirs.page.locator(".result")).to_have_count(0)
    theirs.look("not-theirs")


def test_on_a_phone_with_text_twice_as_large_nothing_is_cut(window: Window, demo: Demo) -> None:
    screens = window().enlarge_text()
    for path in ("/", "/daftar", "/aktivasi"):
        screens.open(path).fits("open")
    screens.sign_in_as(demo.visitor("yellow").token).open(f"/c/{demo.venue().code}").fits("door")
    ways.check_in(screens)
    screens.fits("result")
    assert screens.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    screens.open("/saya/").fits("overview")


def test_staff_who_read_large_text_see_more_than_their_own_name(window: Window, demo: Demo) -> None:
    screens = window().enlarge_text()
    ways.arrive_as(screens, demo.logins["pic"], "/pic/")
    screens.fits("places")
    assert screens.page.locator("h1").bounding_box()["y"] < SIZES["phone"][1]  # type: ignore[index]
