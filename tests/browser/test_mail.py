"""Every e-mail in HTML, as the mail programs of phones show it: narrow, and perhaps on a dark screen."""

from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from playwright.sync_api import Browser

from gapura.mail.rendering import render
from tests.browser.screens import AXE, FAULTLESS, NARROWEST

CONTRAST = {**FAULTLESS, "runOnly": ["color-contrast"]}
BASE = "https://gapura.gianyarkab.go.id"
LINK = f"{BASE}/konfirmasi/AQEBfHHMgAB0r75OMf6pnf8WXNcMeM3gF61r9hYAZJOIYoGlTq0x5U07?m=MARKMARKMARK"
CONTEXT: dict[str, Any] = {
    "name": "Ni Luh Putu Ayu Sěkarwati",
    "successor": "I Made Sutadana",
    "place": "Kantor Perbekel Desa Batubulan Kangin",
    "region": "Kabupaten Gianyar",
    "number": "5AG-5EF0-HV5",
    "username": "pic-batubulan-kangin",
    "secret": "7K3M-Q9TX-HB2W",
    "code": "482913",
    "link": LINK,
    "follow": f"{BASE}/permohonan/5AG-5EF0-HV5?m=MARKMARKMARK",
    "ending": f"{BASE}/laporan/berhenti/{'x' * 40}?m=MARKMARKMARK",
    "hours": 72,
    "days": 7,
    "minutes": 10,
    "late": 3,
    "replies": 2,
    "since": date(2021, 10, 4),
    "until": date(2021, 10, 10),
    "reply_until": datetime(2021, 10, 20, 12, tzinfo=ZoneInfo("Asia/Makassar")),
    "zone": "Asia/Makassar",
    "facts": [("Check-in", "16.599")],
}


def templates() -> list[str]:
    """The names of all messages that have an HTML form."""
    folders = [Path(app.path) / "templates" / "mail" for app in apps.get_app_configs()]
    letters = [path.relative_to(folder) for folder in folders for path in folder.rglob("*.html")]
    names = [str(path.with_suffix("")) for path in letters]
    return sorted(name for name in names if any((each / f"{name}.subject.txt").exists() for each in folders))


@pytest.mark.parametrize(("language", "scheme"), [("id", "light"), ("en", "dark")])
def test_every_letter_can_be_read_on_a_phone(
    browser: Browser, language: str, scheme: Literal["light", "dark"]
) -> None:
    found = []
    with browser.new_context(viewport={"width": NARROWEST, "height": 640}, color_scheme=scheme) as phone:
        page = phone.new_page()
        for template in templates():
            page.set_content(render(template, language=language, context=CONTEXT).html or "")
            width = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{template} is {width} pixels wide"] if width > NARROWEST else []
            page.evaluate(AXE)
            violations = page.evaluate("options => axe.run(options)", CONTRAST)["violations"]
            found += [f"{template}: {each['help']} {each['nodes'][0]['html'][:80]}" for each in violations]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("template", ["registration/approved", "venues/officer", "venues/successor"])
def test_who_is_to_activate_sees_what_to_type_and_what_to_press(browser: Browser, template: str) -> None:
    with browser.new_context(viewport={"width": NARROWEST, "height": 640}) as phone:
        page = phone.new_page()
        page.set_content(render(template, language="en", context=CONTEXT).html or "")
        assert page.get_by_text(CONTEXT["username"], exact=True).is_visible()
        one_line = page.get_by_text(CONTEXT["secret"], exact=True).bounding_box()
        assert one_line
        assert one_line["height"] < 60
        assert page.get_by_role("link", name="Activate your account").get_attribute("href") == LINK


@pytest.mark.parametrize("language", ["id", "en"])
def test_after_its_salutation_every_letter_begins_a_sentence(language: str) -> None:
    for template in templates():
        lines = render(template, language=language, context=CONTEXT).text.splitlines()
        if CONTEXT["name"] in lines[0]:
            assert not lines[2][0].islower(), f"{template}: {lines[2]}"
