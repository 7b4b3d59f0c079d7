"""The pages of figures on a phone and a desk: faultless, and moving while one looks."""

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo
from tests.browser.screens import SIZES, Screens
from tests.gate.servers import wait_until

PAGES = {
    "reviewer": ("/verifikasi/angka/", "/verifikasi/angka/?wilayah=51.04.01&hari=90"),
    "coordinator": ("/koordinator/angka/",),
    "health_officer": ("/dinkes/angka/", "/dinkes/angka/lapor/"),
}


def signed_in(window: Window, demo: Demo, role: str, path: str, language: str = "id") -> Screens:
    return ways.arrive_as(window(language, "desktop"), demo.logins[role], path)


@pytest.mark.parametrize("role", PAGES)
def test_pages_of_figures_are_faultless(window: Window, demo: Demo, role: str) -> None:
    screens = signed_in(window, demo, role, PAGES[role][0])
    for size in SIZES:
        screens.resize(size)
        for path in PAGES[role]:
            screens.open(path).look(path.strip("/").replace("/", "-").replace("?", "-"))


def until_counted(demo: Demo) -> None:
    """Wait until everything up to now is in the figures."""
    now = demo.query("SELECT now()")[0][0]
    wait_until(lambda: demo.query("SELECT max(counted_at) FROM oversight_countedhour")[0][0] > now)


def test_a_place_sees_a_check_in_without_loading_its_page_again(window: Window, demo: Demo) -> None:
    screens = signed_in(window, demo, "pic", "/pic/", "en")
    until_counted(demo)  # whoever came before, in whichever test
    screens.press(screens.page.locator("a[href$='/angka/']").first).look("place-figures")
    here = screens.page.inner_text("h1")
    counted = screens.page.locator("[data-figure=check_ins]")
    before = int(counted.inner_text())
    demo.check_in(demo.visitor("green"), next(venue for venue in demo.venues if venue.name == here))
    expect(counted).to_have_text(str(before + 1))
    screens.resize("phone").look("place-figures-moved")
