"""`demo.json` keeps its promise: everything in it works as it says."""

import base64
import io
import json
import urllib.error
import urllib.request
from collections import Counter
from typing import Any

import msgspec
import pypdfium2
import pytest
import zxingcpp

from gapura import config
from gapura.accounts.roles import Role
from gapura.cli.demo import settings
from tests.demo.running import Demo

pytestmark = pytest.mark.slow


class Venue(msgspec.Struct):
    code: str
    url: str
    name: str
    category: str
    kecamatan: str
    capacity: int
    poster: str


class Visitor(msgspec.Struct):
    token: str
    name: str
    document: str
    colour: str
    decision: str


class Login(msgspec.Struct):
    role: str
    username: str
    password: str
    totp_secret: str | None
    region: str


class Partner(msgspec.Struct):
    name: str
    client_id: str
    client_secret: str
    redirect_uri: str
    scopes: str


class Document(msgspec.Struct):
    base: str
    ruleset: str
    venues: list[Venue]
    visitors: list[Visitor]
    exceptions: list[Visitor]
    logins: list[Login]
    more_logins: list[Login]
    partner: Partner
    outbox: str


@pytest.fixture(scope="module")
def document(demo: Demo) -> Document:
    return msgspec.convert(demo.document, Document)


def test_all_189_offices_are_there_and_some_are_small(document: Document, demo: Demo) -> None:
    assert len({venue.code for venue in document.venues}) == 189
    assert min(venue.capacity for venue in document.venues) <= 30
    assert {venue.url for venue in document.venues} == {
        f"HTTP://127.0.0.1:{demo.port}/C/{venue.code}" for venue in document.venues
    }
    assert len({venue.kecamatan for venue in document.venues}) == 7


def test_visitors_have_every_colour_and_enough_are_green(document: Document) -> None:
    colours = Counter(visitor.colour for visitor in document.visitors)
    assert set(colours) == {"green", "yellow", "red", "black"}
    assert colours.total() >= 200
    assert colours["green"] >= 100


def test_every_visitor_checks_in_and_gets_the_stated_colour(document: Document, demo: Demo) -> None:
    for number, visitor in enumerate(document.visitors + document.exceptions):
        venue = document.venues[number % len(document.venues)]
        answer = demo.check_in(visitor.token, venue.code)
        assert answer["colour"] == visitor.colour, (visitor.name, answer)
        assert answer["decision"] == visitor.decision, (visitor.name, answer)
        assert answer["ruleset"] == document.ruleset == "C_2021-09-13"
        assert answer["venue"]["name"] == venue.name


def test_among_the_visitors_the_colour_alone_decides(document: Document) -> None:
    usual = {"green": "admit", "yellow": "verify", "red": "refuse", "black": "refuse"}
    assert all(visitor.decision == usual[visitor.colour] for visitor in document.visitors)
    assert {visitor.decision for visitor in document.exceptions} == {"verify"}


def test_a_small_office_can_be_filled(document: Document, demo: Demo) -> None:
    smallest = min(document.venues, key=lambda venue: venue.capacity)
    green = [visitor for visitor in document.visitors if visitor.colour == "green"]
    decisions = [demo.check_in(visitor.token, smallest.code)["decision"] for visitor in green[:40]]
    assert set(decisions) == {"admit", "full"}
    assert decisions.count("admit") <= smallest.capacity


def test_there_is_a_login_for_every_role(document: Document) -> None:
    assert {login.role for login in document.logins} == set(Role.values)
    regions = {login.role: login.region for login in document.logins}
    assert regions["reviewer"] == "ID"
    assert regions["coordinator"] == "51.04"
    assert all(login.totp_secret for login in document.logins)


def test_only_their_owner_may_read_the_secrets(demo: Demo) -> None:
    for name in ("demo.json", "demo-secrets.json", "keys.json"):
        assert (demo.place / name).stat().st_mode & 0o077 == 0


def test_a_poster_carries_the_code_of_its_office(document: Document, demo: Demo) -> None:
    venue = document.venues[100]
    status, kind, body = demo.get(venue.poster.removeprefix(document.base))
    assert (status, kind) == (200, "application/pdf")
    page: Any = pypdfium2.PdfDocument(io.BytesIO(body))[0]
    found = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert [code.text for code in found] == [venue.url]


@pytest.mark.parametrize("path", ["/", "/demo/", "/akun/login/"])
def test_its_addresses_open(demo: Demo, path: str) -> None:
    status, kind, _ = demo.get(path)
    assert (status, kind) == (200, "text/html; charset=utf-8")


def test_the_outbox_opens(demo: Demo, document: Document) -> None:
    assert demo.get(document.outbox.removeprefix(document.base))[0] == 200


@pytest.mark.parametrize("path", ["/demo/poster/000000000000.pdf", "/demo/qr/%00.svg", "/demo/poster/x.pdf"])
def test_codes_of_nobody_are_not_found(demo: Demo, path: str) -> None:
    assert demo.get(path)[0] == 404


def test_no_message_leaves_a_demo_whatever_the_shell_has_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for way in ("EMAIL", "SMS", "WHATSAPP"):
        monkeypatch.setenv(f"GAPURA_{way}_SENDER", "http")
    for name, value in settings("http://127.0.0.1:8000").items():
        monkeypatch.setenv(name, value)
    read = config.from_environment()
    assert (read.email_sender, read.sms_sender, read.whatsapp_sender) == ("outbox", "outbox", "")


def test_the_partners_secret_is_its_own(document: Document) -> None:
    partner = document.partner
    assert partner.scopes == "check-in check-out colour"
    assert refusal_of_tokens(document, partner.client_secret) == (400, "invalid_grant")
    assert refusal_of_tokens(document, "another") == (401, "invalid_client")


def refusal_of_tokens(document: Document, secret: str) -> tuple[int, str]:
    """What the demo's partner is told with this secret and a token that is none."""
    pair = base64.b64encode(f"{document.partner.client_id}:{secret}".encode()).decode()
    asked = urllib.request.Request(
        f"{document.base}/oauth/token/",
        b"grant_type=refresh_token&refresh_token=x",
        {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=120)
    return refused.value.code, str(json.load(refused.value)["error"])
