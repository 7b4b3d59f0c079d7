"""A Top 10 from draft to archive in a browser: reviewer, person in charge, and whoever looks."""

import json
from dataclasses import fields
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import ways
from tests.browser.conftest import Window
from tests.browser.demo import Demo, Login
from tests.browser.screens import each_once

REPLY = "Kami sudah memasang poster di kedua pintu."


def login(demo: Demo, username: str) -> Login:
    """One of the demo's staff."""
    document = json.loads((demo.folder / "demo.json").read_text())
    everybody = [*document["logins"], *document["more_logins"]]
    [found] = [each for each in everybody if each["username"] == username]
    return Login(**{field.name: found[field.name] for field in fields(Login)})


def ask(page: Page) -> None:
    """Have the last settled three weeks of Gianyar ranked."""
    until = timezone.localdate() - timedelta(days=5)
    page.select_option("[name=region]", "51.04")
    page.fill("[name=since]", (until - timedelta(days=20)).isoformat())
    page.fill("[name=until]", until.isoformat())
    page.locator("form:has([name=term_days]) button").click()


def test_a_whole_ranking_from_draft_to_archive(window: Window, demo: Demo) -> None:
    reviewer = window("id", "desktop")
    ways.arrive_as(reviewer, login(demo, "verifikator"), "/verifikasi/kepatuhan/").look("ranking-overview")
    page = reviewer.page
    ask(page)
    page.wait_for_url("**/verifikasi/kepatuhan/*-*/")
    notify = page.locator("form[action$='/beri-tahu/'] button")
    expect(notify).to_be_visible()
    reviewer.look("ranking-draft")
    ranking = page.url.rstrip("/").rsplit("/", 1)[1]

    anybody = window("id", "phone")
    assert anybody.page.request.get(f"{demo.base}/kepatuhan/{ranking}/").status == 404

    reviewer.press(notify)
    expect(page.locator("form[action$='/terbitkan/']")).to_have_count(0)
    reviewer.look("ranking-notice")

    pic = ways.arrive_as(window("id", "phone"), login(demo, "pic"), "/pic/")
    pic.press(pic.page.locator("nav.tabs a[href$='/kepatuhan/']").first).look("ranking-pic")
    forms = pic.page.locator("form:has([name=text])")
    for number in range(forms.count()):
        forms.nth(number).locator("textarea").fill(REPLY)
        pic.press(forms.nth(number).get_by_role("button"))
        expect(pic.page.get_by_role("status").first).to_be_visible()

    demo.query(f"UPDATE oversight_ranking SET reply_until = now() WHERE id = '{ranking}'")
    reviewer.open(f"/verifikasi/kepatuhan/{ranking}/")
    reviewer.press("form[action$='/terbitkan/'] button")
    anybody.open(f"/kepatuhan/{ranking}/").look("ranking-public")
    expect(anybody.page.get_by_text(REPLY)).to_be_visible()
    anybody.press(anybody.page.locator("ol.ranks a").first)
    anybody.page.locator("details summary").first.click()
    anybody.look("ranking-arithmetic")

    reviewer.press("form[action$='/arsipkan/'] button")
    checksum = page.locator(".mono").first.inner_text()
    anybody.open(f"/kepatuhan/{ranking}/")
    expect(anybody.page.get_by_text(checksum)).to_be_visible()


@each_once
def test_a_place_says_on_which_days_it_is_closed(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    pic = ways.arrive_as(window(language, size), login(demo, "pic"), "/pic/")
    page = pic.page
    pic.press(page.locator("nav.tabs a[href$='/kepatuhan/']").first)
    pic.press("a[href$='/tutup/']")
    page.fill("[name=since]", (timezone.localdate() - timedelta(days=20)).isoformat())
    page.fill("[name=reason]", "Odalan")
    pic.press("main form button.main")
    expect(page.locator("#id_since_error")).to_be_visible()
    pic.look("closure-late")
    page.fill("[name=since]", (timezone.localdate() + timedelta(days=1)).isoformat())
    pic.press("main form button.main")
    expect(page.locator("main")).to_contain_text("Odalan")
    pic.look("closure-stated")
    pic.press(page.locator("form[action$='/hapus/'] button").first)
    expect(page.locator("form[action$='/hapus/']")).to_have_count(0)


@each_once
def test_what_a_place_declares_counts_from_tomorrow_and_a_mistake_is_corrected(
    window: Window, demo: Demo, language: str, size: str
) -> None:
    pic = ways.arrive_as(window(language, size), login(demo, "pic"), "/pic/")
    pic.press(pic.page.locator("nav.tabs a").first).look("declaring")
    venue = pic.page.url.rstrip("/").rsplit("/", 1)[1]
    staff = int(pic.page.input_value("[name=staff]") or 0)
    pic.page.fill("[name=staff]", str(staff + 1))
    pic.press("form:has([name=staff]) button.main")
    pic.press("a[href$='/pernyataan/']").look("declared")
    expect(pic.page.locator("[name=reason]")).to_have_count(0)

    dinas = ways.arrive_as(window(language, size), login(demo, "koordinator"), f"/kepatuhan/tempat/{venue}/")
    dinas.press("a[href$='/pernyataan/']")
    earlier = dinas.page.locator("section[aria-labelledby=earlier] li")
    expect(earlier).to_have_count(1)
    dinas.page.fill("[name=since]", timezone.localdate().isoformat())
    dinas.press("form:has([name=since]) button").look("correcting-declared")
    dinas.page.fill("[name=reason]", "Salah ketik")
    dinas.press("form:has([name=since]) button").look("declared-corrected")
    expect(dinas.page.get_by_role("status").first).to_be_visible()
    demo.query(f"DELETE FROM venues_earlierdeclaration WHERE venue_id = '{venue}'")
