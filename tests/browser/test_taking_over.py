"""Somebody without a phone so far gets a code on paper, and takes their record over on a first phone."""

from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo
from tests.browser.screens import each_once


@each_once
def test_a_record_is_taken_over_with_a_code_from_staff(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    desk = window(language, size)
    ways.arrive_as(desk, demo.logins["health_officer"], "/kartu/")
    ways.identify(desk, "Ni Nyoman Rai", demo.new_nik())
    desk.look("pass-on-paper")
    desk.press("form[action$='/kode/'] button").look("code")
    code = desk.page.locator("section.card strong").first.inner_text()

    phone = window(language, size).open("/masuk/")
    ways.sign_in(phone, demo, demo.new_address())
    phone.look("who-are-you")
    phone.press("a[href='/saya/ambil-alih/']").look("asked-for-the-code")
    phone.page.fill("[name=code]", code[:-1] + ("A" if code[-1] != "A" else "B"))
    phone.press(ways.submit_button(phone, "code")).look("mistyped")
    phone.page.fill("[name=code]", code.lower())
    phone.press(ways.submit_button(phone, "code")).look("is-this-you")
    phone.press("[name=confirm]")
    expect(phone.page.get_by_role("heading", name="Ni Nyoman Rai")).to_be_visible()
    phone.look("taken-over")

    phone.press("a[href='/saya/data/']")
    phone.open("/saya/ambil-alih/").look("nothing-more-to-take-over")


@each_once
def test_whoever_typed_a_number_is_told_and_gets_its_record_with_a_code(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    nik = demo.new_nik()
    phone = window(language, size).open("/masuk/")
    ways.sign_in(phone, demo, demo.new_address())
    ways.identify(phone, "Ni Luh Arini", nik)
    phone.press("a[href='/saya/data/']").look("not-seen-data")

    desk = window(language, size)
    ways.arrive_as(desk, demo.logins["health_officer"], "/kartu/")
    desk.look("passes")
    ways.identify(desk, "Ni Luh Arina Dewi", nik)
    desk.open("/kartu/")
    ways.identify(desk, "Ni Luh Wulan", nik)
    desk.look("another-name").page.check("[name=renames]")
    desk.press(ways.submit_button(desk, "number")).look("name-corrected")
    desk.open("/kartu/")
    ways.identify(desk, "Ni Luh Arini", nik)
    desk.page.check("[name=renames]")
    desk.press(ways.submit_button(desk, "number"))
    phone.open("/saya/").look("was-it-you")
    desk.press("form[action$='/kode/'] button")
    code = desk.page.locator("section.card strong").first.inner_text()
    phone.press("a[href='/saya/ambil-alih/']")
    phone.page.fill("[name=code]", code)
    phone.press(ways.submit_button(phone, "code")).press("[name=confirm]")
    expect(phone.page.get_by_role("heading", name="Ni Luh Arini")).to_be_visible()
    phone.open("/saya/data/").look("seen-data")
