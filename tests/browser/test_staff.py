"""The pages on which staff sign in, set up a second factor, and look after the deployment."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo
from tests.browser.screens import each_once

PLACES = ("/admin/", "/admin/audit/event/", "/admin/accounts/user/", "/admin/mail/message/")


def test_the_demos_own_page_is_faultless(window: Window, language: str, size: str) -> None:
    window(language, size).open("/demo/").look("demo")


def test_the_administration_leads_strangers_to_the_sign_in_of_staff(window: Window, size: str) -> None:
    for path in ("/admin/", "/admin/login/"):
        screens = window(size=size).open(path)
        expect(screens.page.locator("[name=password]")).to_be_visible()
        screens.look("administration-signed-out")


@each_once
def test_the_operator_signs_in_and_every_page_of_the_administration_is_faultless(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    screens = window(language, size).open("/admin/")
    operator = demo.logins["operator"]
    ways.sign_in_as_staff(screens.look("staff-sign-in"), operator)
    ways.type_fresh_code(screens.look("staff-code"), operator)
    screens.page.wait_for_url("**/admin/")
    for path in PLACES:
        screens.open(path).look(path.strip("/").replace("/", "-"))


@pytest.mark.parametrize("size", ["phone"])
def test_who_lost_the_second_factor_sets_up_another(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    officer = demo.logins["officer"]
    demo.query(
        "DELETE FROM mfa_authenticator WHERE user_id = (SELECT id FROM accounts_user WHERE username = %s)",
        officer.username,
    )
    screens = window(language, size).open("/petugas/")
    ways.sign_in_as_staff(screens, officer)
    screens.look("is-it-you")
    screens.page.fill("[name=password]", officer.password)
    screens.press(ways.submit_button(screens, "password"))
    screens.page.wait_for_selector("[name=code]")
    screens.look("second-factor")
    secret = re.search(r"\b[A-Z2-7]{32}\b", screens.page.inner_text("main"))
    assert secret
    ways.type_code(screens, "000000")
    screens.look("second-factor-wrong-code")
    demo.logins["officer"] = officer = officer.with_secret(secret[0])
    ways.type_code(screens, officer.code)
    screens.page.wait_for_url(lambda address: "/totp/activate/" not in address)
    screens.look("second-factor-set-up")
