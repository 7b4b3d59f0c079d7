"""No name that somebody typed is run by a spreadsheet program."""

import pytest

from gapura.common.spreadsheets import harmless


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_is_quoted(start: str) -> None:
    assert harmless(f"{start}HYPERLINK()") == f"'{start}HYPERLINK()"


@pytest.mark.parametrize("text", ["", "Ni Nyoman Rai", "A=1", " =1"])
def test_all_else_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
