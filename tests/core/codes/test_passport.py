"""Passport numbers: the form is checked, the number is hardly shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.codes.passport import PassportError, parse


def test_a_number_is_kept_in_upper_case_without_separators() -> None:
    assert parse(" c-123 4567 ").value == "C1234567"


def test_a_number_is_masked_wherever_it_is_printed() -> None:
    passport = parse("C1234567")
    assert passport.masked == str(passport) == "C*****67"
    assert "2345" not in repr(passport)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A1234",
        "A123456789",
        "WAYAN",
        "ABCDEFG",
        "A1234_6",
        "A12345ß",
        "A12345\u0131",
        "\ud800",
        "A1" * 10_000_000,
    ],
)
def test_what_has_not_the_form_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(PassportError) as caught:
        parse(text)
    assert "6 sampai 9" in caught.value.sentence("id")
    assert "6 to 9" in caught.value.sentence("en")


@given(st.text() | st.text("ABC123 .-", max_size=12))
def test_any_text_is_read_or_refused_with_the_stated_error(text: str) -> None:
    try:
        passport = parse(text)
    except PassportError:
        return
    assert 6 <= len(passport.value) <= 9
