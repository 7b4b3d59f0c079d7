"""From letter to poster in a browser, with a real mail server: straight, and with mail that comes back."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import ways
from tests.browser.conftest import LOCALES, PATIENCE
from tests.browser.registry import Letter, Registry, open_registry
from tests.browser.screens import SIZES, Screens
from tests.browser.test_activation import fill_in as activate
from tests.browser.test_activation import set_up_app
from tests.browser.test_registration import go_on, steps
from tests.registration.files import pdf

Opening = Callable[[str], Screens]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def registry() -> Iterator[Registry]:
    """A deployment for the tests of this file."""
    folder = Path(tempfile.mkdtemp(prefix="gapura-browser-"))
    folder.chmod(0o711)
    try:
        with open_registry(folder) as made:
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def opening(browser: Browser, registry: Registry) -> Iterator[Opening]:
    """Opens windows of that deployment."""
    opened = []

    def new(size: str) -> Screens:
        width, height = SIZES[size]
        context = browser.new_context(
            locale=LOCALES["id"], viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return Screens(context, registry.base, "id", size, "the_whole_way")

    yield new
    for context in opened:
        context.close()


def staff(opening: Opening, registry: Registry, role: str) -> Screens:
    """A window in which a member of staff has signed in."""
    login = registry.demo.logins[role]
    screens = opening("desktop").open("/akun/login/")
    ways.sign_in_as_staff(screens, login)
    ways.type_fresh_code(screens, login)
    return screens


@pytest.fixture(scope="module")
def reviewer(opening: Opening, registry: Registry) -> Screens:
    """The nation's reviewer at work."""
    return staff(opening, registry, "reviewer")


@pytest.fixture(scope="module")
def coordinator(opening: Opening, registry: Registry) -> Screens:
    """Dinas Kominfo at work."""
    return staff(opening, registry, "coordinator")


def apply(screens: Screens, place: str, email: str) -> str:
    """Fill in the form with a signed letter; the tracking number."""
    page = screens.open("/daftar").page
    page.locator("form:not([action]) .actions button").click()
    for slug, fields in steps(page, place, email):
        page.wait_for_url(f"**/daftar/{slug}/")
        for name, text in fields.items():
            page.fill(f"[name={name}]", text)
        if slug == "tempat":
            page.select_option("[name=category]", "kantor_desa")
            page.select_option("[name=region]", "51.04.01.2001")
        go_on(page)
    page.wait_for_url("**/daftar/dokumen/")
    page.set_input_files(
        "[name=letter]", {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    go_on(page)
    page.wait_for_url("**/daftar/periksa/")
    expect(page.locator("[name=proof]")).not_to_have_value("")
    go_on(page)
    page.wait_for_url("**/daftar/selesai/")
    return page.inner_text(".tracking").strip()


def approve(reviewer: Screens, number: str) -> None:
    """Find an application, take it, compare, approve."""
    page = reviewer.open(f"/verifikasi/?search={number}").page
    page.locator("li[data-number] a").first.click()
    page.click("form[action$='/ambil/'] button")
    page.click("form[action$='/setujui/'] button:not([name])")
    expect(page.locator("form[action$='/setujui/']")).to_have_count(0)


def complete(screens: Screens, registry: Registry, email: str) -> None:
    """Activate, set up an authenticator, confirm, and take the poster home."""
    letter: Letter = registry.office.waits_for(email, "sekali pakai")
    secret = letter.found(r"sekali pakai: (\S+)")
    screens.open(letter.found(r"(https?://\S+/aktivasi\S*)"))
    activate(screens, secret)
    screens.page.wait_for_url("**/totp/activate/")
    set_up_app(screens)
    link = registry.office.waits_for(email, "/konfirmasi/").found(r"(https?://\S+/konfirmasi/\S+)")
    screens.open(link).look("konfirmasi")
    screens.page.locator("main form button").click()
    expect(screens.page.locator(".notice.good")).to_be_visible()
    screens.look("terdaftar")
    address = screens.open("/pic/").page.locator("a[href*='poster.pdf']").first.get_attribute("href")
    poster = screens.context.request.get(f"{registry.base}{address}")
    assert poster.ok
    assert poster.body().startswith(b"%PDF")


def test_a_village_office_goes_from_letter_to_poster_though_the_mail_server_is_busy(
    opening: Opening, registry: Registry, reviewer: Screens
) -> None:
    email = "sekretariat@lancar.desa.id"
    registry.office.busy[email] = 2
    screens = opening("phone")
    number = apply(screens, "Kantor Perbekel Desa Lancar", email)
    told = registry.office.waits_for(email, re.escape(number))
    screens.open(told.found(r"(https?://\S+/permohonan/\S+)"))
    approve(reviewer, number)
    complete(screens, registry, email)


def test_a_letter_that_comes_back_is_found_and_corrected_by_the_coordinator(
    opening: Opening, registry: Registry, reviewer: Screens, coordinator: Screens
) -> None:
    wrong, right = "sekretaris@kembali.desa.id", "sekretariat@kembali.desa.id"
    screens = opening("phone")
    number = apply(screens, "Kantor Perbekel Desa Kembali", wrong)
    approve(reviewer, number)
    letter = registry.office.waits_for(wrong, "sekali pakai")
    registry.bounce(letter)
    page = coordinator.open("/koordinator/tersendat/").page
    coordinator.look("tersendat")
    page.get_by_role("link", name="Kantor Perbekel Desa Kembali", exact=True).click()
    if not page.locator("#correct[open]").count():
        page.locator("#correct summary").click()
    page.fill("#correct [name=email]", right)
    page.locator("#correct form button").click()
    registry.office.waits_for(right, "sekali pakai")
    complete(screens, registry, right)
