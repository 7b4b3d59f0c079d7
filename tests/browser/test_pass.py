"""A pass that renews itself without a network, and a door opened without one, over a restart."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from gapura.core.codes import passes
from gapura.core.codes.passes import Shown
from gapura.core.keys import KeyRing
from tests.browser.conftest import FLAGS, LOCALES, PATIENCE, Window
from tests.browser.demo import Demo
from tests.browser.screens import SIZES, Screens

SHOWN = "[data-pass] [data-shown]"
KEPT = "[data-unsent] li"
HOUR_AGO = """() => new Promise((done, failed) => {
    const opening = indexedDB.open("gapura-visitor");
    opening.onerror = failed;
    opening.onsuccess = () => {
        const store = opening.result.transaction("unsent", "readwrite").objectStore("unsent");
        const found = store.getAll();
        found.onsuccess = () => found.result.forEach((each) => store.put({ ...each, at: each.at - 3600000 }));
        store.transaction.oncomplete = () => { opening.result.close(); done(); };
        store.transaction.onerror = failed;
    };
})"""
# Whether a worker answers for the addresses of a kind, and has what it shows where there is no network.
ACTIVE = """Promise.all([navigator.serviceWorker.getRegistration({!r}), caches.match('/luring/')])
    .then(([it, page]) => Boolean(page) && it?.active?.state === 'activated')"""
# All that this browser keeps in a store.
KEEPS = """(async (store) => {
    const asked = indexedDB.open("gapura-visitor");
    await new Promise((done) => (asked.onsuccess = done));
    const kept = asked.result.transaction(store).objectStore(store).getAll();
    await new Promise((done) => (kept.onsuccess = done));
    asked.result.close();
    return kept.result;
})"""


def text_of(screens: Screens) -> str:
    expect(screens.page.locator(SHOWN)).to_be_visible()
    return screens.page.get_attribute("[data-pass]", "data-text") or ""


def until(screens: Screens, condition: str) -> None:
    """Wait for a condition in JavaScript; pages of ours let no script ask again and again by itself."""
    for _ in range(PATIENCE // 100):
        if screens.page.evaluate(condition):
            return
        screens.page.wait_for_timeout(100)
    pytest.fail(f"it never came true: {condition}")


def until_active(screens: Screens, scope: str) -> None:
    """Wait for a worker, and load the page again now and then: one that could not fetch all does so then."""
    for _ in range(6):
        for _ in range(PATIENCE // 600):
            if screens.page.evaluate(ACTIVE.format(scope)):
                return
            screens.page.wait_for_timeout(100)
        screens.page.reload()
    pytest.fail(f"no worker answers for {scope}")


def read(demo: Demo, text: str) -> Shown:
    return passes.read(text, KeyRing.load(demo.folder / "keys.json").all("pass"))


@pytest.mark.parametrize(("language", "size"), [("id", "phone"), ("en", "desktop")])
def test_a_pass_renews_itself_without_a_network(window: Window, demo: Demo, language: str, size: str) -> None:
    screens = window(language, size).sign_in_as(demo.visitor("green").token).open("/saya/kartu/")
    first = text_of(screens)
    screens.look("pass")
    until(screens, "caches.match('/saya/kartu/').then(Boolean)")
    until(screens, ACTIVE.format("/saya/"))
    screens.context.set_offline(True)
    screens.page.clock.install()
    screens.page.reload()
    again = text_of(screens)
    assert read(demo, again).issued == read(demo, first).issued
    screens.page.clock.fast_forward(61_000)
    until(screens, f"document.querySelector('[data-pass]').dataset.text !== {again!r}")
    later = read(demo, text_of(screens))
    assert later.since > read(demo, again).since
    assert later.issued.number == read(demo, first).issued.number
    assert read(demo, again).fault(later.since) in {None, "picture"}
    assert read(demo, again).fault(later.since + 61) == "picture"


def test_a_page_without_scripts_shows_a_pass_for_a_minute(window: Window, demo: Demo) -> None:
    screens = window(scripts=False).sign_in_as(demo.visitor("yellow").token).open("/saya/kartu/")
    picture = screens.page.get_by_alt_text("Kode QR kartu masuk Anda")
    expect(picture).to_be_visible()
    screens.page.wait_for_load_state("networkidle")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    screens.look("pass-without-scripts")


def test_signing_out_leaves_no_pass_on_the_phone(window: Window, demo: Demo) -> None:
    screens = window().sign_in_as(demo.visitor("green").token).open("/saya/kartu/")
    text_of(screens)
    screens.open("/saya/")
    screens.page.locator("form[data-sign-out] button").click()
    expect(screens.page).to_have_url(f"{demo.base}/")  # whole: the page left ends with a stroke as well
    until(screens, ACTIVE.format("/saya/"))
    screens.context.set_offline(True)
    screens.open("/saya/kartu/")
    expect(screens.page.locator(SHOWN)).to_have_count(0)
    expect(screens.page.locator("[data-offline-other]")).to_be_visible()


def test_a_pass_that_is_on_its_way_while_signing_out_is_not_kept(window: Window, demo: Demo) -> None:
    screens = window().sign_in_as(demo.visitor("green").token).open("/saya/")
    until(screens, "caches.match('/saya/kartu/').then(Boolean)")
    screens.page.evaluate(
        """async () => {
          const { active } = await navigator.serviceWorker.ready;
          await caches.delete("gapura-own");
          active.postMessage({ kind: "refresh" });
          document.querySelector("form[data-sign-out]").requestSubmit();
        }"""
    )
    expect(screens.page).to_have_url(f"{demo.base}/")
    screens.page.wait_for_timeout(2000)  # for what the worker still does
    assert not screens.page.evaluate("caches.match('/saya/kartu/').then(Boolean)")


def test_who_signs_in_next_finds_nothing_of_who_used_the_phone_before(window: Window, demo: Demo) -> None:
    screens = window().sign_in_as(demo.visitor("green").token).open("/saya/kartu/")
    text_of(screens)
    until(screens, "caches.match('/saya/kartu/').then(Boolean)")
    venue = demo.venue()
    screens.open(f"/C/{venue.code}")
    until(screens, f"{KEEPS}('doors').then((names) => names.length === 1)")
    screens.context.clear_cookies()

    screens.sign_in_as(demo.visitor("yellow").token).open("/saya/")
    until(screens, f"{KEEPS}('doors').then((names) => names.length === 0)")
    until(screens, f"{KEEPS}('pass').then((passes) => passes.length === 0)")
    owner = screens.page.get_attribute("body", "data-owner")
    until(screens, f"{KEEPS}('about').then(([owner]) => owner === {owner!r})")
    until(
        screens,
        "caches.match('/saya/kartu/').then(async (page) =>"
        f" !page || (await page.text()).includes('data-owner=\"{owner}\"'))",
    )


def test_a_newer_version_of_a_file_takes_the_place_of_the_one_kept(window: Window, demo: Demo) -> None:
    screens = window().sign_in_as(demo.visitor("green").token).open("/saya/")
    until(screens, ACTIVE.format("/saya/"))
    style = screens.page.get_attribute("link[rel=stylesheet]", "href")
    keep = (
        "caches.open('gapura-common').then((it) =>"
        " Promise.all({}.map((path) => it.put(path, new Response()))))"
    )
    for version in "ab":
        screens.page.evaluate(keep.format([f"/static/gapura/{name}.{version * 12}.css" for name in "xy"]))
    screens.open("/saya/")
    until(screens, "caches.match('/static/gapura/x.aaaaaaaaaaaa.css').then((it) => !it)")
    kept = [f"/static/gapura/{name}.bbbbbbbbbbbb.css" for name in ("x", "y")]
    assert screens.page.evaluate(
        f"Promise.all({[*kept, style]}.map((path) => caches.match(path).then(Boolean)))"
    ) == [True, True, True]


# A way out that leads nowhere: unlike an emulated loss it holds for the service worker from the first moment.
NO_NETWORK = ("--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>")


@contextmanager
def phone(playwright: Playwright, chromium_path: str, profile: Path, *more: str) -> Iterator[BrowserContext]:
    """A browser that keeps its profile when it is closed."""
    width, height = SIZES["phone"]
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=chromium_path,
        args=[*FLAGS, *more],
        locale=LOCALES["id"],
        viewport={"width": width, "height": height},
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context
    finally:
        context.close()


def test_a_door_opened_without_network_is_kept_over_a_restart_and_sent_once(
    playwright: Playwright, chromium_path: str, demo: Demo, tmp_path: Path
) -> None:
    visitor, venue, seen = demo.visitor("green"), demo.venue(), demo.venue()
    with phone(playwright, chromium_path, tmp_path) as context:
        screens = Screens(context, demo.base, "id", "phone", "offline_door").sign_in_as(visitor.token)
        screens.open(f"/C/{seen.code}")
        until(screens, "caches.match('/luring/').then(Boolean)")
        screens.open(f"/C/{seen.code}")
        # A page opened while its worker begins is not taken over; the next one is.
        until(screens, ACTIVE.format("/C/"))
        session = context.cookies()
    with phone(playwright, chromium_path, tmp_path, *NO_NETWORK) as context:
        screens = Screens(context, demo.base, "id", "phone", "offline_door").open(f"/C/{venue.code}")
        expect(screens.page.locator("[data-code]")).to_have_text(re.compile(venue.code[:4]))
        screens.look("door-without-network")
        screens.page.fill("[name=companions]", "2")
        screens.page.locator("[data-offline-door] button.main").click()
        expect(screens.page.locator("[data-done]")).to_be_visible()
        expect(screens.page.locator(KEPT)).to_contain_text("belum terkirim")
        screens.look("kept")
    with phone(playwright, chromium_path, tmp_path, *NO_NETWORK) as context:
        screens = Screens(context, demo.base, "id", "phone", "offline_door").open(f"/C/{venue.code}")
        expect(screens.page.locator("[data-done]")).to_be_visible()
        expect(screens.page.locator(KEPT)).to_have_count(1)
        assert demo.visits_of(visitor) == 0
        screens.page.evaluate(HOUR_AGO)
        screens.page.reload()
        expect(screens.page.locator("[data-offline-door] button.main")).to_be_visible()
        expect(screens.page.locator("[data-done]")).to_be_hidden()
    with phone(playwright, chromium_path, tmp_path) as context:
        context.add_cookies(session)  # type: ignore[arg-type]
        screens = Screens(context, demo.base, "id", "phone", "offline_door").open("/saya/")
        expect(screens.page.locator(f"{KEPT} a")).to_be_visible()
        screens.look("sent")
        screens.page.locator(f"{KEPT} a").click()
        expect(screens.page.locator(".result.green")).to_be_visible()
    assert demo.visits_of(visitor) == 1


def test_a_screen_shows_another_code_each_half_minute_without_a_network(window: Window, demo: Demo) -> None:
    screens = window("id", "desktop").open("/demo/")
    screens.page.get_by_role("button", name="Jadikan jendela ini layarnya").click()
    shown = screens.page.locator("[data-screen] [data-shown]")
    expect(shown).to_be_visible()
    first = screens.page.get_attribute("[data-screen]", "data-text") or ""
    screens.look("screen")
    phone = window().sign_in_as(demo.visitor("green").token)
    phone.open(first.lower())
    phone.page.locator("[data-check-in] button.main").click()
    expect(phone.page.locator(".result.green")).to_be_visible()
    screens.page.clock.install()
    screens.page.reload()
    expect(shown).to_be_visible()
    screens.context.set_offline(True)
    screens.page.clock.fast_forward(125_000)
    screens.page.clock.run_for(2_000)
    until(screens, f"document.querySelector('[data-screen]').dataset.text !== {first!r}")
    expect(screens.page.locator("[data-screen] [data-offline]")).to_be_visible()
    expect(shown).to_be_visible()
    old = window().sign_in_as(demo.visitor("green").token)
    ahead = screens.page.get_attribute("[data-screen]", "data-text") or ""
    old.open(ahead.lower())
    expect(old.page.get_by_role("heading", name="Pindai layar di pintu")).to_be_visible()
    old.look("code-of-another-time")


def test_a_screen_goes_on_with_the_codes_it_has_while_the_database_is_away(
    window: Window, demo: Demo
) -> None:
    screens = window("id", "desktop").open("/demo/")
    screens.page.get_by_role("button", name="Jadikan jendela ini layarnya").click()
    shown = screens.page.locator("[data-screen] [data-shown]")
    expect(shown).to_be_visible()
    away = {"type": "urn:gapura:problem:try-again", "status": 503}
    screens.context.route("**/layar/kode.json", lambda route: route.fulfill(status=503, json=away))
    screens.page.evaluate("dispatchEvent(new Event('online'))")
    expect(screens.page.locator("[data-screen] [data-offline]")).to_be_visible()
    expect(shown).to_be_visible()
