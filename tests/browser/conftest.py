"""Fixtures of the browser tests: one demo server, one Chromium, and windows of either language and size."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser import demo as demos
from tests.browser.demo import Demo
from tests.browser.screens import SIZES, Screens
from tests.folders import copy, thrown_away

HERE = Path(__file__).resolve().parent
LOCALES = {"id": "id-ID", "en": "en-GB"}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 180_000  # milliseconds, for a machine that does other things too
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")

expect.set_options(timeout=PATIENCE)

Window = Callable[..., Screens]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def demo(stopped_demo: Path) -> Iterator[Demo]:
    """A demo server of this worker's own."""
    with thrown_away() as folder:
        copy(stopped_demo, folder)
        with demos.running(folder) as demo:
            yield demo


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the system's Chromium is."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium on this machine; on Debian: apt-get install chromium")
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """A browser without any camera."""
    with playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS)) as browser:
        yield browser


@pytest.fixture
def browser_seeing(playwright: Playwright, chromium_path: str) -> Iterator[Callable[[Path], Browser]]:
    """Makes browsers whose camera sees a film."""
    launched: list[Browser] = []

    def launch(film: Path) -> Browser:
        flags = [*FLAGS, *CAMERA, f"--use-file-for-fake-video-capture={film}"]
        launched.append(playwright.chromium.launch(executable_path=chromium_path, args=flags))
        return launched[-1]

    yield launch
    for browser in launched:
        browser.close()


@pytest.fixture
def denying_browser(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    """A browser that has a camera and denies it."""
    flags = [*FLAGS, "--use-fake-device-for-media-stream", "--deny-permission-prompts"]
    with playwright.chromium.launch(executable_path=chromium_path, args=flags) as browser:
        yield browser


@pytest.fixture(params=["phone", "desktop"])
def size(request: pytest.FixtureRequest) -> str:
    """The window's size."""
    return str(request.param)


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest) -> str:
    """The language that the browser asks for."""
    return str(request.param)


@pytest.fixture
def window(request: pytest.FixtureRequest, browser: Browser, demo: Demo) -> Iterator[Window]:
    """Opens windows: `window(language, size="phone", browser=..., **context options)`."""
    opened: list[Screens] = []
    title = request.function.__name__.removeprefix("test_")

    def new(
        language: str = "id",
        size: str = "phone",
        *,
        scripts: bool = True,
        browser: Browser = browser,
        **options: object,
    ) -> Screens:
        width, height = SIZES[size]
        context = browser.new_context(
            locale=LOCALES[language],
            timezone_id="Asia/Makassar",
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        opened.append(Screens(context, demo.base, language, size, title, scripts))
        return opened[-1]

    yield new
    for screens in opened:
        screens.context.close()
