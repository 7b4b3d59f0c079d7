"""What went wrong, or well, is the first thing that whoever cannot see the page hears, and looks as it is."""

import re
from pathlib import Path

import pytest

import gapura
from tests.web.world import World

SAID = re.compile(r'<[^>]*role="alert"[^>]*>(?!</)|<[^>]*class="notice[^>]*role="status"[^>]*>(?!</)')
"""An alert, or a notice of what was done, with words of its own.

An empty one is filled by a script, which screen readers notice.
"""

LIST_OF_ERRORS = re.compile(r'{% if form\.errors %}<[^>]*role="alert"[^>]*><h2>{% translate "([^"]+)"')


def test_what_a_page_says_of_what_was_done_takes_the_focus() -> None:
    """A live region that is there from the start is not read out: only one that changes is."""
    for template in Path(gapura.__file__).parent.glob("*/templates/**/*.html"):
        for tag in SAID.findall(template.read_text()):
            assert "hidden" in tag or 'tabindex="-1" autofocus' in tag, f"{template}: {tag}"


@pytest.mark.django_db
def test_messages_after_a_redirect_take_the_focus_together(world: World) -> None:
    client = world.wayan.browser()
    client.post("/saya/koreksi/", {"text": "Saya sudah divaksin."})
    page = client.get("/saya/koreksi/").content.decode()
    assert page.count('role="status" tabindex="-1" autofocus><div class="notice ok">Terkirim.') == 1
    assert "autofocus" not in client.get("/saya/koreksi/").content.decode()


def test_the_list_of_what_is_wrong_is_called_the_same_on_every_page() -> None:
    """Whoever has heard it once knows it again, in each role."""
    named = [
        heading
        for template in Path(gapura.__file__).parent.glob("*/templates/**/*.html")
        for heading in LIST_OF_ERRORS.findall(template.read_text())
    ]
    assert len(named) > 1
    assert set(named) == {"Please put this right"}


def test_a_notice_has_one_of_the_looks_that_there_are() -> None:
    """Another word would leave good news looking like any note."""
    for template in Path(gapura.__file__).parent.glob("*/templates/**/*.html"):
        for classes in re.findall(r'class="notice ([^"{]*)"', template.read_text()):
            assert set(classes.split()) <= {"ok", "warn", "bad", "stack", "tight"}, f"{template}: {classes}"
