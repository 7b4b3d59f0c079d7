"""What visitors do, one step each, found on the page as they would find it."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.demo import CODE_SECONDS, Demo, Login
from tests.browser.screens import STAFF_SESSION, Screens

SIGNING_IN = "/akun/"
_sessions: dict[tuple[str, str], str] = {}  # of staff, by deployment and user name
_typed: set[tuple[str, int]] = set()  # which code of which authenticator, by its half minute


def submit_button(screens: Screens, field: str) -> Locator:
    """The button of the form that a field is in."""
    return screens.page.locator(f"form:has([name={field}])").get_by_role("button").first


def ask_for_code(screens: Screens, address: str) -> None:
    """Type an e-mail address or phone number where a code is offered."""
    screens.page.fill("[name=reach]", address)
    submit_button(screens, "reach").click()
    screens.page.wait_for_selector("[name=code]")


def read_code(screens: Screens, demo: Demo, address: str) -> str:
    """Open the outbox in another tab and read the newest code sent to an address."""
    tab = screens.context.new_page()
    try:
        tab.goto(f"{demo.outbox}?to={address}")
        newest = tab.locator(".message-text").first.inner_text()
    finally:
        tab.close()
    found = re.search(r"\b\d{6}\b", newest)
    assert found, newest
    return found[0]


def type_code(screens: Screens, code: str) -> None:
    """Type a one-time code and send it."""
    screens.page.fill("[name=code]", code)
    screens.press(submit_button(screens, "code"))


def sign_in(screens: Screens, demo: Demo, address: str) -> None:
    """The whole sign-in, from the page that asks for an address."""
    ask_for_code(screens, address)
    type_code(screens, read_code(screens, demo, address))


def sign_in_as_staff(screens: Screens, login: Login) -> None:
    """Name and password, typed where staff sign in."""
    screens.page.fill("[name=login]", login.username)
    screens.page.fill("[name=password]", login.password)
    submit_button(screens, "password").click()
    screens.page.wait_for_url(lambda address: "/login/" not in address)


def type_fresh_code(screens: Screens, login: Login) -> None:
    """Type a code of the authenticator that nobody has typed yet, now or once there is one."""
    before = screens.page.url
    for _ in range(3):
        type_code(screens, _fresh_code(login))
        if screens.page.url != before:
            return
    raise AssertionError("no code of the authenticator was good")


def _fresh_code(login: Login) -> str:
    """This half minute's; once it was typed, that of a phone whose clock is fast, or slow; else the next."""
    while True:
        now = int(time.time()) // CODE_SECONDS
        for step in (now, now + 1, now - 1):
            if (login.totp_secret, step) not in _typed:
                _typed.add((login.totp_secret, step))
                return login.code_of(step)
        time.sleep(CODE_SECONDS - time.time() % CODE_SECONDS)


def arrive_as(screens: Screens, login: Login, path: str) -> Screens:
    """Open a page as staff, going on with the session of another window where there is one.

    A code of the authenticator works once: whoever signs in anew each time soon waits half a minute for one.
    """
    whose = (screens.base, login.username)
    if whose in _sessions:
        screens.go_on_with(STAFF_SESSION, _sessions[whose])
    screens.open(path)
    if SIGNING_IN in screens.page.url:  # nobody has signed in yet, or the session has ended
        screens.context.clear_cookies(name=STAFF_SESSION)
        sign_in_as_staff(screens.open(path), login)
        type_fresh_code(screens, login)
        screens.open(path)
        _sessions[whose] = screens.session(STAFF_SESSION)
    return screens


def identify(screens: Screens, name: str, nik: str) -> None:
    """Give name and NIK, asked once."""
    screens.page.fill("[name=name]", name)
    screens.page.fill("[name=number]", nik)
    screens.press(submit_button(screens, "number"))


def check_in(screens: Screens) -> None:
    """Press check-in and arrive at the result."""
    screens.page.locator("[data-check-in] button.main").click()
    screens.page.wait_for_url("**/saya/kunjungan/*/")


def check_out(screens: Screens) -> None:
    """Press check-out and see that the visit has ended."""
    screens.page.locator("[data-check-out] button.full").click()
    expect(screens.page.locator(".result.ended")).to_be_visible()


def tab_to(screens: Screens, selector: str) -> None:
    """Press the tab key until something has the focus."""
    wanted = screens.page.locator(selector)
    for _ in range(60):
        screens.page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the tab key never reaches {selector}")


def give_authenticator(screens: Screens) -> Callable[[bool], None]:
    """Let this window's device know its owner by finger; gives what says whose finger it is."""
    session = screens.context.new_cdp_session(screens.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    number = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def owner(here: bool) -> None:
        session.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": here})

    return owner
