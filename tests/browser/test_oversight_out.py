"""Coverage, weekly reports and open data in a browser: faultless in both languages, on a phone and a desk."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo
from tests.browser.screens import SIZES, Screens

COORDINATORS = ("/cakupan/", "/cakupan/51.04/tempat/registered/", "/cakupan/jumlah-tempat/", "/laporan/")
REVIEWERS = ("/cakupan/51.04/", "/verifikasi/data-terbuka/51.04/")
PUBLIC = ("/data/", "/data/sematan/51.04/harian/?bahasa={}", "/data/sematan/51.04/cakupan/?bahasa={}")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """The address of somebody else's site, of another origin than ours."""
    serve = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("localhost", 0), serve) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


def look_at(screens: Screens, paths: tuple[str, ...]) -> None:
    for size in SIZES:
        screens.resize(size)
        for path in paths:
            address = path.format(screens.language)
            screens.open(address).look(address.strip("/").replace("/", "-").replace("?", "-"))


@pytest.mark.parametrize(("role", "paths"), [("coordinator", COORDINATORS), ("reviewer", REVIEWERS)])
def test_every_page_of_staff_is_faultless(
    window: Window, demo: Demo, language: str, role: str, paths: tuple[str, ...]
) -> None:
    look_at(ways.arrive_as(window(language, "desktop"), demo.logins[role], paths[0]), paths)


def test_every_public_page_is_faultless(window: Window, language: str) -> None:
    look_at(window(language, "desktop"), PUBLIC)


def test_a_chart_shows_in_another_sites_strictest_frame_and_other_pages_do_not(
    window: Window, demo: Demo, elsewhere: str, tmp_path: Path
) -> None:
    frames = "".join(
        f'<iframe title="{name}" id="{name}" sandbox src="{demo.base}{path}"></iframe>'
        for name, path in (("chart", "/data/sematan/51.04/harian/"), ("page", "/data/"))
    )
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Koran</title>{frames}", encoding="utf-8")
    screens = window("id", "desktop")
    screens.page.goto(elsewhere)

    chart = screens.page.frame_locator("#chart")
    expect(chart.locator("svg")).to_be_visible()
    # Our style sheet reaches into the sandbox too.
    assert chart.locator("figcaption").evaluate("element => getComputedStyle(element).display") == "grid"
    # The browser says there itself that the page refused.
    expect(screens.page.frame_locator("#page").locator("h1")).not_to_have_text("Data terbuka")
