"""The reviewer's place in a browser: the queue, a letter beside its form, many at once, delegation."""

import json
from dataclasses import fields

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo, Login

TAKE, SEND = "form[action$='/ambil/'] button", "form[action$='/tanya/'] button:not([name])"


def reviewer(demo: Demo) -> Login:
    """The demo's reviewer of the nation."""
    logins = json.loads((demo.folder / "demo.json").read_text())["logins"]
    [found] = [each for each in logins if each["username"] == "verifikator"]
    return Login(**{field.name: found[field.name] for field in fields(Login)})


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reviewer_takes_asks_and_approves_many(window: Window, demo: Demo, scripts: bool) -> None:
    language, size = ("id", "phone") if scripts else ("en", "desktop")
    demo.query("UPDATE registration_application SET green = true, checks = '[]' WHERE state = 'submitted'")
    screens = window(language, size, scripts=scripts).open("/verifikasi/")
    ways.sign_in_as_staff(screens, reviewer(demo))
    ways.type_fresh_code(screens, reviewer(demo))
    page = screens.page
    page.wait_for_url("**/verifikasi/")
    screens.look("queue")

    screens.press(page.locator("li[data-number]:has(input[type=checkbox]) a").first).look("waiting")
    screens.press(TAKE)
    picture = page.locator("article img").first
    picture.scroll_into_view_if_needed()
    if scripts:
        page.wait_for_function("document.querySelector('article img').naturalWidth > 500")
    screens.look("taken")
    screens.press(SEND)
    expect(page.locator("[role=alert]")).to_be_visible()
    screens.look("nothing-asked")
    page.locator("#ask_template").select_option("unsigned")
    screens.press("form[action$='/tanya/'] button[name=insert]")
    expect(page.locator("#ask_text")).not_to_be_empty()
    screens.press(SEND)
    expect(page.locator("#ask_text")).to_have_count(0)
    screens.look("asked")

    screens.open("/verifikasi/?green=on")
    for box in page.locator("[name=application]").all()[:2]:
        box.check()
    screens.press("[name=ticked]").look("many")
    screens.press("form[action$='/mulai/'] button")
    expect(page.locator("#outcome")).to_be_visible()
    screens.look("approved")

    screens.open("/verifikasi/delegasi/")
    page.locator("#id_reviewer").select_option(index=1)
    page.fill("#id_until", "2021-10-12")
    page.fill("#id_reason", "Pekan pendaftaran")
    screens.press("main form:has(#id_reviewer) button").look("delegation")
    screens.open("/verifikasi/aturan/").look("rule-sets")
