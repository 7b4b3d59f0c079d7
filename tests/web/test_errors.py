"""What goes wrong is told kindly, in both languages, without a database."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from gapura.web import errors
from tests.problems import problem
from tests.web.world import World, browser, rows

HOSTILE = [
    "/%ff%fe",
    "/c/%00",
    "/c/%ff%ff%ff",
    "/c/" + "A" * 5000,
    "/c/%F0%9F%98%80",
    "/c/..%2f..%2fetc%2fpasswd",
    "/saya/kunjungan/%00/",
    "/saya/kunjungan/ffffffff-ffff-ffff-ffff-ffffffffffff/",
    "/masuk/?next=%00%ff",
    "/masuk/?next=//penipu.example/",
    "/saya/kunjungan/?before=%00",
    "/saya/kunjungan/?before=" + "9" * 4000,
    "/c/?code=%ff%fe%00",
    "/c/?code=" + "%F0%9F%98%80" * 500,
    "/<script>alert(1)</script>",
]
FORM = "application/x-www-form-urlencoded"
BODIES = [
    (FORM, b"%ff=\xff\xfe&reach=%ff%fe%00&code=%ff&name=%ff&number=%ff&text=%ff&language=%ff"),
    (FORM, b"reach=" + b"a" * 50_000),
    (FORM, b"&".join(b"reach=%d" % number for number in range(5000))),
    (f"{FORM}; charset=nonsense", b"reach=a&code=123456"),
    (f"{FORM}; charset=utf-16", b"\xff\xfer\x00"),
    ("multipart/form-data; boundary=x", b"\xff\xff\xff"),
    ("multipart/form-data", b""),
    ("application/json", b"[" * 50_000),
    ("", b"\x00" * 100),
]
COOKIES = ["", "\x80\xff", "A" * 64, "A" * 8000, "AQ" * 32, "ä" * 64, "' OR 1=1 --", "null", "\x00"]


def test_an_unknown_page_is_told_in_both_languages(db: None) -> None:
    response = browser().get("/tidak-ada/")
    assert response.status_code == 404
    page = response.content.decode()
    assert "Halaman ini tidak ada" in page
    assert "There is no such page" in page


def test_the_readers_language_comes_first(db: None) -> None:
    page = browser("en").get("/tidak-ada/").content.decode()
    assert '<html lang="en">' in page
    assert page.index("There is no such page") < page.index("Halaman ini tidak ada")


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.permission_denied, 403),
        (errors.page_not_found, 404),
        (errors.server_error, 500),
        (errors.csrf_failure, 403),
    ],
)
def test_error_pages_need_neither_database_nor_session(view: Any, status: int) -> None:
    response = view(RequestFactory().get("/x"))
    assert response.status_code == status
    assert b'lang="en"' in response.content
    assert response["Cache-Control"] == "no-store"


def test_a_form_without_its_token_against_forgery_is_refused_kindly(world: World) -> None:
    before = rows()
    response = Client(enforce_csrf_checks=True).post("/masuk/", {"reach": "wayan@contoh.example"})
    assert response.status_code == 403
    assert "Formulir ini sudah kedaluwarsa" in response.content.decode()
    assert rows() == before


def test_a_refused_form_leads_back_to_the_page_it_was_on(world: World) -> None:
    sender = {"referer": "http://testserver/pengaturan/?dari=rumah"}
    page = Client(enforce_csrf_checks=True).post("/bahasa/", headers=sender).content.decode()
    assert 'href="/pengaturan/?dari=rumah"' in page


@pytest.mark.parametrize(
    ("method", "address"), [("GET", "/keluar/"), ("PUT", "/masuk/"), ("POST", "/privasi/")]
)
def test_an_address_that_is_no_page_says_so(world: World, method: str, address: str) -> None:
    response = world.wayan.browser().generic(method, address)
    assert response.status_code == 405
    assert response["Allow"]
    page = response.content.decode()
    assert "Alamat ini bukan halaman" in page
    assert "This address is no page" in page


@pytest.mark.parametrize(
    ("method", "address", "status", "type"),
    [
        ("GET", "/data/v1/nowhere/weeks/none.json", 404, "not-found"),
        ("GET", "/keluar/", 405, "method-not-allowed"),
        ("POST", "/masuk/", 403, "forged"),
    ],
)
def test_a_program_is_told_in_a_problem_document(
    world: World, method: str, address: str, status: int, type: str
) -> None:
    program = Client(
        enforce_csrf_checks=True, headers={"accept": "application/json", "accept-language": "en"}
    )
    response = program.generic(method, address)
    assert problem(response, status) == type


@pytest.mark.parametrize("address", HOSTILE)
def test_hostile_addresses_break_nothing_and_write_nothing(world: World, address: str) -> None:
    before = rows()
    for client in (browser(), world.wayan.browser()):
        before = rows()
        response = client.get(address)
        assert response.status_code < 500, address
        assert b"<script>alert" not in response.content
        assert rows() == before


@pytest.mark.parametrize(
    "path", ["/masuk/", "/masuk/kode/", "/saya/data/", "/saya/koreksi/", "/bahasa/", "/c/"]
)
@pytest.mark.parametrize(("kind", "body"), BODIES)
def test_hostile_bodies_break_nothing_and_write_nothing(
    world: World, path: str, kind: str, body: bytes
) -> None:
    client = world.newcomer.browser()
    client.post("/masuk/", {"reach": "komang@contoh.example"})
    before = rows()
    assert client.generic("POST", path, body, content_type=kind).status_code < 500
    assert rows() == before


@pytest.mark.parametrize("cookie", COOKIES)
def test_a_broken_cookie_is_somebody_not_signed_in(world: World, cookie: str) -> None:
    client = browser()
    client.cookies["gapura_visitor"] = cookie
    client.cookies["gapura_masuk"] = cookie
    response = client.get("/saya/")
    assert response.status_code == 302
    assert response["Location"].startswith("/masuk/")
    assert client.get("/masuk/kode/").status_code == 302


def test_what_is_public_and_small_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries, db: None
) -> None:
    with django_assert_num_queries(0):
        for address in ("/", "/privasi/", "/daftar", "/c/", "/robots.txt", "/masuk/"):
            assert browser().get(address).status_code == 200
