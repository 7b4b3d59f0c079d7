"""A network that comes and goes, and a session that ends, in the middle of a check-in."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Route, expect

from gapura.core.ids import new_id
from tests.browser import ways
from tests.browser.conftest import PATIENCE, Window
from tests.browser.demo import Demo, Venue
from tests.browser.screens import Screens, each_once
from tests.browser.test_pass import ACTIVE, KEEPS, KEPT, until

OFFLINE = "[data-check-in] [data-offline]"
GIANYAR = ZoneInfo("Asia/Makassar")
KEEP = """unsent => new Promise((done, failed) => {
    const opened = indexedDB.open("gapura-visitor");
    opened.onerror = failed;
    opened.onsuccess = () => {
        const all = opened.result.transaction("unsent", "readwrite");
        all.objectStore("unsent").put(unsent);
        all.oncomplete = done;
    };
})"""
REFUSE = "indexedDB.open = () => { throw new DOMException('refused', 'SecurityError'); }"
FULL = """() => {
    IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
GATE = "**/gate/v1/*"
BUTTON = "[data-check-in] button.main"


def kept(screens: Screens, venue: Venue, at: datetime) -> dict[str, object]:
    """A check-in as this browser keeps it until it is sent."""
    id = str(new_id(at))
    return {
        "id": id,
        "kind": "check-in",
        "owner": screens.page.get_attribute("body", "data-owner"),
        "subject": venue.code,
        "at": at.timestamp() * 1000,
        "request": {"id": id, "code": venue.code, "companions": 1},
        "state": "waiting",
    }


def test_a_check_in_without_network_is_kept_and_sent_by_itself_once(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    visitor = demo.visitor("green")
    screens = window(language, size).sign_in_as(visitor.token).open(f"/c/{demo.venue().code}")
    screens.context.set_offline(True)
    screens.page.locator(BUTTON).click()
    expect(screens.page.locator(OFFLINE)).to_be_visible()
    screens.look("not-yet-sent")
    screens.page.locator("[data-check-in] [data-retry]").click()
    expect(screens.page.locator(OFFLINE)).to_be_visible()
    assert demo.visits_of(visitor) == 0
    screens.context.set_offline(False)
    expect(screens.page.locator(".result.green")).to_be_visible()
    assert demo.visits_of(visitor) == 1


@each_once
def test_a_browser_that_keeps_nothing_says_so_and_sends_it_while_its_page_is_open(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    visitor = demo.visitor("green")
    screens = window(language, size).sign_in_as(visitor.token)
    screens.context.add_init_script(REFUSE)
    screens.open(f"/c/{demo.venue().code}")
    screens.context.set_offline(True)
    screens.page.locator(BUTTON).click()
    expect(screens.page.locator(f"{OFFLINE} [data-fleeting]")).to_be_visible()
    expect(screens.page.locator(f"{OFFLINE} [data-lasting]")).to_be_hidden()
    screens.look("not-kept")
    screens.context.set_offline(False)
    expect(screens.page.locator(".result.green")).to_be_visible()
    assert demo.visits_of(visitor) == 1


@each_once
def test_a_phone_without_room_says_at_a_door_that_its_page_must_stay_open(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    visitor, venue = demo.visitor("green"), demo.venue()
    screens = window(language, size).sign_in_as(visitor.token).open(f"/c/{demo.venue().code}")
    until(screens, ACTIVE.format("/c/"))
    until(screens, f"{KEEPS}('about').then((whose) => whose.length === 1)")
    screens.context.set_offline(True)
    screens.open(f"/c/{venue.code}")
    screens.page.evaluate(FULL)
    screens.page.locator("[data-offline-door] button.main").click()
    expect(screens.page.locator("[data-offline-door] [data-fleeting]")).to_be_visible()
    expect(screens.page.locator("[data-done]")).to_be_hidden()
    expect(screens.page.locator(KEPT)).to_have_count(1)
    screens.look("not-kept-at-a-door")
    screens.context.set_offline(False)
    expect(screens.page.locator(f"{KEPT} a")).to_be_visible()
    assert demo.visits_of(visitor) == 1


def test_a_door_that_cannot_be_read_while_the_database_is_away_keeps_the_check_in(
    window: Window, demo: Demo
) -> None:
    visitor, venue = demo.visitor("green"), demo.venue()
    screens = window().sign_in_as(visitor.token).open(f"/c/{demo.venue().code}")
    until(screens, ACTIVE.format("/c/"))
    screens.context.route(f"**/c/{venue.code}", lambda route: route.fulfill(status=503, body="away"))
    screens.open(f"/c/{venue.code}")
    screens.page.locator("[data-offline-door] button.main").click()
    expect(screens.page.locator(f"{KEPT} a")).to_be_visible()
    assert demo.visits_of(visitor) == 1


def test_a_page_that_came_too_late_shows_itself_once_the_server_answers(window: Window, demo: Demo) -> None:
    screens = window().sign_in_as(demo.visitor("green").token).open("/saya/")
    until(screens, ACTIVE.format("/saya/"))
    screens.context.route("**/saya/data/", lambda route: route.abort())
    screens.open("/saya/data/")
    expect(screens.page.locator("[data-offline-other]")).to_be_visible()
    screens.context.unroute("**/saya/data/")
    expect(screens.page.locator("a[href='/saya/data/'][aria-current=page]")).to_be_visible()


def test_an_answer_lost_on_its_way_back_makes_no_second_visit(window: Window, demo: Demo) -> None:
    visitor = demo.visitor("green")
    screens = window().sign_in_as(visitor.token).open(f"/c/{demo.venue().code}")
    answers: list[int] = []

    def lose(route: Route) -> None:
        while (status := route.fetch(timeout=PATIENCE).status) == 503:  # on a slow machine
            continue
        answers.append(status)
        route.abort()

    screens.context.route(GATE, lambda route: route.abort())  # its worker asks in vain
    screens.page.route("**/gate/v1/check-ins", lose, times=1)
    screens.page.locator(BUTTON).click()
    expect(screens.page.locator(OFFLINE)).to_be_visible()
    assert answers == [200]
    screens.context.unroute(GATE)
    screens.page.locator("[data-check-in] [data-retry]").click()
    expect(screens.page.locator(".result.green")).to_be_visible()
    assert demo.visits_of(visitor) == 1


def test_a_page_reloaded_before_the_network_is_back_sends_what_it_kept(window: Window, demo: Demo) -> None:
    visitor = demo.visitor("green")
    screens = window().sign_in_as(visitor.token).open(f"/c/{demo.venue().code}")
    # Neither the page gets through nor its worker, and neither soon nor as late news.
    screens.context.route(GATE, lambda route: route.abort())
    screens.page.fill("[name=companions]", "2")
    screens.page.locator(BUTTON).click()
    expect(screens.page.locator(OFFLINE)).to_be_visible()
    screens.page.reload()
    expect(screens.page.locator(OFFLINE)).to_be_visible()
    screens.context.unroute(GATE)
    screens.page.locator("[data-check-in] [data-retry]").click()
    expect(screens.page.locator(".result.green")).to_be_visible()
    assert demo.visits_of(visitor) == 1


def test_what_the_worker_sends_meanwhile_is_shown_where_it_was_asked(window: Window, demo: Demo) -> None:
    visitor = demo.visitor("green")
    screens = window().sign_in_as(visitor.token).open(f"/c/{demo.venue().code}")
    until(screens, "navigator.serviceWorker.ready.then((found) => Boolean(found.active))")
    screens.page.route(GATE, lambda route: route.abort())  # the page's own way only
    screens.page.locator(BUTTON).click()
    expect(screens.page.locator(".result.green")).to_be_visible()
    assert demo.visits_of(visitor) == 1


def test_what_a_page_has_shown_its_worker_does_not_list_as_sent_without_a_network(
    window: Window, demo: Demo
) -> None:
    visitor, venue, other = demo.visitor("green"), demo.venue(), demo.venue()
    screens = window().sign_in_as(visitor.token).open(f"/c/{venue.code}")
    until(screens, f"{KEEPS}('about').then((whose) => whose.length === 1)")
    until(screens, "navigator.serviceWorker.ready.then((found) => Boolean(found.active))")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.service_worker and not held:
            held.append(route)
        elif route.request.service_worker or other.code not in str(route.request.post_data):
            route.continue_()
        else:
            route.abort()  # pages leave this one to the worker

    screens.context.route(GATE, hold)
    screens.page.evaluate(KEEP, kept(screens, other, datetime.now(UTC)))  # which the worker sends second
    ways.check_in(screens)
    until(screens, f"{KEEPS}('unsent').then((all) => all.length === 1)")  # the first is shown and forgotten
    while not held:
        screens.page.wait_for_timeout(100)
    held[0].continue_()
    until(screens, f"{KEEPS}('unsent').then((all) => all.every((each) => each.state === 'answered'))")
    screens.open("/saya/")
    expect(screens.page.locator(f"{KEPT} strong")).to_have_count(1)
    expect(screens.page.locator(f"{KEPT} strong")).not_to_contain_text(venue.name)


def test_a_check_in_sent_much_later_keeps_its_own_time(window: Window, demo: Demo, language: str) -> None:
    visitor, venue = demo.visitor("green"), demo.venue()
    screens = window(language).sign_in_as(visitor.token).open(f"/c/{venue.code}")
    then = datetime.now(UTC) - timedelta(minutes=40)
    until(screens, f"{KEEPS}('about').then((whose) => whose.length === 1)")
    screens.page.evaluate(KEEP, kept(screens, venue, then))
    screens.page.reload()
    expect(screens.page.locator(".result.green")).to_contain_text(
        re.compile(f"{then.astimezone(GIANYAR):%H[.:]%M}")
    )
    screens.look("sent-later")
    assert demo.visits_of(visitor) == 1


def test_a_check_out_without_network_is_kept_and_sent_by_itself(
    window: Window, demo: Demo, language: str
) -> None:
    screens = window(language).sign_in_as(demo.visitor("green").token).open(f"/c/{demo.venue().code}")
    ways.check_in(screens)
    screens.context.set_offline(True)
    screens.page.locator("[data-check-out] button.full").click()
    expect(screens.page.locator("[data-check-out] [data-offline]")).to_be_visible()
    screens.look("check-out-not-yet-sent")
    screens.context.set_offline(False)
    expect(screens.page.locator(".result.ended")).to_be_visible()


def test_a_session_that_ended_meanwhile_leads_to_signing_in_again(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    visitor, venue = demo.visitor("green"), demo.venue()
    screens = window(language, size).sign_in_as(visitor.token).open(f"/c/{venue.code}")
    screens.sign_in_as(demo.expired(visitor))
    screens.page.locator(BUTTON).click()
    expect(screens.page.locator("[data-problem]")).to_be_visible()
    screens.look("session-ended-meanwhile")
    screens.page.locator("[data-sign-in-link]").click()
    expect(screens.page.locator("[name=reach]")).to_be_visible()
    screens.look("sign-in-again")
    assert venue.code in screens.page.url
    assert demo.visits_of(visitor) == 0


def test_a_door_opened_after_the_session_ended_says_so(window: Window, demo: Demo, language: str) -> None:
    venue = demo.venue()
    screens = window(language).sign_in_as(demo.expired(demo.visitor("green"))).open(f"/c/{venue.code}")
    expect(screens.page.locator(".notice.warn")).to_be_visible()
    expect(screens.page.locator("[name=reach]")).to_be_visible()
    screens.look("session-ended")
