"""Times of day are written one way, on every page, sheet and message."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

import gapura
from gapura.common.times import day_and_time

NOON = datetime(2022, 3, 4, 12, 5, 9, tzinfo=ZoneInfo("Asia/Jakarta"))
AT_MAKASSAR = (
    "{% load gapura %}{{ noon|at }} / {{ noon|at:'j F' }} / {{ noon|hm }} / {{ noon|hms }}/{{ none|at }}"
)


@pytest.mark.parametrize(
    ("language", "there", "shown"),
    [
        ("id", "4 Maret 2022, 12.05", "4 Maret 2022, 13.05 / 4 Maret, 13.05 / 13.05 / 13.05.09/"),
        ("en", "4 March 2022, 12:05", "4 March 2022, 13:05 / 4 March, 13:05 / 13:05 / 13:05:09/"),
    ],
)
def test_a_time_is_written_as_its_reader_writes_it(language: str, there: str, shown: str) -> None:
    with translation.override(language):
        assert day_and_time(NOON) == there
        assert Template(AT_MAKASSAR).render(Context({"noon": NOON, "none": None})) == shown


def test_no_template_writes_a_time_its_own_way() -> None:
    texts = [path for path in Path(gapura.__file__).parent.glob("*/templates/**/*") if path.is_file()]
    assert [path.name for path in texts if "H:i" in path.read_text() or "H.i" in path.read_text()] == []
