"""A visit in the browser: the door, the check-in, its result in every colour, the check-out, the history."""

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo

SUCCESS = {"id": "Check-In Berhasil", "en": "Check-in successful"}


def test_a_green_visitor_checks_in_in_two_taps_sees_why_checks_out_and_finds_the_visit(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    visitor, venue = demo.visitor("green"), demo.venue()
    screens = window(language, size).sign_in_as(visitor.token).open(f"/c/{venue.code}")
    assert venue.name in screens.page.inner_text("h1")
    screens.look("door")
    ways.check_in(screens)
    result = screens.page.locator(".result.green")
    expect(result.get_by_role("heading")).to_have_text(SUCCESS[language])
    for shown in (visitor.name, venue.name, "******"):
        expect(result).to_contain_text(shown)
    number = result.locator("dd.mono")
    assert number.evaluate("it => it.clientHeight < 2 * parseFloat(getComputedStyle(it).lineHeight)")
    expect(screens.page.get_by_role("listitem").first).not_to_be_empty()
    screens.look("green")
    ways.check_out(screens)
    screens.look("checked-out")
    screens.open("/saya/kunjungan/")
    expect(screens.page.get_by_role("main")).to_contain_text(venue.name)
    screens.look("history")
    assert demo.visits_of(visitor) == 1


@pytest.mark.parametrize("colour", ["yellow", "red", "black"])
def test_who_is_not_green_sees_colour_reason_and_the_way_to_a_human(
    window: Window, demo: Demo, language: str, size: str, colour: str
) -> None:
    visitor = demo.visitor(colour)
    screens = window(language, size).sign_in_as(visitor.token).open(f"/c/{demo.venue().code}")
    ways.check_in(screens)
    expect(screens.page.locator(f".result.{colour}")).to_be_visible()
    expect(screens.page.locator("[data-check-out]")).to_have_count(0)
    screens.look(colour)
    screens.page.locator("a[href*='/saya/koreksi/?visit=']").click()
    screens.page.fill("[name=text]", "Vaksin kedua saya tanggal 1 September belum tercatat.")
    screens.look("correction")
    ways.submit_button(screens, "text").click()
    expect(screens.page.locator("article")).to_contain_text("Vaksin kedua saya")
    screens.look("correction-sent")


def test_a_full_office_says_so_and_takes_the_visitor_once_somebody_has_left(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    venue, visitor = demo.small_venue(), demo.visitor("green")
    first = demo.fill(venue)
    screens = window(language, size).sign_in_as(visitor.token).open(f"/c/{venue.code}")
    screens.look("door-of-a-full-office")
    ways.check_in(screens)
    expect(screens.page.locator(".result.full")).to_be_visible()
    screens.look("full")
    demo.check_out(first, venue)
    screens.open(f"/c/{venue.code}")
    ways.check_in(screens)
    expect(screens.page.locator(".result.green")).to_be_visible()


def test_companions_count(window: Window, demo: Demo) -> None:
    venue = demo.venue()
    screens = window().sign_in_as(demo.visitor("green").token).open(f"/c/{venue.code}")
    screens.page.fill("[name=companions]", "3")
    ways.check_in(screens)
    screens.open(f"/c/{venue.code}")
    expect(screens.page.locator(".crowd")).to_contain_text(f"4 dari {venue.capacity}")


@pytest.mark.parametrize("number", ["-1", "99", "2.5", "1e9"])
def test_an_impossible_number_of_companions_is_explained_beside_the_field(
    window: Window, demo: Demo, number: str
) -> None:
    visitor = demo.visitor("green")
    screens = window().sign_in_as(visitor.token).open(f"/c/{demo.venue().code}")
    screens.page.fill("[name=companions]", number)
    screens.page.locator("[data-check-in] button.main").click()
    expect(screens.page.locator("#companions_error")).to_be_visible()
    screens.look("companions")
    assert demo.visits_of(visitor) == 0


def test_a_double_tap_is_one_visit(window: Window, demo: Demo) -> None:
    visitor = demo.visitor("green")
    screens = window().sign_in_as(visitor.token).open(f"/c/{demo.venue().code}")
    screens.page.locator("[data-check-in] button.main").dblclick()
    screens.page.wait_for_url("**/saya/kunjungan/*/")
    assert demo.visits_of(visitor) == 1


def test_the_back_button_shows_that_one_is_inside_and_makes_no_second_visit(
    window: Window, demo: Demo, language: str
) -> None:
    visitor, venue = demo.visitor("green"), demo.venue()
    screens = window(language).sign_in_as(visitor.token).open(f"/c/{venue.code}")
    ways.check_in(screens)
    screens.page.go_back()
    expect(screens.page.locator("[data-check-out]")).to_be_visible()
    screens.look("back-at-the-door")
    ways.check_out(screens)
    assert demo.visits_of(visitor) == 1


def test_the_result_is_alive_and_survives_a_reload(window: Window, demo: Demo) -> None:
    screens = window().sign_in_as(demo.visitor("green").token).open(f"/c/{demo.venue().code}")
    ways.check_in(screens)
    clock = screens.page.locator("[data-clock]")
    before = clock.inner_text()
    expect(clock).not_to_have_text(before)
    screens.page.reload()
    expect(screens.page.locator(".result.green")).to_be_visible()


def test_the_whole_visit_works_with_the_keyboard_alone(window: Window, demo: Demo) -> None:
    visitor = demo.visitor("green")
    screens = window(size="desktop").sign_in_as(visitor.token).open(f"/c/{demo.venue().code}")
    ways.tab_to(screens, "[data-check-in] button.main")
    screens.page.keyboard.press("Enter")
    screens.page.wait_for_url("**/saya/kunjungan/*/")
    ways.tab_to(screens, "[data-check-out] button:visible")
    screens.page.keyboard.press("Enter")
    expect(screens.page.locator(".result.ended")).to_be_visible()
    assert demo.visits_of(visitor) == 1


def test_the_whole_visit_works_without_javascript(window: Window, demo: Demo, language: str) -> None:
    venue = demo.venue()
    screens = window(language, scripts=False).open(f"/c/{venue.code}")
    ways.sign_in(screens, demo, demo.new_address())
    ways.identify(screens, "Ni Luh Contoh", demo.new_nik())
    screens.page.locator("[data-check-in] button.main").click()
    expect(screens.page.locator(".result")).to_be_visible()
    screens.look("result-without-javascript")
    screens.open("/saya/kunjungan/")
    expect(screens.page.get_by_role("main")).to_contain_text(venue.name)
    screens.open("/c/").look("scanner-without-javascript")


def test_a_green_visitor_without_javascript_checks_out_too(window: Window, demo: Demo) -> None:
    visitor = demo.visitor("green")
    screens = window(scripts=False).sign_in_as(visitor.token).open(f"/c/{demo.venue().code}")
    screens.page.locator("[data-check-in] button.main").click()
    expect(screens.page.locator(".result.green")).to_be_visible()
    screens.page.locator("[data-check-out] button.full").click()
    expect(screens.page.locator(".result.ended")).to_be_visible()
    assert demo.visits_of(visitor) == 1
