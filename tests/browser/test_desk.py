"""The pages around the door: people without a phone, the paper list, the shift report, the scanners."""

import time

from playwright.sync_api import expect

from gapura.core.codes.token import TokenReader
from gapura.core.ids import new_id
from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo, Visitor
from tests.browser.screens import Screens, each_once


def own_place(demo: Demo, role: str) -> str:
    """The venue where the demo's person of a role works."""
    username = demo.logins[role].username
    rows = demo.query(
        "SELECT p.venue_id FROM venues_post p JOIN accounts_user u ON u.id = p.user_id"
        " WHERE u.username = %s ORDER BY p.id LIMIT 1",
        username,
    )
    return str(rows[0][0])


@each_once
def test_an_officer_s_desk_list_and_report_are_faultless(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    screens = window(language, size)
    ways.arrive_as(screens, demo.logins["officer"], "/petugas/")
    screens.look("officer")
    place = f"/petugas/tempat/{own_place(demo, 'officer')}"
    screens.open(f"{place}/tanpa-ponsel/").look("desk")
    nik = demo.new_nik()
    screens.page.fill("[name=number]", "123")
    look_up(screens)
    screens.look("desk-wrong-number")
    screens.page.fill("[name=number]", nik)
    look_up(screens)
    screens.look("desk-unknown")
    screens.page.fill("[name=name]", "Ni Luh Sukerti")
    look_up(screens)
    screens.look("desk-found")
    screens.page.fill("[name=children]", "2")
    screens.page.locator("form:has([value='check-in']) button.main").click()
    expect(screens.page.locator("section.result")).to_be_visible()
    screens.look("desk-result")
    screens.open(f"{place}/daftar-kertas/").look("paper")
    screens.press("form:has([name=came]) button.main").look("paper-unfilled")
    screens.open(f"{place}/laporan/").look("report")
    screens.page.emulate_media(media="print")
    assert not screens.page.locator("form:visible").count(), "a sheet of paper has no buttons"
    for table in screens.page.locator(".table").all():
        expect(table).to_have_css("overflow", "visible")  # what scrolls is cut off on paper
    screens.page.emulate_media(media="screen")


def look_up(screens: Screens) -> None:
    screens.press("form:has([value='look']) button.main")


@each_once
def test_a_pic_s_scanners_and_what_was_told_late_are_faultless(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    screens = window(language, size)
    ways.arrive_as(screens, demo.logins["pic"], "/pic/")
    venue = own_place(demo, "pic")
    demo.query("DELETE FROM scanning_held")
    screens.open(f"/pic/tempat/{venue}/pemindai/").look("scanners")
    demo.query(
        "INSERT INTO scanning_held (id, venue_id, scanner_id, user_id, kind, said, people, at, box)"
        " SELECT gen_random_uuid(), %s, 1, u.id, 'check-in', 'admit', 3, now() - interval '2 hours', ''"
        " FROM accounts_user u WHERE u.username = %s",
        venue,
        demo.logins["officer"].username,
    )
    screens.open(f"/petugas/tempat/{venue}/laporan/").look("report-with-late-news")
    screens.open(f"/pic/tempat/{venue}/pemindai/").look("scanners-with-late-news")
    screens.press("button[value=leave]")
    expect(screens.page.locator("#late")).to_have_count(0)
    screens.look("left-out")


@each_once
def test_whoever_was_looked_up_sees_it(window: Window, demo: Demo, language: str, size: str) -> None:
    visitor = demo.visitor("green")
    screens = window(language, size).sign_in_as(visitor.token).open("/saya/dilihat/").look("nobody-looked")
    for act in ("look", "proof"):
        demo.query(
            "INSERT INTO scanning_look (id, act, person_id, venue_id, user_id)"
            " SELECT %s, %s, %s, id, 1 FROM venues_venue LIMIT 1",
            *(new_id(), act, person_of(demo, visitor)),
        )
    screens.open("/saya/dilihat/").look("looked-up")
    expect(screens.page.locator(".list li")).to_have_count(2)


def person_of(demo: Demo, visitor: Visitor) -> str:
    return str(TokenReader(demo.keys.all("token")).read(visitor.token, time.time()).person_id)
