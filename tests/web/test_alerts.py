"""What went wrong is the first thing that whoever cannot see the page hears of it."""

import re
from pathlib import Path

import gapura

ALERT = re.compile(r'<[^>]*role="alert"[^>]*>(?!</)')
"""An alert with words of its own; an empty one is filled by a script, which screen readers notice."""


def test_an_alert_that_comes_with_a_page_takes_the_focus() -> None:
    """A live region that is there from the start is not read out: only one that changes is."""
    for template in Path(gapura.__file__).parent.glob("*/templates/**/*.html"):
        for tag in ALERT.findall(template.read_text()):
            assert "hidden" in tag or 'tabindex="-1" autofocus' in tag, f"{template}: {tag}"
