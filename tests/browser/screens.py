"""A page as a person has it before them, looked at for everything that holds on every screen."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
each_once = pytest.mark.parametrize(("language", "size"), [("id", "phone"), ("en", "desktop")])
"""For a test that looks at each screen in both languages and in both sizes, but not in each of each."""
SESSION = "gapura_visitor"
STAFF_SESSION = "gapura_staf"
NARROWEST = 320  # CSS pixels, as WCAG 1.4.10 asks
# Chromium says this of every answer that is no success, also where the page expects one.
# So it does of a service worker that it looks for while there is no network.
EXPECTED_REFUSAL = re.compile(
    r"^(Failed to load resource: |An unknown error occurred when fetching the script)"
)
AXE = Axe().axe_script
BEYOND = """() => [...document.querySelectorAll("header *, main *")]
    .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
    .filter(element => !element.closest(".table, .hidden-visually"))
    .map(element => element.outerHTML.slice(0, 120))"""
FAULTLESS = {"resultTypes": ["violations"], "preload": False}


@dataclass
class Screens:
    """One browser window: its page, what its console said, and the screens looked at so far."""

    context: BrowserContext
    base: str
    language: str
    size: str
    title: str
    scripts: bool = True
    faults: list[str] = field(default_factory=list)
    seen: int = 0

    def __post_init__(self) -> None:
        self.page: Page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        self.page.on("response", self._response)

    def open(self, path: str) -> "Screens":
        """Go to an address of the demo."""
        self.page.goto(path if path.startswith("http") else f"{self.base}{path}")
        return self

    def press(self, what: str | Locator) -> "Screens":
        """Press a button or link that leads to a page, and be there: the page before is gone."""
        with self.page.expect_navigation():
            if isinstance(what, str):
                self.page.click(what)
            else:
                what.click()
        return self

    def sign_in_as(self, token: str) -> "Screens":
        """Give this browser the cookie that signing in gives a visitor."""
        return self.go_on_with(SESSION, token)

    def go_on_with(self, name: str, session: str) -> "Screens":
        """Give this browser the cookie of a session, by its name."""
        self.context.add_cookies(
            [{"name": name, "value": session, "url": self.base, "httpOnly": True, "sameSite": "Lax"}]
        )
        return self

    def session(self, name: str) -> str:
        """What this browser's cookie of a session says."""
        [session] = [each["value"] for each in self.context.cookies() if each["name"] == name]
        return session

    def resize(self, size: str) -> "Screens":
        """Make the window as large as a phone or a desk's screen."""
        self.size = size
        width, height = SIZES[size]
        self.page.set_viewport_size({"width": width, "height": height})
        return self

    def enlarge_text(self) -> "Screens":
        """Let the browser write twice as large, as whoever sees badly sets it."""
        session = self.context.new_cdp_session(self.page)
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        return self

    def fits(self, name: str) -> "Screens":
        """Keep the screen's picture, and find nothing that reaches beyond the window."""
        self.seen += 1
        self._picture(f"{self.title[:60]}-{self.seen:02}-{name}-{self.language}-{self.size}")
        beyond = self.page.evaluate(BEYOND)
        assert not beyond, f"beyond the window on the screen {name!r}: {beyond}"
        return self

    def look(self, name: str) -> "Screens":
        """Look at the screen: keep its picture, and find no fault in it."""
        self.page.wait_for_load_state("load")
        self.seen += 1
        self._picture(f"{self.title[:60]}-{self.seen:02}-{name}-{self.language}-{self.size}")
        found = [*self.faults, *self._mislabelled(), *self._too_wide(), *self._violations()]
        assert not found, "\n".join([f"the screen {name!r}:", *found])
        return self

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not EXPECTED_REFUSAL.match(message.text):
            self.faults.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 and response.status != 503:
            self.faults.append(f"{response.status} for {response.url}")

    def _picture(self, name: str) -> None:
        folder = os.environ.get("GAPURA_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def _mislabelled(self) -> list[str]:
        stated = self.page.get_attribute("html", "lang")
        return [] if stated == self.language else [f"its language is said to be {stated}"]

    def _too_wide(self) -> list[str]:
        usual = SIZES[self.size]
        self.page.set_viewport_size({"width": NARROWEST, "height": 640})
        width: int = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size({"width": usual[0], "height": usual[1]})
        return [f"it is {width} pixels wide in a window of {NARROWEST}"] if width > NARROWEST else []

    def _violations(self) -> list[str]:
        if not self.scripts:
            return []  # axe waits for timers, which never come
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        results = self.page.evaluate("options => axe.run(options)", FAULTLESS)
        return [
            f"{found['id']}: {found['help']} at {[node['html'][:120] for node in found['nodes'][:3]]}"
            for found in results["violations"]
        ]


class Weight:
    """What opening a page costs: bytes over the line and bytes once unpacked."""

    def __init__(self, page: Page) -> None:
        self._finished: list[Request] = []
        page.on("requestfinished", lambda request: self._finished.append(request))

    @property
    def sent(self) -> int:
        """Bytes of all answers as they came, heads included."""
        sizes = [request.sizes() for request in self._finished]
        return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)

    @property
    def unpacked(self) -> int:
        """Bytes of all answers as the browser reads them."""
        answers = [request.response() for request in self._finished]
        return sum(len(answer.body()) for answer in answers if answer and answer.ok)
