"""Codes that open nothing, and codes typed by hand: each answered kindly, with a way on."""

import pytest
from playwright.sync_api import expect

from gapura.core.codes import venue_code
from gapura.core.keys import KeyRing
from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo

REASON = "Pintu utara dipindahkan ke sisi timur."


def misspelt(code: str) -> str:
    """The code with one character read wrongly."""
    return code[:4] + ("7" if code[4] != "7" else "9") + code[5:]


def test_a_code_with_a_slip_says_so_and_can_be_typed_again(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    venue = demo.venue()
    screens = window(language, size).open(f"/c/{misspelt(venue.code)}").look("mistyped")
    screens.page.fill("[name=code]", venue_code.pretty(venue.code).lower())
    ways.submit_button(screens, "code").click()
    expect(screens.page.locator("h1")).to_have_text(venue.name)


def test_a_code_of_another_service_is_unknown(window: Window, language: str, size: str) -> None:
    foreign = venue_code.make(77, 1, KeyRing.generate().current("code"))
    screens = window(language, size).open(f"/c/{foreign}")
    expect(screens.page.get_by_role("textbox")).to_be_visible()
    screens.look("unknown")


def test_a_withdrawn_code_says_why_and_points_to_the_newer_poster(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    venue = demo.venue()
    demo.withdraw(venue, REASON)
    screens = window(language, size).open(f"/c/{venue.code}")
    expect(screens.page.get_by_role("main")).to_contain_text(venue.name)
    expect(screens.page.get_by_role("main")).to_contain_text(REASON)
    screens.look("withdrawn")


def test_a_code_withdrawn_while_the_page_was_open_is_not_checked_in(
    window: Window, demo: Demo, language: str
) -> None:
    visitor, venue = demo.visitor("green"), demo.venue()
    screens = window(language).sign_in_as(visitor.token).open(f"/c/{venue.code}")
    demo.withdraw(venue, REASON)
    screens.page.locator("[data-check-in] button.main").click()
    expect(screens.page.locator("[data-problem]")).to_be_visible()
    screens.look("withdrawn-meanwhile")
    assert demo.visits_of(visitor) == 0


@pytest.mark.parametrize("typed", ["x", "' OR 1=1 --", "<script>alert(1)</script>", "💥" * 40, "A" * 300])
def test_nonsense_typed_as_a_code_gets_a_kind_page(window: Window, typed: str) -> None:
    screens = window().open("/c/")
    screens.page.fill("[name=code]", typed)
    screens.press(ways.submit_button(screens, "code"))
    expect(screens.page.locator("h1")).to_be_visible()
    screens.look("nonsense")


def test_the_whole_scanned_address_may_be_typed_as_a_hand_held_scanner_does(
    window: Window, demo: Demo
) -> None:
    venue = demo.venue()
    screens = window().open("/c/")
    screens.page.focus("[name=code]")
    screens.page.keyboard.type(venue.url.upper())
    screens.page.keyboard.press("Enter")
    expect(screens.page.locator("h1")).to_have_text(venue.name)
