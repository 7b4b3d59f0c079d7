"""A visitor adds a health certificate from photos of it, or by its text where there is no JavaScript."""

import re
from pathlib import Path

import segno
from playwright.sync_api import expect

from tests.browser.conftest import Window
from tests.browser.demo import Demo
from tests.browser.screens import Screens, each_once
from tests.core.evidence.certificates.issuers import Issuer, card, digits

BECOME = "form[action='/demo/jadi/'] button"
PAGE = "/saya/sertifikat/"


def certificate(screens: Screens, number: int) -> str:
    """Open the certificate of one of the demo's people without a dose; its text."""
    screens.open("/demo/")
    screens.press(screens.page.locator("#certificates ~ ul a").nth(number))
    return screens.page.input_value("textarea")


@each_once
def test_a_photo_of_a_certificate_makes_a_red_visitor_green(
    window: Window, demo: Demo, tmp_path: Path, language: str, size: str
) -> None:
    phone = window(language, size)
    certificate(phone, 0 if language == "id" else 1)
    phone.look("certificate")
    photo = tmp_path / "foto.png"
    phone.page.locator("main img").screenshot(path=photo)
    phone.press(BECOME).press(f"a[href='{PAGE}']").look("before")
    with phone.page.expect_navigation():
        phone.page.set_input_files("[data-photo]", photo)
    expect(phone.page.get_by_role("main")).to_contain_text(re.compile("Hijau|Green"))
    phone.look("green")
    phone.open(PAGE).look("added")
    phone.page.set_input_files("[data-photo]", Path("docs/images/poster.png"))
    expect(phone.page.locator("[data-status]")).not_to_be_empty()
    phone.press("article form button").look("taken-off")
    phone.page.fill("textarea", "HC1:BUKAN SERTIFIKAT")
    phone.press("#add button").look("refused")


def test_without_javascript_its_text_is_pasted(window: Window, demo: Demo) -> None:
    plain = window("id", "phone", scripts=False)
    text = certificate(plain, 2)
    plain.press(BECOME).open(PAGE)
    plain.page.fill("textarea", text)
    plain.press("#add button")
    expect(plain.page.get_by_role("main")).to_contain_text("Hijau")


def test_a_card_in_several_codes_is_sent_once_all_are_read(
    window: Window, demo: Demo, tmp_path: Path
) -> None:
    """By an issuer whom the demo does not trust, which is known only of what was read whole."""
    phone = window("id", "phone").sign_in_as(demo.visitor("red").token).open(PAGE)
    photos = []
    for number, text in enumerate(digits(Issuer().jws(card()), chunks=3)):
        photos.append(tmp_path / f"{number}.png")
        segno.make_qr(text, error="l").save(str(photos[-1]), scale=6)
    for place in (2, 0):
        phone.page.set_input_files("[data-photo]", photos[place])
        expect(phone.page.locator("[data-status]")).to_contain_text(f"Bagian {place + 1} dari 3")
    with phone.page.expect_navigation():
        phone.page.set_input_files("[data-photo]", photos[1])
    expect(phone.page.get_by_role("main")).to_contain_text("tidak ada di daftar penerbit")
