"""Signing out without a network: nothing of the visitor stays on the phone, and nothing unsent is lost."""

from playwright.sync_api import expect

from tests.browser.conftest import Window
from tests.browser.demo import Demo, Visitor
from tests.browser.screens import Screens, each_once
from tests.browser.test_pass import ACTIVE, KEEPS, text_of, until, until_active

SIGN_OUT = "form[data-sign-out] button"
CANNOT = "[data-part=cannot]"
LEFT = "[data-part=left]"
DEVICES = "SELECT count(*) FROM people_device WHERE person_id = %s AND revoked_at IS NULL"


def signed_in(demo: Demo, visitor: Visitor) -> int:
    """How many devices this visitor is signed in on, by the server's word."""
    return int(demo.query(DEVICES, demo.person(visitor))[0][0])


def with_pass(screens: Screens) -> Screens:
    """Open the pass, so that all is there for the time without a network."""
    screens.open("/saya/kartu/")
    text_of(screens)
    until_active(screens, "/saya/")
    until(screens, ACTIVE.format("/c/"))
    until(screens, "caches.match('/saya/kartu/').then(Boolean)")
    return screens


@each_once
def test_a_phone_is_cleared_without_a_network_and_signed_out_with_one(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    visitor = demo.visitor("green")
    screens = with_pass(window(language, size).sign_in_as(visitor.token)).open("/saya/")
    before = signed_in(demo, visitor)
    screens.context.set_offline(True)
    screens.page.locator(SIGN_OUT).click()
    expect(screens.page.locator(CANNOT)).to_be_visible()
    screens.look("cannot-sign-out")
    screens.page.locator("[data-stay]").click()
    expect(screens.page.locator(CANNOT)).to_be_hidden()
    until(screens, f"{KEEPS}('pass').then((passes) => passes.length === 1)")

    screens.page.locator(SIGN_OUT).click()
    screens.page.locator("[data-clear-now]").click()
    expect(screens.page.locator(LEFT)).to_be_visible()
    screens.look("cleared")
    until(screens, f"{KEEPS}('pass').then((passes) => passes.length === 0)")
    screens.open("/saya/kartu/")
    expect(screens.page.locator(LEFT)).to_be_visible()
    screens.look("nothing-of-theirs")
    assert signed_in(demo, visitor) == before

    screens.context.set_offline(False)
    expect(screens.page).to_have_url(f"{demo.base}/")
    assert signed_in(demo, visitor) == before - 1


def test_what_is_not_yet_sent_is_sent_before_the_server_signs_out(window: Window, demo: Demo) -> None:
    visitor, venue = demo.visitor("green"), demo.venue()
    screens = with_pass(window().sign_in_as(visitor.token)).open(f"/c/{venue.code}")
    before = signed_in(demo, visitor)
    screens.context.set_offline(True)
    screens.page.locator("[data-check-in] button.main").click()
    expect(screens.page.locator("[data-check-in] [data-offline]")).to_be_visible()
    screens.open("/saya/")
    screens.look("page-without-network")
    screens.page.locator(SIGN_OUT).click()
    expect(screens.page.locator(f"{CANNOT} [data-waits]")).to_be_visible()
    screens.page.locator("[data-clear-now]").click()
    expect(screens.page.locator(f"{LEFT} [data-waits]")).to_be_visible()
    screens.look("cleared-with-something-unsent")
    assert demo.visits_of(visitor) == 0

    screens.context.set_offline(False)
    expect(screens.page).to_have_url(f"{demo.base}/")
    assert demo.visits_of(visitor) == 1
    assert signed_in(demo, visitor) == before - 1


def test_a_friend_who_signs_in_meanwhile_stays_signed_in_and_sends_nothing_of_the_other(
    window: Window, demo: Demo
) -> None:
    visitor, friend = demo.visitor("green"), demo.visitor("yellow")
    screens = with_pass(window().sign_in_as(visitor.token)).open(f"/c/{demo.venue().code}")
    screens.context.set_offline(True)
    screens.page.locator("[data-check-in] button.main").click()
    expect(screens.page.locator("[data-check-in] [data-offline]")).to_be_visible()
    screens.open("/saya/")
    screens.page.locator(SIGN_OUT).click()
    screens.page.locator("[data-clear-now]").click()
    expect(screens.page.locator(LEFT)).to_be_visible()
    screens.page.goto("about:blank")

    screens.sign_in_as(friend.token)
    screens.context.set_offline(False)
    screens.open("/saya/")
    expect(screens.page.get_by_role("heading", name=friend.name)).to_be_visible()
    until(screens, f"{KEEPS}('unsent').then(([kept]) => kept.state === 'waiting')")
    assert signed_in(demo, friend) >= 1
    assert (demo.visits_of(visitor), demo.visits_of(friend)) == (0, 0)


@each_once
def test_another_device_cannot_be_signed_out_without_a_network_and_the_page_says_so(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    visitor = demo.visitor("green")
    demo.query(
        "INSERT INTO people_device (person_id, id, label, created_at, expires_at)"
        " VALUES (%s, 4, 'Firefox', now(), now() + interval '90 days')",
        demo.person(visitor),
    )
    screens = with_pass(window(language, size).sign_in_as(visitor.token)).open("/saya/perangkat/")
    screens.context.set_offline(True)
    screens.page.locator("form[action$='/4/keluar/'] button").click()
    expect(screens.page.locator("[data-not-sent]")).to_be_visible()
    screens.look("not-sent")
    screens.context.set_offline(False)
    screens.open("/saya/perangkat/")
    expect(screens.page.locator("form[action$='/4/keluar/'] button")).to_be_visible()


def test_what_is_typed_where_there_is_no_network_stays_and_is_sent_once_there_is_one(
    window: Window, demo: Demo
) -> None:
    screens = with_pass(window().sign_in_as(demo.visitor("red").token)).open("/saya/koreksi/")
    page = screens.page
    page.fill("[name=text]", "Saya sudah divaksin dua kali.")
    screens.context.set_offline(True)
    page.locator("form:has([name=text]) button").click()
    expect(page.locator("[data-held]")).to_be_focused()
    expect(page.locator("[name=text]")).to_have_value("Saya sudah divaksin dua kali.")
    screens.look("typed-without-a-network")
    screens.context.set_offline(False)
    screens.press("form:has([name=text]) button")
    expect(page.locator("article")).to_contain_text("Saya sudah divaksin dua kali.")
