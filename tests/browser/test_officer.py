"""The officer at the door: a scanner with a camera, with a keyboard, and on a day without a network."""

import json
import os
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from gapura.core import policy
from gapura.core.keys import KeyRing
from gapura.people import names
from tests.browser import film, passes, ways
from tests.browser.conftest import CAMERA, FLAGS, PATIENCE, Window
from tests.browser.demo import ROOT, Demo, Venue
from tests.browser.passes import Shown
from tests.browser.screens import Screens, each_once
from tests.gate.servers import wait_until


def milliseconds(script: str, name: str) -> int:
    """How long something lasts, as a script of ours says."""
    found = re.search(rf"const {name} = (\d+);", (SCRIPTS / script).read_text())
    assert found, f"{script} says no {name}"
    return int(found[1])


SCRIPTS = ROOT / "src" / "gapura" / "web" / "browser"
# What a slow machine would make of a door: a green answer goes by itself before it is looked at, the device
# answers alone since the server takes too long, and what was scanned falls into pieces. Here an answer stands
# until an officer goes on or `passes()` is called, the server is waited for, and all keys come at one moment.
UNHURRIED = f"""{{
    const later = window.setTimeout;
    const shown = {milliseconds("officer.js", "SHOWN")};
    const patience = {milliseconds("officer/server.js", "PATIENCE")};
    window.setTimeout = (act, wait, ...more) => {{
        if (wait === shown) window.passes = act;
        return later(act, [shown, patience].includes(wait) ? 600_000 : wait, ...more);
    }};
    Object.defineProperty(KeyboardEvent.prototype, "timeStamp", {{ value: 0 }});
}}"""
# As if it had been registered elsewhere.
AT_ANOTHER_PLACE = """() => new Promise((done, failed) => {
    const opening = indexedDB.open("gapura-scanner");
    opening.onerror = failed;
    opening.onsuccess = () => {
        const kept = opening.result.transaction("kept", "readwrite");
        kept.objectStore("kept").put("another", "venue");
        kept.oncomplete = () => { opening.result.close(); done(); };
        kept.onerror = failed;
    };
})"""
WRITTEN = """() => {
    window.written = [];
    for (const [name, mark] of [["put", ""], ["delete", ",gone"]]) {
        const ours = (window.before = window.before || {})[name] || IDBObjectStore.prototype[name];
        window.before[name] = ours;
        IDBObjectStore.prototype[name] = function (...given) {
            window.written.push(String(given[given.length - 1]) + mark);
            return ours.apply(this, given);
        };
    }
}"""
# What it keeps, seen and changed by hand.
BY_HAND = """(act) => new Promise((done, failed) => {
    const opening = indexedDB.open("gapura-scanner");
    opening.onerror = failed;
    opening.onsuccess = () => {
        const doing = opening.result.transaction("kept", "readwrite");
        const kept = doing.objectStore("kept");
        let said;
        ACT
        doing.oncomplete = () => { opening.result.close(); done(said); };
        doing.onerror = failed;
    };
})"""
TAKEN_ALONG = BY_HAND.replace(
    "ACT", 'kept.get("provisions").onsuccess = (e) => { said = Object.keys(e.target.result); };'
)
# The list within what is taken along, as it was kept before each of its numbers had a place of its own.
AS_BEFORE = BY_HAND.replace(
    "ACT",
    """kept.getAllKeys().onsuccess = (keys) => {
        kept.get("withdrawn").onsuccess = (name) => {
            kept.get("provisions").onsuccess = (e) => {
                const numbers = keys.target.result.filter(Array.isArray);
                const list = { withdrawn: numbers.map((key) => key[1]), withdrawnName: name.target.result };
                kept.put({ ...e.target.result, ...list }, "provisions");
                kept.delete("withdrawn");
                numbers.forEach((key) => kept.delete(key));
            };
        };
    };""",
)
FULL = """() => {
    window.put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => { throw new Error("full"); };
}"""
EMPTY = "() => { IDBObjectStore.prototype.put = window.put; }"
PIN = "246810"
MANY = 300 if os.environ.get("GAPURA_LONG") else 30
COLOURS = ("green", "yellow", "red", "black")
Launch = Callable[..., Browser]


def part(page: Page, name: str) -> Locator:
    """A part of the scanner's page."""
    return page.locator(f'[data-part="{name}"]')


def words(page: Page, name: str) -> str:
    """What the page has ready to say."""
    template = page.locator(f'template[data-text="{name}"]')
    return str(template.evaluate("template => template.content.textContent")).strip()


def register(screens: Screens, demo: Demo, label: str) -> None:
    """Sign in as the demo's officer and make this device a scanner."""
    screens.context.add_init_script(UNHURRIED)
    ways.arrive_as(screens, demo.logins["officer"], "/petugas/")
    screens.press(screens.page.locator('a[href$="/pemindai/"]').last)
    fill_in(screens.page, label)
    screens.page.wait_for_url("**/petugas/pemindai/")


def fill_in(page: Page, label: str) -> None:
    """Name the device, choose a PIN and send that."""
    page.fill("[name=label]", label)
    page.fill("[data-pin]", PIN)
    page.fill("[data-pin-again]", PIN)
    page.locator("[data-register] button").click()


def unlock(page: Page) -> None:
    """Say who is at the door."""
    expect(part(page, "locked")).to_be_visible()
    part(page, "pin").fill(PIN)
    part(page, "unlock-form").get_by_role("button").click()
    expect(part(page, "scan")).to_be_visible()


def press_twice(page: Page, pin: str, typed_next: str = "") -> None:
    """Press the button again, as one does where nothing seems to happen, and type on at once."""
    page.evaluate(
        """([pin, next]) => {
          const form = document.querySelector('[data-part="unlock-form"]');
          const field = form.querySelector('[data-part="pin"]');
          field.value = pin;
          form.requestSubmit();
          form.requestSubmit();
          field.value = next;
        }""",
        [pin, typed_next],
    )
    expect(part(page, "lock-status")).to_have_text(words(page, "pin-wrong"))


def scan(page: Page, text: str) -> str:
    """Let a hand-held scanner type a code; gives the heading of the answer."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(part(page, "result")).to_be_visible()
    return part(page, "heading").inner_text()


def go_on(page: Page) -> None:
    """Make way for the next person."""
    if part(page, "next").is_visible():
        part(page, "next").click()
    expect(part(page, "result")).to_be_hidden()


def test_an_officer_scans_a_pass_with_the_camera_and_every_screen_is_faultless(
    window: Window, demo: Demo, browser_seeing: Launch, tmp_path: Path, language: str
) -> None:
    seen = film.write_film(tmp_path / "pass.mjpeg", film.blank())
    screens = window(language, "phone", browser=browser_seeing(seen))
    register(screens, demo, "Tablet pintu depan")
    page = screens.page
    expect(part(page, "locked")).to_be_visible()
    screens.look("locked")
    for typed_next in ("", "", "", PIN):
        press_twice(page, "000000", typed_next)
    expect(part(page, "pin")).to_have_value(PIN)
    # Not before the camera opens: a phone's pass is good for a minute.
    shown = passes.phone(demo, demo.visitor("green"), old=-20)
    film.write_film(seen, passes.picture(shown), film.blank(), tilt=2.0)
    unlock(page)
    expect(part(page, "heading")).to_have_text(words(page, "decision-admit"))
    expect(part(page, "who")).to_have_text(shown.visitor.name[:20])
    screens.look("green")
    look_away(page)
    part(page, "result-undo").click()
    expect(part(page, "result")).to_be_hidden()
    part(page, "lock").click()
    unlock(page)
    for colour in ("yellow", "red", "black"):
        scan(page, passes.paper(demo, demo.visitor(colour)).text)
        screens.look(colour)
        if colour == "yellow":
            part(page, "no").click()
        go_on(page)
    scan(page, "https://example.com/menu?meja=7")
    screens.look("no-pass")
    go_on(page)
    part(page, "out").click()
    assert scan(page, passes.paper(demo, shown.visitor).text)
    page.evaluate("passes()")  # of itself, after a moment
    expect(part(page, "result")).to_be_hidden()
    screens.resize("desktop").look("scan")


def look_away(page: Page) -> None:
    """Take the camera away: its film begins anew again and again, and would be seen amid what is scanned."""
    page.evaluate(
        """() => {
          document.querySelector('video').srcObject = null;
          navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); };
        }"""
    )


def test_by_keyboard_alone_an_officer_always_knows_where_they_are(window: Window, demo: Demo) -> None:
    screens = window(size="desktop")
    register(screens, demo, "Laptop di loket")
    page, keys = screens.page, screens.page.keyboard
    expect(part(page, "pin")).to_be_focused()
    keys.type(PIN)
    keys.press("Enter")
    expect(part(page, "scan")).to_be_focused()
    ways.tab_to(screens, '[data-part="more"]')
    keys.type(passes.paper(demo, demo.visitor("yellow")).text)
    keys.press("Enter")
    expect(part(page, "yes")).to_be_focused()
    keys.press("Escape")
    expect(part(page, "result")).to_be_visible()  # it has to be decided
    ways.tab_to(screens, '[data-part="no"]')
    keys.press("Enter")
    expect(part(page, "more")).to_be_focused()
    keys.type(passes.paper(demo, demo.visitor("red")).text)
    keys.press("Enter")
    expect(part(page, "next")).to_be_focused()
    keys.press("Escape")
    expect(part(page, "result")).to_be_hidden()
    expect(part(page, "more")).to_be_focused()
    part(page, "lock").press("Enter")
    expect(part(page, "pin")).to_be_focused()


def test_a_hand_held_scanner_reads_also_where_a_door_has_just_been_chosen(window: Window, demo: Demo) -> None:
    screens = window()
    register(screens, demo, "Pemindai genggam")
    page = screens.page
    unlock(page)
    doors = part(page, "doors")
    doors.select_option(index=1)
    chosen = doors.input_value()
    doors.focus()
    page.keyboard.type(passes.paper(demo, demo.visitor("red")).text)
    page.keyboard.press("Enter")
    expect(part(page, "heading")).to_have_text(words(page, "decision-refuse"))
    expect(doors).to_have_value(chosen)


def below_of(place: Locator) -> float:
    """How far down something reaches in the window."""
    return float(place.evaluate("element => element.getBoundingClientRect().bottom"))


def test_on_a_phone_lying_on_its_side_no_button_hides_whose_pass_it_is(window: Window, demo: Demo) -> None:
    screens = window()
    register(screens, demo, "Ponsel miring")
    page = screens.page
    unlock(page)
    page.set_viewport_size({"width": 740, "height": 360})
    scan(page, passes.paper(demo, demo.visitor("yellow")).text)
    assert below_of(part(page, "who")) <= page.evaluate(
        "document.querySelector('.answer-buttons').getBoundingClientRect().top"
    )
    assert max(below_of(part(page, name)) for name in ("yes", "no")) <= 360
    screens.enlarge_text().fits("large-text")


@each_once
def test_a_result_screen_is_told_from_a_picture_and_a_forgery(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    """Somebody has checked in with their own phone and holds its proof up; so does a friend, and a forger."""
    screens = window(language, size)
    register(screens, demo, "Tablet di meja")
    page = screens.page
    unlock(page)
    visitor, here = demo.visitor("green"), venue_called(demo, part(page, "venue").inner_text())
    proof = demo.check_in(visitor, here, companions=1)["proof"]
    assert scan(page, proof) == words(page, "proof-good")
    expect(part(page, "who")).to_have_text(names.shortened(visitor.name))
    screens.look("proof-good")
    go_on(page)
    other_visit = f"{proof[:9]}{'A' if proof[9] != 'A' else 'B'}{proof[10:]}"
    assert scan(page, other_visit) == words(page, "void-proof-forged")
    screens.look("proof-forged")
    go_on(page)
    assert scan(page, proof) == words(page, "proof-again")
    screens.look("proof-again")
    go_on(page)
    elsewhere = demo.check_in(demo.visitor("green"), demo.venue())["proof"]
    assert scan(page, elsewhere) == words(page, "void-proof-elsewhere")
    go_on(page)
    demo.check_out(visitor, here)
    assert scan(page, proof) == words(page, "void-proof-ended")
    go_on(page)
    screens.context.set_offline(True)
    assert scan(page, elsewhere) == words(page, "void-proof-away")
    screens.look("proof-without-network")


def venue_called(demo: Demo, name: str) -> Venue:
    """The demo's office of a name."""
    (found,) = [venue for venue in demo.venues if venue.name == name]
    return found


@pytest.fixture
def door(
    playwright: Playwright, chromium_path: str, tmp_path: Path
) -> Iterator[Callable[[], BrowserContext]]:
    """Starts the door's device, always with the same profile; a device still running is killed as it is."""
    profile = tmp_path / "profile"

    def start() -> BrowserContext:
        kill(profile)
        context = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=chromium_path,
            args=[*FLAGS, *CAMERA],
            locale="id-ID",
            timezone_id="Asia/Makassar",
            viewport={"width": 390, "height": 844},
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(UNHURRIED)
        return context

    yield start
    kill(profile)


def kill(profile: Path) -> None:
    """End every process of a browser at once, as a flat battery does, and see that they are gone."""

    def ended() -> bool:
        left = list(processes_of(profile))
        for number in left:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        return not left

    wait_until(ended)


def processes_of(profile: Path) -> Iterator[int]:
    """The processes of a browser with this profile."""
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # where it ends meanwhile
            if str(profile) in (entry / "cmdline").read_text():
                yield int(entry.name)


def crowd(demo: Demo) -> list[tuple[str, Shown]]:
    """Passes of every kind, each with what a scanner must say: a colour's decision, or what is wrong."""
    people = {colour: demo.visitor(colour) for colour in COLOURS}
    stranger = KeyRing.generate()
    bad: list[tuple[str, Callable[[], Shown]]] = [
        ("expired", lambda: passes.paper(demo, people["green"], ago=7200, life=3600)),
        ("withdrawn", lambda: passes.withdrawn(demo, people["green"])),
        ("forged", lambda: passes.tampered(demo, people["green"])),
        ("forged", lambda: passes.paper(demo, people["green"], ring=stranger)),
        ("picture", lambda: passes.phone(demo, people["green"], old=150)),
    ]
    good = [passes.paper(demo, demo.visitor(COLOURS[n % 4])) for n in range(min(MANY, 60) * 2 // 3)]
    shown: list[tuple[str, Shown]] = [("", each) for each in good]
    while len(shown) < MANY:
        why, make = bad[len(shown) % len(bad)]
        shown.append((why, make()))
    random.Random(7).shuffle(shown)
    return shown


def expected(demo: Demo, shown: Shown, venue: tuple[str, str]) -> str:
    """The server's own decision for the same facts, now."""
    zone, sector = venue
    ruleset = policy.get(json.loads((demo.folder / "demo.json").read_text())["ruleset"])
    return policy.screen(
        ruleset, shown.evidence, at=datetime.now(UTC), zone=ZoneInfo(zone), sector=sector
    ).decision


@pytest.mark.slow
def test_a_day_without_a_network_and_a_flat_battery_lose_nothing_and_double_nothing(
    demo: Demo, door: Callable[[], BrowserContext], tmp_path: Path
) -> None:
    context = door()
    screens = Screens(context, demo.base, "id", "phone", "officer-offline")
    register(screens, demo, "Tablet tanpa jaringan")
    ((scanner, venue_id),) = demo.query(
        "SELECT id, venue_id FROM scanning_scanner WHERE label = 'Tablet tanpa jaringan'"
    )
    venue = demo.query("SELECT time_zone, sector FROM venues_venue WHERE id = %s", venue_id)[0]
    queue = crowd(demo)
    part(screens.page, "locked").wait_for()
    screens.page.reload()  # it has been told what was withdrawn meanwhile
    page = screens.page
    unlock(page)
    expect(part(page, "network")).to_have_attribute("data-state", "online")
    until_kept(page)
    context.set_offline(True)
    told: list[tuple[str, float, float]] = []
    for place, (why, shown) in enumerate(queue):
        if place == len(queue) // 2:
            kill(tmp_path / "profile")
            context = door()
            context.set_offline(True)
            page = context.pages[0]
            page.goto(f"{demo.base}/petugas/pemindai/")
            unlock(page)
            expect(part(page, "waiting")).to_contain_text(str(place))
        began, heading, moment = time.time(), scan(page, shown.text), time.time()
        if why:
            assert heading == words(page, f"void-{why}"), shown.visitor
            told.append(("refuse", began, moment))
        else:
            decision = expected(demo, shown, venue)
            assert heading == words(page, f"decision-{decision}"), shown.visitor
            expect(part(page, "known")).not_to_be_empty()
            if decision == "verify":
                part(page, "yes").click()
                expect(part(page, "heading")).to_have_text(words(page, "decision-admit"))
                decision, moment = "admit", time.time()
            told.append((decision, began, moment))
        go_on(page)
    expect(part(page, "waiting")).to_contain_text(str(len(queue)))
    expect(part(page, "crowd")).to_contain_text("perkiraan")
    nobody_in(page, tmp_path / "profile", [shown for _, shown in queue])
    context.set_offline(False)
    expect(part(page, "waiting")).to_be_empty()
    expect(part(page, "refused")).to_be_empty()
    stored = demo.query(
        "SELECT decision, extract(epoch FROM at)::float, late, differs FROM scanning_scan"
        " WHERE scanner_id = %s ORDER BY at",
        scanner,
    )
    assert [decision for decision, *_ in stored] == [decision for decision, *_ in told]
    for (_, at, *_), (_, began, moment) in zip(stored, told, strict=True):
        assert began - 15 < at < moment + 15  # by the device's idea of the server's clock
    assert {(late, differs) for *_, late, differs in stored} == {(True, False)}
    assert demo.query("SELECT * FROM gapura_recount() WHERE inside <> recounted") == []


def test_a_passkey_unlocks_the_scanner_without_a_network(window: Window, demo: Demo) -> None:
    screens = window()
    screens.base = demo.base.replace("127.0.0.1", "localhost")  # browsers keep no passkey for a bare number
    owner = ways.give_authenticator(screens)
    register(screens, demo, "Tablet dengan passkey")
    page = screens.page
    expect(part(page, "locked")).to_be_visible()
    expect(part(page, "passkey")).to_be_hidden()
    unlock(page)
    part(page, "add-passkey").click()
    expect(part(page, "passkey-status")).to_have_text(words(page, "passkey-added"))
    screens.look("passkey-added")
    until_kept(page)
    screens.context.set_offline(True)
    page.reload()
    expect(part(page, "passkey")).to_be_visible()
    screens.look("locked-with-passkey")
    owner(False)
    part(page, "passkey").click()
    expect(part(page, "lock-status")).to_have_text(words(page, "passkey-failed"))
    expect(part(page, "scan")).to_be_hidden()
    owner(True)
    part(page, "passkey").click()
    expect(part(page, "scan")).to_be_visible()
    expect(part(page, "add-passkey")).to_be_hidden()


def test_an_officer_who_is_removed_finds_the_scanner_locked(window: Window, demo: Demo) -> None:
    screens = window()
    register(screens, demo, "Tablet pinjaman")
    page = screens.page
    unlock(page)
    demo.query(
        "UPDATE scanning_keeper SET ended_at = now() FROM scanning_scanner s"
        " WHERE s.id = scanner_id AND s.label = 'Tablet pinjaman'"
    )
    page.evaluate("dispatchEvent(new Event('online'))")  # as a device does by itself within half a minute
    expect(part(page, "locked")).to_be_visible()
    expect(part(page, "nobody")).to_be_visible()
    expect(part(page, "unlock-form")).to_be_hidden()


def test_a_device_that_cannot_keep_what_an_officer_verified_says_so_and_goes_on(
    window: Window, demo: Demo
) -> None:
    page = without_network(window(), demo, "Tablet penuh")
    shown = passes.paper(demo, demo.visitor("yellow"))
    assert scan(page, shown.text) == words(page, "decision-verify")
    part(page, "yes").click()
    expect(part(page, "heading")).to_have_text(words(page, "decision-admit"))
    page.evaluate(FULL)
    part(page, "result-undo").click()
    expect(part(page, "heading")).to_have_text(words(page, "fault"))
    expect(part(page, "count-admit")).to_have_text("1")
    page.evaluate(EMPTY)
    go_on(page)
    assert scan(page, passes.paper(demo, demo.visitor("yellow")).text) == words(page, "decision-verify")
    page.evaluate(FULL)
    part(page, "yes").click()
    expect(part(page, "heading")).to_have_text(words(page, "fault"))
    expect(part(page, "count-admit")).to_have_text("1")
    go_on(page)
    assert scan(page, "https://example.com/menu?meja=7") == words(page, "void-unknown")


def withdraw(demo: Demo, *numbers: int) -> None:
    """Passes of somebody that were ended before their time."""
    demo.query(
        "INSERT INTO people_pass (number, person_id, kind, issued_at, expires_at, issued_by, withdrawn_by,"
        " withdrawn_at) SELECT n, (SELECT person_id FROM people_standing LIMIT 1), 'paper', now(),"
        " now() + interval '1 day', 'system', '', now() FROM unnest(%s::bigint[]) n",
        list(numbers),
    )


def renewed(page: Page) -> list[str]:
    """The keys under which a device has written since, once it has asked the server anew."""
    page.evaluate(WRITTEN)
    with page.expect_response(lambda answer: "/bekal" in answer.url):
        page.evaluate("dispatchEvent(new Event('online'))")
    while not page.evaluate("window.written.includes('provisions')"):
        page.wait_for_timeout(50)
    expect(part(page, "network")).to_have_attribute("data-state", "online")
    return [key for key in page.evaluate("window.written") if key.startswith("withdrawn")]


def test_of_the_withdrawn_passes_a_device_writes_what_has_changed(window: Window, demo: Demo) -> None:
    first = 1_000_000
    withdraw(demo, *range(first, first + 300))
    screens = window()
    register(screens, demo, "Tablet sibuk")
    page = screens.page
    unlock(page)
    until_kept(page)
    assert renewed(page) == []
    ended = passes.withdrawn(demo, demo.visitor("green"))
    demo.query("UPDATE people_pass SET expires_at = now() WHERE number = %s", first)
    name, added, gone = sorted(renewed(page), key=len)
    assert (name, gone) == ("withdrawn", f"withdrawn,{first},gone")
    assert added.startswith("withdrawn,")
    screens.context.set_offline(True)
    page.reload()
    unlock(page)
    assert scan(page, ended.text) == words(page, "void-withdrawn")
    go_on(page)
    assert scan(page, passes.paper(demo, demo.visitor("green")).text) == words(page, "decision-admit")
    assert "withdrawn" not in page.evaluate(TAKEN_ALONG), (
        "what is written at every check-in has no list in it"
    )


def test_what_an_earlier_version_kept_of_withdrawn_passes_holds_without_a_network(
    window: Window, demo: Demo
) -> None:
    screens = window()
    ended = passes.withdrawn(demo, demo.visitor("green"))
    page = without_network(screens, demo, "Tablet lama")
    page.evaluate(AS_BEFORE)
    page.reload()
    unlock(page)
    assert scan(page, ended.text) == words(page, "void-withdrawn")


def test_a_device_that_moves_to_another_place_sends_first_what_it_kept(window: Window, demo: Demo) -> None:
    screens = window()
    page = without_network(screens, demo, "Tablet pindah")
    assert scan(page, passes.paper(demo, demo.visitor("green")).text) == words(page, "decision-admit")
    page.evaluate(AT_ANOTHER_PLACE)
    screens.context.route("**/gate/v1/batches", lambda route: route.abort())
    screens.context.set_offline(False)
    screens.open("/petugas/")
    screens.page.locator('a[href$="/pemindai/"]').last.click()
    fill_in(page, "Tablet pindah lagi")
    expect(page.locator("[data-problem]")).to_contain_text("belum terkirim")
    sent = "SELECT count(*) FROM scanning_scan JOIN scanning_scanner s ON s.id = scanner_id WHERE label = %s"
    assert demo.query(sent, "Tablet pindah") == [(0,)]
    screens.context.unroute("**/gate/v1/batches")
    fill_in(page, "Tablet pindah lagi")
    page.wait_for_url("**/petugas/pemindai/")
    assert demo.query(sent, "Tablet pindah") == [(1,)]


def without_network(screens: Screens, demo: Demo, label: str) -> Page:
    """A scanner that an officer has unlocked and that has lost its network."""
    register(screens, demo, label)
    unlock(screens.page)
    until_kept(screens.page)
    screens.context.set_offline(True)
    expect(part(screens.page, "network")).to_have_attribute("data-state", "offline")
    return screens.page


def until_kept(page: Page) -> None:
    """Wait until the scanner opens without the network."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")


def kept(path: Path) -> bytes:
    """What is in a file, unless the browser has just tidied it away."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return b""


def nobody_in(page: Page, profile: Path, queue: list[Shown]) -> None:
    """What the device keeps, by its own doors and as bytes on its disk, names no visitor."""
    dump = page.evaluate(
        """async () => {
          const kept = {};
          for (const { name } of await indexedDB.databases()) {
            const db = await new Promise((done) => {
              const opening = indexedDB.open(name);
              opening.onsuccess = () => done(opening.result);
            });
            for (const store of db.objectStoreNames) {
              kept[`${name}/${store}`] = await new Promise((done) => {
                const asking = db.transaction(store).objectStore(store).getAll();
                asking.onsuccess = () => done(asking.result);
              });
            }
          }
          return JSON.stringify([kept, { ...localStorage }, { ...sessionStorage }]);
        }"""
    )
    assert "gapura-scanner/waiting" in dump
    secrets = {shown.visitor.name[:20] for shown in queue} | {shown.text[:60] for shown in queue}
    secrets |= {dose.date.isoformat() for shown in queue for dose in shown.evidence.doses}
    assert not [secret for secret in secrets if secret in dump]
    assert not re.search(r"(?<!\d)51\d{14}(?!\d)", dump)  # a NIK of Bali
    files = [path for path in (profile / "Default" / "IndexedDB").rglob("*") if path.is_file()]
    disk = b"".join(kept(path) for path in files)
    assert disk
    texts = [shown.text[:60] for shown in queue] + [shown.visitor.name[:20] for shown in queue]
    found = [text for text in texts if text.encode() in disk or text.encode("utf-16-le") in disk]
    assert not found
