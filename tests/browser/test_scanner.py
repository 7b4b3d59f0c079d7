"""The scanner inside the page, with a camera that sees real posters."""

from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from PIL.Image import Image
from playwright.sync_api import Browser, expect

from tests.browser import film, ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo, Venue
from tests.browser.screens import Screens

START = "[data-start]"
STATUS = "[data-status]"
# What a status says may stand there for a moment only; told line by line to the pages that follow.
KEEP_WHAT_IS_SAID = """addEventListener("DOMContentLoaded", () => {
    const status = document.querySelector("[data-status]");
    const keep = () => (sessionStorage.said = `${sessionStorage.said || ""}\\n${status.textContent}`);
    if (status) new MutationObserver(keep).observe(status, { childList: true, subtree: true });
})"""
Launch = Callable[..., Browser]


def poster(demo: Demo, venue: Venue) -> Image:
    """The venue's poster as the demo prints it."""
    with urlopen(demo.address(venue.poster), timeout=300) as response:
        return film.poster_picture(response.read())


def look_through_the_camera(screens: Screens) -> None:
    """Open the scanner, which leads on by itself: on a slow machine before its page is whole."""
    screens.page.goto(f"{screens.base}/c/", wait_until="commit")


def words(screens: Screens, name: str) -> str:
    """What the page has ready to say."""
    template = screens.page.locator(f"template[data-text={name}]")
    return str(template.evaluate("template => template.content.textContent")).strip()


def test_a_poster_is_scanned_and_the_visit_goes_its_way(
    window: Window, demo: Demo, browser_seeing: Launch, tmp_path: Path, language: str, size: str
) -> None:
    venue, visitor = demo.venue(), demo.visitor("green")
    seen = film.write_film(tmp_path / "poster.mjpeg", poster(demo, venue))
    screens = window(language, size, browser=browser_seeing(seen)).sign_in_as(visitor.token)
    screens.open("/").look("home")
    look_through_the_camera(screens)
    screens.page.wait_for_url(f"**/c/{venue.code}")
    ways.check_in(screens)
    expect(screens.page.locator(".result.green")).to_contain_text(venue.name)
    ways.check_out(screens)
    screens.open("/saya/kunjungan/")
    expect(screens.page.get_by_role("main")).to_contain_text(venue.name)


def test_a_code_of_somebody_else_is_named_and_does_not_jam_the_scanner(
    window: Window, demo: Demo, browser_seeing: Launch, tmp_path: Path, language: str
) -> None:
    venue = demo.venue()
    seen = film.write_film(tmp_path / "other.mjpeg", film.other_code(), film.blank(), poster(demo, venue))
    other_code = words(window(language).open("/c/"), "other-code")
    screens = window(language, browser=browser_seeing(seen))
    screens.context.add_init_script(KEEP_WHAT_IS_SAID)
    look_through_the_camera(screens)
    screens.page.wait_for_url(f"**/c/{venue.code}")
    assert other_code in screens.page.evaluate("sessionStorage.said").split("\n")


def test_the_scanner_looks_on_and_can_be_closed(
    window: Window, browser_seeing: Launch, tmp_path: Path, language: str, size: str
) -> None:
    seen = film.write_film(tmp_path / "other.mjpeg", film.other_code())
    screens = window(language, size, browser=browser_seeing(seen)).open("/c/")
    expect(screens.page.locator("video")).to_be_visible()
    expect(screens.page.locator(STATUS)).not_to_be_empty()
    screens.look("scanning")
    screens.page.locator("[data-stop]").click()
    expect(screens.page.locator("video")).to_be_hidden()
    screens.page.locator(START).click()
    expect(screens.page.locator("video")).to_be_visible()


def test_without_a_camera_the_code_can_be_typed(window: Window, language: str, size: str) -> None:
    screens = window(language, size, permissions=["camera"]).open("/c/")
    expect(screens.page.locator(STATUS)).to_have_text(words(screens, "no-camera"))
    expect(screens.page.locator("[name=code]")).to_be_visible()
    screens.look("no-camera")


def test_a_camera_that_may_not_be_used_is_explained(
    window: Window, denying_browser: Browser, language: str
) -> None:
    screens = window(language, browser=denying_browser).open("/c/")
    screens.page.locator(START).click()
    expect(screens.page.locator(STATUS)).to_have_text(words(screens, "denied"))
    screens.look("camera-denied")


def test_a_photo_of_the_poster_will_do(window: Window, demo: Demo, tmp_path: Path) -> None:
    venue = demo.venue()
    photo = film.write_photo(tmp_path / "poster.jpg", poster(demo, venue))
    screens = window().open("/c/")
    screens.page.set_input_files("[data-photo]", photo)
    screens.page.wait_for_url(f"**/c/{venue.code}")


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\xff\xd8\xff\xe0 cut short"])
def test_a_photo_that_shows_no_code_can_be_followed_by_another(
    window: Window, demo: Demo, tmp_path: Path, content: bytes
) -> None:
    venue = demo.venue()
    wrong = tmp_path / "wrong.jpg"
    wrong.write_bytes(content)
    screens = window().open("/c/")
    screens.page.set_input_files("[data-photo]", wrong)
    expect(screens.page.locator(STATUS)).to_have_text(words(screens, "no-code-in-photo"))
    screens.page.set_input_files(
        "[data-photo]", film.write_photo(tmp_path / "right.jpg", poster(demo, venue))
    )
    screens.page.wait_for_url(f"**/c/{venue.code}")
