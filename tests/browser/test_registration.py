"""An office applies and follows its application: with scripts, by keyboard alone, and without scripts."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gapura.postgres import EmbeddedPostgres
from tests.browser.conftest import Window
from tests.browser.demo import Demo, environment
from tests.browser.screens import Screens, each_once
from tests.browser.ways import tab_to
from tests.registration.files import pdf

_numbers = count(1)
CONTINUE = ".actions button.main"
OFFICE = {"latitude": -8.6, "longitude": 115.26}
LETTER_DATE = (datetime.now(UTC) - timedelta(days=3)).date().isoformat()


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """A signed letter, scanned."""
    path = tmp_path / "surat permohonan.pdf"
    path.write_bytes(pdf())
    return path


def steps(page: Page, place: str, email: str) -> list[tuple[str, dict[str, str]]]:
    """What is typed on each page."""
    return [
        (
            "surat",
            {"letter_number": "470/7/2021", "letter_date": LETTER_DATE, "agency": "Pemerintah Desa Contoh"},
        ),
        (
            "pic",
            {
                "pic_name": "Ni Luh Contoh",
                "pic_position": "Sekretaris",
                "email": email,
                "phone": "0812 3456 7890",
            },
        ),
        ("tempat", {"place_name": place, "address": "Jalan Contoh 1"}),
        ("rincian", {"capacity": "40", "staff": "12", "daily_guests": "60", "door_1": "Pintu depan"}),
    ]


def go_on(page: Page) -> None:
    """Press Continue, the button that is seen."""
    page.locator(CONTINUE).click()


def fill_in(screens: Screens, place: str, email: str, letter: Path) -> None:
    """Every step, looking at each."""
    page = screens.page
    for slug, fields in steps(page, place, email):
        page.wait_for_url(f"**/daftar/{slug}/")
        for name, text in fields.items():
            page.fill(f"[name={name}]", text)
        if slug == "tempat":
            page.select_option("[name=category]", "kantor_desa")
            page.select_option("[name=region]", "51.04.01.2001")
            if screens.scripts:
                page.locator("[data-position] button").click()
                expect(page.locator("[name=latitude]")).to_have_value("-8.600000")
        screens.look(slug)
        go_on(page)
    page.wait_for_url("**/daftar/dokumen/")
    screens.look("dokumen")
    page.set_input_files("[name=letter]", letter)
    go_on(page)
    page.wait_for_url("**/daftar/periksa/")
    if screens.scripts:
        expect(page.locator("[name=proof]")).not_to_have_value("")
    screens.look("periksa")
    go_on(page)
    page.wait_for_url("**/daftar/selesai/")


def at_the_office(window: Window, language: str, size: str, **options: object) -> Screens:
    """A window whose device stands at the office's door."""
    return window(language, size, geolocation=OFFICE, permissions=["geolocation"], **options)


def begins(screens: Screens) -> Screens:
    """Open the door on the home page and press Begin."""
    screens.open("/").page.locator(".doors a[href='/daftar']").click()
    screens.page.wait_for_url("**/daftar")
    screens.look("start")
    return screens.press("form:not([action]) .actions button")


@each_once
def test_an_office_applies_and_follows(window: Window, language: str, size: str, letter: Path) -> None:
    screens = begins(at_the_office(window, language, size))
    number = next(_numbers)
    email = f"kantor{number}@gianyarkab.go.id"
    fill_in(screens, f"Kantor Contoh {number}", email, letter)
    tracking = screens.look("selesai").page.inner_text(".tracking")

    screens.page.locator(".actions a.main").click()
    expect(screens.page.locator("h1")).to_have_text(f"Kantor Contoh {number}")
    for part in screens.page.locator("details").all():
        part.locator("summary").click()
    screens.look("ikuti")

    elsewhere = window(language, size).open("/permohonan")
    elsewhere.look("pintu")
    elsewhere.page.fill("[name=number]", tracking.lower())
    elsewhere.page.fill("[name=reach]", "salah@gianyarkab.go.id")
    elsewhere.press(CONTINUE).look("pintu-salah")
    elsewhere.page.fill("[name=reach]", email)
    go_on(elsewhere.page)
    expect(elsewhere.page.locator("h1")).to_have_text(f"Kantor Contoh {number}")


@each_once
def test_what_is_wrong_is_said_beside_the_field(window: Window, language: str, size: str) -> None:
    screens = begins(window(language, size))
    screens.page.wait_for_url("**/daftar/surat/")
    go_on(screens.page)
    expect(screens.page.locator("#errors")).to_be_focused()
    screens.look("kosong")
    screens.open("/daftar/pic/").page.fill("[name=email]", "desa@gianyarkab.g.id")
    screens.page.fill("[name=phone]", "0361 943079")
    screens.press(CONTINUE).look("ejaan")
    screens.press("button[name=take]")
    expect(screens.page.locator("[name=email]")).to_have_value("desa@gianyarkab.go.id")
    screens.open("/daftar/tempat/").page.fill("[name=latitude]", "115.26")
    screens.page.fill("[name=longitude]", "-8.6")
    screens.page.select_option("[name=region]", "51.04.01.2001")
    screens.press(CONTINUE).look("terbalik")
    screens.open("/daftar/rincian/").press("[name=add_door]").look("dua-pintu")
    screens.open("/daftar/periksa/").look("belum")
    link = screens.open("/daftar/nanti/").look("nanti").page.input_value("#id_link")
    screens.open(link).look("lanjut")


def test_the_form_is_filled_in_by_keyboard_alone(window: Window) -> None:
    screens = window("id", "desktop").open("/daftar")
    page = screens.page
    keyboard = page.keyboard
    tab_to(screens, "form:not([action]) .actions button")
    keyboard.press("Enter")
    page.wait_for_url("**/daftar/surat/")
    for name, text in (("letter_number", "470/8/2021"), ("agency", "Pemerintah Desa Contoh")):
        tab_to(screens, f"[name={name}]")
        keyboard.type(text)
    page.fill("[name=letter_date]", LETTER_DATE)
    keyboard.press("Enter")
    page.wait_for_url("**/daftar/pic/")
    tab_to(screens, "[name=email]")
    keyboard.type("desa@gianyarkab.g.id")
    keyboard.press("Enter")
    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value("desa@gianyarkab.g.id")
    tab_to(screens, "button[name=take]")
    keyboard.press("Enter")
    expect(page.locator("[name=email]")).to_have_value("desa@gianyarkab.go.id")


def test_an_office_applies_without_scripts(window: Window, letter: Path) -> None:
    screens = begins(window("id", "phone", scripts=False))
    number = next(_numbers)
    fill_in(screens, f"Kantor Contoh {number}", f"kantor{number}@gianyarkab.go.id", letter)
    screens.look("selesai")
    screens.page.locator(".actions a.main").click()
    expect(screens.page.locator("h1")).to_have_text(f"Kantor Contoh {number}")


@pytest.fixture
def outlined(demo: Demo, data_files: Path) -> Iterator[None]:
    """The demo while it knows where its kecamatan lie."""
    server = EmbeddedPostgres(demo.folder)
    there = {
        "DATABASE_URL": server.url,
        "GAPURA_DATA_DIR": str(demo.folder),
        "GAPURA_KEYS_FILE": str(demo.folder / "keys.json"),
    }
    file = str(data_files / "gianyar_kecamatan.geojson")
    command = [sys.executable, "-m", "gapura.cli", "import", "outlines", file, "--source", "For a test"]
    subprocess.run(command, env={**environment(), **there}, check=True, capture_output=True)
    yield
    demo.query("DELETE FROM regions_outline")


def numbers(page: Page) -> tuple[float, float]:
    """Latitude and longitude as the fields hold them."""
    return float(page.input_value("[name=latitude]")), float(page.input_value("[name=longitude]"))


@each_once
def test_a_place_is_pointed_at_on_a_map(window: Window, language: str, size: str, outlined: None) -> None:
    screens = begins(window(language, size)).open("/daftar/tempat/")
    page = screens.page
    board, status = page.locator("[data-map] .map"), page.locator("[data-map] [role=status]")
    expect(board.locator("svg > path")).to_have_count(7)
    expect(board.locator(".pin")).to_be_hidden()
    name = board.locator("text", has_text="Sukawati")
    name.scroll_into_view_if_needed()
    box = name.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(status).to_contain_text("Sukawati")
    latitude, longitude = numbers(page)
    board.press("ArrowUp")
    board.press("Shift+ArrowLeft")
    assert numbers(page) == pytest.approx((latitude + 0.0002, longitude - 0.005), abs=2e-6)
    page.locator("[data-zoom='2']").click()
    screens.look("peta")

    before = board.locator(".pin").get_attribute("transform")
    page.fill("[name=latitude]", "-8.45")
    assert board.locator(".pin").get_attribute("transform") != before
    page.fill("[name=latitude]", "di sana")
    expect(board.locator(".pin")).to_be_hidden()


def test_without_scripts_there_is_no_map_and_numbers_are_typed(window: Window, outlined: None) -> None:
    page = begins(window(scripts=False)).open("/daftar/tempat/").page
    assert page.locator("[data-map]").is_hidden()
    assert page.locator("[name=latitude]").is_visible()
