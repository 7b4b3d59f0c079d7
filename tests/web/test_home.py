"""Home, the doors that lead from it, and the files for machines."""

import re

import pytest

from gapura import config
from gapura.core.codes import signing
from tests.web.world import World, browser

pytestmark = pytest.mark.django_db


def test_home_has_three_doors() -> None:
    page = browser().get("/").content.decode()
    doors = re.findall(r'<section class="door[^"]*"><h2><a href="([^"]+)"', page)
    assert doors == ["/c/", "/daftar", "/akun/login/"]


def test_every_door_leads_somewhere() -> None:
    for address in ("/c/", "/daftar", "/akun/login/", "/privasi/"):
        assert browser().get(address).status_code == 200, address


@pytest.mark.parametrize(("language", "word"), [("id", "Saya berkunjung"), ("en", "I am visiting")])
def test_home_speaks_the_language_asked_for(language: str, word: str) -> None:
    response = browser(language).get("/")
    assert word in response.content.decode()
    assert f'<html lang="{language}">' in response.content.decode()


def test_whoever_asks_for_neither_language_reads_indonesian() -> None:
    assert "Saya berkunjung" in browser("fr").get("/").content.decode()


def test_the_language_is_switched_by_a_plain_form_and_kept() -> None:
    client = browser("id")
    response = client.post("/bahasa/", {"language": "en", "next": "/privasi/"})
    assert response["Location"] == "/privasi/"
    assert "What is kept" in client.get("/privasi/").content.decode()


def test_switching_the_language_leads_to_no_other_site() -> None:
    response = browser().post("/bahasa/", {"language": "en", "next": "https://penipu.example/"})
    assert response["Location"] == "/"


def test_the_published_address_of_applications_answers_with_and_without_a_slash() -> None:
    assert [browser().get(f"/daftar{end}").status_code for end in ("", "/")] == [200, 200]


def test_the_public_keys_of_passes_are_published_and_no_secret_is() -> None:
    response = browser().get("/.well-known/gapura-keys.json")
    assert response.headers["Content-Type"] == "application/json"
    assert response.json() == {"keys": [signing.public_jwk(config.key_ring().current("pass"))]}
    assert set(response.json()["keys"][0]) == {"kty", "crv", "alg", "use", "kid", "x", "y"}
    assert "public" in response.headers["Cache-Control"]
    known = {"if-none-match": response.headers["ETag"]}
    assert browser().get("/.well-known/gapura-keys.json", headers=known).status_code == 304


def test_a_demo_says_so_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "data sintetis" not in browser().get("/").content.decode()
    monkeypatch.setenv("GAPURA_DEMO", "1")
    config.current.cache_clear()
    try:
        assert "Demo: data sintetis" in browser().get("/").content.decode()
    finally:
        config.current.cache_clear()


def test_robots_stay_away_from_doors_and_people() -> None:
    response = browser().get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    for closed in ("/c/", "/saya/", "/masuk/"):
        assert f"Disallow: {closed}" in response.content.decode()


@pytest.mark.parametrize("address", ["/security.txt", "/.well-known/security.txt"])
def test_weaknesses_can_be_reported(address: str) -> None:
    text = browser().get(address).content.decode()
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == config.current().security_contact
    assert fields["Canonical"].endswith("/.well-known/security.txt")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", fields["Expires"])


def test_pages_are_kept_by_no_cache_and_framed_by_nobody(world: World) -> None:
    for response in (browser().get("/"), world.wayan.browser().get("/saya/")):
        assert response["Cache-Control"] == "no-store"
        assert response["X-Frame-Options"] == "DENY"
        policy = response["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "default-src 'none'" in policy


def test_no_page_holds_inline_script_or_style(world: World) -> None:
    code = world.code(world.office, 1)
    visit = world.goes_in(world.wayan, world.office)
    for address in ("/", "/c/", f"/c/{code}", "/saya/", f"/saya/kunjungan/{visit.id}/", "/masuk/"):
        page = world.wayan.browser().get(address).content.decode()
        assert " style=" not in page, address
        assert "<style" not in page, address
        assert not re.search(r"<script(?![^>]* src=)", page), address
        assert not re.search(r" on[a-z]+=", page), address
