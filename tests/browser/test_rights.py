"""A visitor downloads what is kept about them and has it erased; a desk does so for who has no phone."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo
from tests.browser.screens import Screens, each_once

STORED = """async () => {
    const names = (await indexedDB.databases()).map((each) => each.name);
    if (!names.includes("gapura-visitor")) return 0;
    const open = indexedDB.open("gapura-visitor");
    const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
    const counts = [...db.objectStoreNames].map((store) => new Promise((done) => {
        const ask = db.transaction(store).objectStore(store).count();
        ask.onsuccess = () => done(ask.result);
    }));
    const own = (await caches.keys()).includes("gapura-own") ? 1 : 0;
    const found = (await Promise.all(counts)).reduce((all, one) => all + one, own);
    db.close();
    return found;
}"""


def forgets(phone: Screens) -> None:
    """Wait until the browser keeps nothing of a visitor's; `wait_for_function` takes a promise for a yes."""
    for _ in range(50):
        if not phone.page.evaluate(STORED):
            return
        phone.page.wait_for_timeout(100)
    pytest.fail(f"{phone.page.evaluate(STORED)} things are still kept")


def show_that_it_is_me(phone: Screens, demo: Demo, address: str, name: str) -> None:
    phone.press("a[href^='/saya/bukti/']").look(f"{name}-is-it-you")
    phone.press("main form button").look(f"{name}-code")
    ways.type_code(phone, ways.read_code(phone, demo, address))


@each_once
def test_a_visitor_takes_a_copy_and_is_erased(window: Window, demo: Demo, language: str, size: str) -> None:
    address, nik, venue = demo.new_address(), demo.new_nik(), demo.venue()
    phone = window(language, size).open(f"/c/{venue.code}")
    ways.sign_in(phone, demo, address)
    ways.identify(phone, "Ni Luh Arini", nik)
    phone.open("/saya/kartu/").page.wait_for_selector("[data-shown]:not([hidden])")

    phone.open("/saya/").press("a[href='/saya/salinan/']").look("copy-before")
    show_that_it_is_me(phone, demo, address, "copy")
    phone.look("copy-ready")
    with phone.page.expect_download() as download:
        phone.page.click("main form button")
    read = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert read["person"]["name"] == "Ni Luh Arini"
    assert read["person"]["document"]["number"] == nik
    assert download.value.suggested_filename.startswith("gapura-")

    phone.open("/saya/").press("a[href='/saya/hapus/']").look("erase")
    phone.press("main form button.danger").look("erase-not-sure")
    phone.page.check("[name=sure]")
    phone.press("main form button.danger").look("erased")
    expect(phone.page.locator("[data-forget]")).to_be_visible()
    forgets(phone)
    phone.open("/saya/")
    assert "/masuk/" in phone.page.url
    ways.sign_in(phone, demo, address)
    expect(phone.page.locator("[name=number]")).to_be_visible()


def test_their_other_phone_forgets_them_as_soon_as_it_learns_of_it(window: Window, demo: Demo) -> None:
    address, venue = demo.new_address(), demo.venue()
    phone, other = window("id"), window("id")
    for screens in (phone, other):
        ways.sign_in(screens.open(f"/c/{venue.code}"), demo, address)
        if screens is phone:
            ways.identify(screens, "Ni Luh Arini", demo.new_nik())
    other.open("/saya/kartu/").page.wait_for_selector("[data-shown]:not([hidden])")
    assert other.page.evaluate(STORED)
    phone.open("/saya/hapus/")
    show_that_it_is_me(phone, demo, address, "other-phone")
    phone.page.check("[name=sure]")
    phone.press("main form button.danger")
    expect(phone.page.locator("[data-forget]")).to_be_visible()
    other.open("/saya/kartu/")
    assert "/masuk/" in other.page.url
    forgets(other)
    other.look("other-phone-signed-out")


@each_once
def test_a_desk_erases_a_record_on_paper(window: Window, demo: Demo, language: str, size: str) -> None:
    desk = window(language, size)
    ways.arrive_as(desk, demo.logins["health_officer"], "/kartu/")
    ways.identify(desk, "Ni Ketut Sulasih", demo.new_nik())
    desk.press("a[href$='/hapus/']").look("erase-paper")
    desk.page.check("[name=sure]")
    desk.press("main form button.danger").look("paper-erased")
    expect(desk.page.get_by_text("Sulasih")).to_have_count(0)
