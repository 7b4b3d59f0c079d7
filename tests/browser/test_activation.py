"""From an invitation to the own place: activation, an authenticator app or a passkey, and the PIC's pages."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, expect

from tests.browser import ways
from tests.browser.conftest import LOCALES, PATIENCE, Window
from tests.browser.demo import Demo
from tests.browser.screens import SIZES, Screens, each_once

OWN = "kelapa-muda-segar-27"
_numbers = count(1)


@dataclass(frozen=True)
class Invited:
    """Somebody who was invited, as the mail to them says."""

    username: str
    secret: str
    link: str


Inviting = Callable[[], Invited]


def signed_in(browser: Browser, demo: Demo, role: str) -> Iterator[Screens]:
    """A window in which somebody of this role has signed in, for every test here: a code works once."""
    width, height = SIZES["desktop"]
    context = browser.new_context(locale=LOCALES["id"], viewport={"width": width, "height": height})
    context.set_default_timeout(PATIENCE)
    screens = Screens(context, demo.base, "id", "desktop", role)
    login = demo.logins[role]
    ways.sign_in_as_staff(screens.open("/akun/login/"), login)
    ways.type_fresh_code(screens, login)
    yield screens
    context.close()


@pytest.fixture(scope="module")
def pic(browser: Browser, demo: Demo) -> Iterator[Screens]:
    """A PIC's window."""
    yield from signed_in(browser, demo, "pic")


@pytest.fixture(scope="module")
def coordinator(browser: Browser, demo: Demo) -> Iterator[Screens]:
    """The window of the coordinator of that PIC's region."""
    yield from signed_in(browser, demo, "coordinator")


def share(session: Screens, screens: Screens) -> Screens:
    """Go on with somebody's session in another window."""
    mine = [cookie for cookie in session.context.cookies() if cookie["name"] == "gapura_staf"]
    screens.context.add_cookies([{"name": mine[0]["name"], "value": mine[0]["value"], "url": screens.base}])
    return screens


@pytest.fixture
def invited(pic: Screens, demo: Demo) -> Inviting:
    """Has the PIC invite an officer, and reads the mail."""

    def invite() -> Invited:
        address = f"petugas{next(_numbers)}@contoh.example"
        page = pic.open("/pic/").press(pic.page.locator(".tabs a[href$='/petugas/']").first).page
        page.fill("[name=name]", "Ni Made Mari")
        page.fill("form:has([name=name]) [name=contact]", address)
        pic.press("form:has([name=name]) button")
        expect(page.locator(".notice.ok")).to_be_visible()
        page.goto(f"{demo.outbox}?to={address}")
        return _read(page.locator(".message-text").first.inner_text())

    return invite


def _read(mail: str) -> Invited:
    secret = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", mail)
    link = re.search(r"https?://\S+/aktivasi\?u=([\w-]+)", mail)
    assert secret, mail
    assert link, mail
    return Invited(link[1], secret[0], link[0])


def fill_in(screens: Screens, secret: str, password: str = OWN) -> None:
    """One-time password and own password, and send."""
    screens.page.fill("[name=secret]", secret)
    screens.page.fill("[name=password]", password)
    screens.page.fill("[name=again]", password)
    screens.press("form:has([name=secret]) button.main")


def set_up_app(screens: Screens) -> None:
    """Read the secret off the page as an authenticator app would, and type what it shows."""
    secret = screens.page.locator("p.mono").inner_text().strip()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    screens.page.fill("[name=code]", str(code))
    screens.page.locator("form:has([name=code]) button.main").click()
    screens.page.wait_for_url("**/recovery-codes/")


def by_name(demo: Demo) -> str:
    """The demo under a name, for browsers keep no passkey for a bare number."""
    return demo.base.replace("127.0.0.1", "localhost")


@each_once
def test_an_invited_officer_sets_up_an_app_and_arrives(
    window: Window, invited: Inviting, language: str, size: str
) -> None:
    officer = invited()
    screens = window(language, size).open(officer.link).look("activation")
    assert screens.page.input_value("[name=username]") == officer.username
    fill_in(screens, "7K3M-Q9TX-HB2W")
    expect(screens.page.locator(".notice.bad[role=alert]")).to_be_visible()
    screens.look("wrong")
    fill_in(screens, officer.secret, "pendek")
    screens.look("weak-password")
    fill_in(screens, f" {officer.secret.lower().replace('-', ' ')} ")
    screens.page.wait_for_url("**/totp/activate/")
    screens.look("second-factor")
    set_up_app(screens)
    screens.look("recovery-codes")
    assert screens.page.locator("ul.mono li").count() == 10
    screens.open("/akun/2fa/recovery-codes/").look("recovery-codes-again")
    assert screens.page.locator("ul.mono li").count() == 0
    screens.open("/akun/").look("own-account")
    screens.open("/petugas/").look("own-place")
    again = window(language, size).open(officer.link)
    fill_in(again, officer.secret)
    expect(again.page.locator("a[href='/akun/login/']").first).to_be_visible()
    again.look("used")


def test_what_is_typed_is_shown_while_one_wants_it(window: Window) -> None:
    screens = window("en").open("/aktivasi")
    field = screens.page.locator("[name=password]")
    expect(field).to_have_attribute("type", "password")
    screens.page.locator("[data-password-toggle] input").check()
    expect(field).to_have_attribute("type", "text")
    screens.look("shown")
    screens.page.locator("[data-password-toggle] input").uncheck()
    expect(field).to_have_attribute("type", "password")


def test_the_keyboard_alone_activates(window: Window, invited: Inviting) -> None:
    officer = invited()
    screens = window("id").open(officer.link)
    keyboard = screens.page.keyboard
    for name, typed in (("secret", officer.secret), ("password", OWN), ("again", OWN)):
        ways.tab_to(screens, f"[name={name}]")
        keyboard.type(typed)
    keyboard.press("Enter")
    screens.page.wait_for_url("**/totp/activate/")


def test_without_scripts_an_app_remains(window: Window, invited: Inviting) -> None:
    officer = invited()
    screens = window("id", scripts=False).open(officer.link).look("activation")
    assert not screens.page.locator("[data-password-toggle]").is_visible()
    fill_in(screens, officer.secret)
    screens.look("second-factor")
    set_up_app(screens)
    screens.open("/akun/login/")
    assert not screens.page.locator("form[data-passkey]").is_visible()


@each_once
def test_a_passkey_is_the_second_factor_and_signs_in_by_itself(
    window: Window, demo: Demo, invited: Inviting, language: str, size: str
) -> None:
    officer = invited()
    base = by_name(demo)
    screens = window(language, size)
    ways.give_authenticator(screens)
    screens.open(f"{base}/aktivasi?u={officer.username}")
    fill_in(screens, officer.secret)
    screens.look("choice")
    screens.press("a[href$='/webauthn/add/']").look("add")
    screens.page.locator("form[data-passkey] button").click()
    screens.page.wait_for_url("**/recovery-codes/")
    screens.open(f"{base}/akun/").look("own-account")
    assert screens.page.locator("a[href$='/remove/']").count() == 1
    screens.press("a[href$='/remove/']").look("remove")
    screens.open(f"{base}/akun/").press("a[href$='/edit/']")
    screens.page.fill("[name=name]", "Ponsel dinas")
    screens.look("rename").press("form:has([name=name]) button")
    expect(screens.page.get_by_text("Ponsel dinas")).to_be_visible()
    screens.open(f"{base}/akun/kata-sandi/").look("password")
    screens.open(f"{base}/akun/")
    screens.page.locator("form[action='/akun/logout/'] button").click()
    screens.page.wait_for_url(f"{base}/")
    screens.open(f"{base}/akun/login/").look("sign-in")
    screens.page.locator("form[data-passkey] button").click()
    screens.page.wait_for_url("**/petugas/")
    screens.look("own-place")


def test_a_passkey_follows_the_password(window: Window, demo: Demo, invited: Inviting) -> None:
    officer = invited()
    base = by_name(demo)
    screens = window("id")
    ways.give_authenticator(screens)
    screens.open(f"{base}/aktivasi?u={officer.username}")
    fill_in(screens, officer.secret)
    screens.press("a[href$='/webauthn/add/']")
    screens.page.locator("form[data-passkey] button").click()
    screens.page.wait_for_url("**/recovery-codes/")
    screens.open(f"{base}/akun/")
    screens.press("form[action='/akun/logout/'] button")
    screens.open(f"{base}/akun/login/")
    screens.page.fill("[name=login]", officer.username)
    screens.page.fill("[name=password]", OWN)
    screens.page.locator("form:has([name=login]) button").click()
    screens.page.wait_for_url("**/authenticate/")
    screens.look("second-factor")
    screens.page.locator("form[data-passkey] button").click()
    screens.page.wait_for_url("**/petugas/")


def test_a_device_without_the_passkey_is_told_so(window: Window, demo: Demo) -> None:
    screens = window("en")
    ways.give_authenticator(screens)
    screens.open(f"{by_name(demo)}/akun/login/")
    screens.page.locator("form[data-passkey] button").click()
    expect(screens.page.locator("[data-passkey-problem]")).to_be_visible()
    screens.look("no-passkey")


@each_once
def test_the_pages_of_a_pic(window: Window, pic: Screens, language: str, size: str) -> None:
    screens = share(pic, window(language, size))
    screens.open("/pic/").look("overview")
    tabs = [str(tab.get_attribute("href")) for tab in screens.page.locator(".tabs a").all()]
    for address in tabs:
        screens.open(address).look(address.strip("/").rpartition("/")[2][:12])
    screens.open(next(address for address in tabs if address.endswith("/pengganti/")))
    screens.page.fill("[name=name]", "Wayan Baru")
    screens.page.fill("[name=contact]", "0812 3456 7890")
    screens.press("form:has([name=name]) button").look("successor-named")
    screens.press("form[action$='/batal/'] button").look("called-off")
    screens.open("/pic/").press(screens.page.locator(".tabs a[href$='/petugas/']").first)
    for details in screens.page.locator("details").all():
        details.locator("summary").click()
    screens.look("officers-open")
    screens.open("/pic/").press(screens.page.locator(".tabs a").first)
    screens.page.fill("[name=capacity]", "0")
    screens.page.fill("[name=tue_to]", "")
    screens.page.locator("form:has([name=capacity])").evaluate("form => form.noValidate = true")
    screens.press("form:has([name=capacity]) button.main").look("details-refused")


@each_once
def test_a_coordinator_decides_about_a_name_and_who_answers(
    window: Window, pic: Screens, coordinator: Screens, language: str, size: str
) -> None:
    pic.open("/pic/").press(pic.page.locator(".tabs a").first)
    place = pic.page.url.removesuffix("/").rpartition("/")[2]
    pic.page.fill("[name=name]", "Gedung Sebelah")
    pic.press("form:has([name=name]) button")
    expect(pic.page.locator(".notice.ok")).to_be_visible()
    screens = share(coordinator, window(language, size)).open(f"/koordinator/tempat/{place}/").look("asked")
    screens.press("[name=accept][value=no]").look("kept")
    assert screens.page.get_by_text("Gedung Sebelah").count() == 0
    screens.press("a[href$='/pengganti/']").look("who-answers")
