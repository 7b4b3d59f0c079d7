"""The coordinator's place in a browser: who is stuck, how far everybody is, an import, an application."""

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo
from tests.registration.coordinator import lines, row, xlsx

SHEET = xlsx(
    lines([row("Kantor Contoh Satu"), row("Kantor Contoh Dua"), row("Kantor Contoh Tiga", telepon_pic="x")])
)

LOW = """() => [...document.querySelectorAll(".row > a, .pager > a, :is(th, td) > a, p > a:only-child")]
  .filter(link => link.getBoundingClientRect().height < 44 && link.getBoundingClientRect().height > 0)
  .map(link => link.outerHTML)"""
SIDEWAYS = """() => [...document.querySelectorAll(".table")]
  .filter(table => table.scrollWidth > table.clientWidth).map(table => table.innerText.slice(0, 80))"""
UNDERLINED = """() => [...document.querySelectorAll(".tabs a")].filter(tab => {
  const { borderBottomColor } = getComputedStyle(tab), { backgroundColor } = getComputedStyle(document.body);
  return borderBottomColor !== backgroundColor;
}).map(tab => tab.innerText)"""


@pytest.mark.parametrize("scripts", [True, False])
def test_a_coordinator_helps_applies_and_imports(window: Window, demo: Demo, scripts: bool) -> None:
    language, size = ("id", "phone") if scripts else ("en", "desktop")
    login = demo.logins["coordinator"]
    screens = window(language, size, scripts=scripts).open("/koordinator/")
    ways.sign_in_as_staff(screens, login)
    ways.type_fresh_code(screens, login)
    page = screens.page
    page.wait_for_url("**/koordinator/")
    screens.look("overview")

    screens.press(page.locator("table a").first).look("list")
    screens.press(page.locator("ul.list a.cover").first)
    screens.press("form[action$='/telepon/'] button")
    expect(page.locator("a[href^='tel:']")).to_be_visible()
    screens.look("application")

    screens.open("/koordinator/tersendat/")
    screens.look("stuck")
    page.locator("[name=application]").first.check()
    screens.press("form#many button")
    expect(page.locator("[role=status]").first).to_be_focused()
    screens.look("helped")

    screens.open("/koordinator/permohonan/baru/")
    screens.look("apply")
    screens.press("form[enctype] button")
    expect(page.locator("[role=alert]")).to_be_visible()
    screens.look("apply-refused")

    screens.open("/koordinator/impor/")
    screens.look("import")
    page.set_input_files("#id_sheet", {"name": "kantor.xlsx", "mimeType": "", "buffer": SHEET})
    page.fill("#id_letter_number", "470/1/2021")
    page.fill("#id_agency", "Dinas Kominfo")
    screens.press("form[enctype] button")
    expect(page.locator("[data-code=not_a_number]")).to_be_visible()
    screens.look("preview")
    if scripts:
        screens.press("form[action$='/mulai/'] button")
        expect(page.locator(".notice.ok")).to_be_visible()
        screens.look("imported")
    screens.open("/koordinator/tempat/")
    screens.look("places")
    for path in ("/koordinator/", "/koordinator/tempat/", "/koordinator/kepatuhan/"):
        screens.open(path)
        assert not page.evaluate(LOW), path
        assert not scripts or not page.evaluate(SIDEWAYS), path
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert page.evaluate(UNDERLINED) == ["Kepatuhan" if scripts else "Compliance"]
    expect(page.locator(".interval").first).to_have_css("background-color", "rgb(255, 255, 255)")
