"""From letter to poster in a browser, with a real mail server: on time, late, declined, bounced, by slip."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from gapura.core.codes import tracking
from tests.browser import ways
from tests.browser.conftest import LOCALES, PATIENCE
from tests.browser.registry import Letter, Registry, open_registry
from tests.browser.screens import SIZES, Screens
from tests.browser.test_activation import fill_in as activate
from tests.browser.test_activation import set_up_app
from tests.browser.test_registration import LETTER_DATE, go_on, steps
from tests.folders import copy, thrown_away
from tests.registration.files import pdf

Opening = Callable[[str], Screens]
LINK = r"(https?://\S+/konfirmasi/\S+)"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def registry(stopped_demo: Path) -> Iterator[Registry]:
    """A deployment for the tests of this file."""
    with thrown_away() as folder:
        copy(stopped_demo, folder)
        with open_registry(folder) as made:
            yield made


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
    return hand_in(page)


def apply_again(page: Page) -> str:
    """From the page of an application to a new one that takes its place: what was typed is there still."""
    page.locator("form[action$='/lagi'] button").click()
    for slug in ("surat", "pic", "tempat", "rincian"):
        page.wait_for_url(f"**/daftar/{slug}/")
        go_on(page)
    return hand_in(page)


def hand_in(page: Page) -> str:
    """Add the letter, look at everything once more, send; the tracking number."""
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


def take(reviewer: Screens, number: str) -> Page:
    """Find an application in the queue and take it."""
    page = reviewer.open(f"/verifikasi/?search={number}").page
    reviewer.press(page.locator("li[data-number] a").first)
    return reviewer.press("form[action$='/ambil/'] button").page


def approve(reviewer: Screens, number: str) -> None:
    """Take an application, compare, approve."""
    page = take(reviewer, number)
    reviewer.press("form[action$='/setujui/'] button:not([name])")
    expect(page.locator("form[action$='/setujui/']")).to_have_count(0)


def decline(reviewer: Screens, number: str, reason: str) -> None:
    """Take an application, compare, decline."""
    page = take(reviewer, number)
    page.fill("#decline textarea", reason)
    reviewer.press("#decline button.danger")
    expect(page.locator("#decline")).to_have_count(0)


def activate_as_mailed(screens: Screens, registry: Registry, email: str) -> None:
    """Open the letter of approval, and do what it says as far as the own password."""
    letter: Letter = registry.office.waits_for(email, "sekali pakai")
    secret = letter.found(r"sekali pakai: (\S+)")
    screens.open(letter.found(r"(https?://\S+/aktivasi\S*)"))
    activate(screens, secret)


def complete(screens: Screens, registry: Registry, email: str) -> None:
    """Activate, set up an authenticator, confirm, and take the poster home."""
    activate_as_mailed(screens, registry, email)
    screens.page.wait_for_url("**/totp/activate/")
    set_up_app(screens)
    confirm(screens, registry.office.waits_for(email, "/konfirmasi/").found(LINK))


def confirm(screens: Screens, link: str) -> None:
    """Open the link that completes the registration, press, and take the poster home."""
    screens.open(link).look("konfirmasi")
    screens.press("main form button")
    expect(screens.page.locator(".notice.ok")).to_be_visible()
    screens.look("terdaftar")
    address = screens.open("/pic/").page.locator("a[href*='poster.pdf']").first.get_attribute("href")
    poster = screens.context.request.get(f"{screens.base}{address}", timeout=PATIENCE)
    assert poster.ok
    assert poster.body().startswith(b"%PDF")


def test_a_village_office_goes_from_letter_to_poster_though_the_mail_server_is_busy(
    opening: Opening, registry: Registry, reviewer: Screens
) -> None:
    email = "sekretariat@lancar.desa.id"
    registry.office.busy[email] = 1
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
    coordinator.press(page.get_by_role("link", name="Kantor Perbekel Desa Kembali", exact=True))
    if not page.locator("#correct[open]").count():
        page.locator("#correct summary").click()
    page.fill("#correct [name=email]", right)
    coordinator.press("#correct form button")
    registry.office.waits_for(right, "sekali pakai")
    complete(screens, registry, right)


def test_an_activation_that_came_too_late_is_answered_by_a_new_application(
    opening: Opening, registry: Registry, reviewer: Screens
) -> None:
    email = "sekretariat@terlambat.desa.id"
    screens = opening("phone")
    first = apply(screens, "Kantor Perbekel Desa Terlambat", email)
    approve(reviewer, first)
    late = registry.office.waits_for(email, "sekali pakai")
    registry.demo.query(
        "UPDATE accounts_activation SET expires_at = now() - interval '1 minute' WHERE user_id ="
        " (SELECT account_id FROM registration_application WHERE number = %s)",
        tracking.read(first),
    )
    activate_as_mailed(screens, registry, email)
    expect(screens.page.get_by_role("alert")).to_contain_text("kedaluwarsa")
    screens.look("kedaluwarsa")
    page = screens.open(late.found(r"(https?://\S+/permohonan/\S+)")).page
    second = apply_again(page)
    assert second != first
    screens.open(f"/permohonan/{second}").look("pengganti")
    registry.office.letters.clear()
    approve(reviewer, second)
    complete(screens, registry, email)
    again = opening("phone").open(late.found(r"(https?://\S+/aktivasi\S*)"))
    activate(again, late.found(r"sekali pakai: (\S+)"))
    expect(again.page.get_by_role("alert")).to_be_visible()


def test_a_declined_office_reads_why_and_applies_again(
    opening: Opening, registry: Registry, reviewer: Screens
) -> None:
    email = "sekretariat@ditolak.desa.id"
    screens = opening("phone")
    first = apply(screens, "Kantor Perbekel Desa Ditolak", email)
    decline(reviewer, first, "Surat belum ditandatangani Perbekel.")
    letter = registry.office.waits_for(email, "belum ditandatangani")
    page = screens.open(letter.found(r"(https?://\S+/permohonan/\S+)")).page
    expect(page.get_by_text("Surat belum ditandatangani Perbekel.").first).to_be_visible()
    screens.look("ditolak")
    second = apply_again(page)
    approve(reviewer, second)
    complete(screens, registry, email)


def test_an_office_without_email_arrives_by_a_printed_slip_and_a_text_message(
    opening: Opening, registry: Registry, reviewer: Screens, coordinator: Screens
) -> None:
    place, phone = "Kantor Perbekel Desa Tanpa Surel", "+6281234567001"
    page = coordinator.open("/koordinator/permohonan/baru/").page
    for name, text in applied_for(place, phone).items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=category]", "kantor_desa")
    page.select_option("[name=region]", "51.04.01.2001")
    page.set_input_files(
        "[name=letter]", {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.click("form[enctype] button")
    page.wait_for_url(re.compile(r"/koordinator/permohonan/[0-9a-f-]{36}/"))
    here = page.url
    approve(reviewer, page.locator("main .mono").first.inner_text())
    coordinator.open(here)
    with page.expect_download() as download:
        page.click("form[action$='/slip/'] button")
    slip = PdfReader(download.value.path()).pages[0].extract_text()
    coordinator.open(here)
    coordinator.press("form[action$='/slip/diserahkan/'] button")
    expect(page.locator("[role=status]").first).to_be_visible()
    coordinator.look("slip-diserahkan")

    screens = opening("phone").open(f"/aktivasi?u={found(r'pic-[a-z0-9-]+', slip)}")
    activate(screens, found(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", slip))
    screens.page.wait_for_url("**/totp/activate/")
    set_up_app(screens)
    confirm(screens, registry.text_to(phone, LINK))


def applied_for(place: str, phone: str) -> dict[str, str]:
    """What a coordinator types for an office that has no e-mail."""
    return {
        "place_name": place,
        "address": "Jalan Contoh 9",
        "capacity": "40",
        "doors": "1",
        "pic_name": "Ni Made Contoh",
        "pic_position": "Sekretaris",
        "phone": phone,
        "agency": "Pemerintah Desa Contoh",
        "letter_number": "470/9/2021",
        "letter_date": date.fromisoformat(LETTER_DATE).strftime("%d/%m/%Y"),
    }


def found(pattern: str, text: str) -> str:
    """The first place in a text that looks so."""
    match = re.search(pattern, text)
    assert match, text
    return match[0]
