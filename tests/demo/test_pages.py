"""The demo's page lets a browser be anyone, and only the people it shows."""

import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest

from tests.demo.running import Demo

pytestmark = pytest.mark.slow


class Browser:
    """A browser that keeps its cookies."""

    def __init__(self, demo: Demo) -> None:
        self.base = demo.document["base"]
        self.jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.page = self.open("/demo/")

    def open(self, path: str, **fields: str) -> str:
        """A page's text; with fields, the answer to a form."""
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(f"{self.base}{path}", data, {"Referer": f"{self.base}/demo/"})
        with self._opener.open(request, timeout=120) as response:
            return str(response.read().decode())

    def become(self, person: str) -> str:
        """Press the button of a person; the page that follows."""
        found = re.search(r'csrfmiddlewaretoken" value="([^"]+)', self.page)
        assert found is not None
        return self.open("/demo/jadi/", csrfmiddlewaretoken=found[1], person=person)


def test_one_press_makes_a_browser_somebody(demo: Demo) -> None:
    browser = Browser(demo)
    person = re.findall(r'name="person" value="([^"]+)"', browser.page)[0]
    name = re.findall(r"<strong>((?:I|Ni) [^<]+)</strong>", browser.page)[0]
    assert name in browser.become(person)
    cookie = next(cookie for cookie in browser.jar if cookie.name == "gapura_visitor")
    [visitor] = [each for each in demo.document["visitors"] if each["token"] == cookie.value]
    assert f'NIK <span class="mono">{visitor["document"]}</span>' in browser.page
    assert f"{visitor['document'][:4]}********{visitor['document'][-4:]}" in browser.open("/saya/")


@pytest.mark.parametrize("person", ["017c71cc-8000-7dee-807b-000000000000", "x", "' OR 1=1"])
def test_nobody_else_can_be_played(demo: Demo, person: str) -> None:
    browser = Browser(demo)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        browser.become(person)
    assert "gapura_visitor" not in {cookie.name for cookie in browser.jar}


def test_every_office_is_listed_with_whether_it_is_invented(demo: Demo) -> None:
    page = Browser(demo).page
    assert page.count('<th scope="row">') >= 189
    assert page.count("<td>rekaan</td>") + page.count("<td>invented</td>") == 62


def test_whoever_pinned_the_demos_rules_says_why_in_indonesian(demo: Demo) -> None:
    assert "aturan tanggal 12 Oktober 2021" in Browser(demo).open("/aturan/")
