"""NIK: the form is checked, the number is hardly shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.codes.nik import Nik, NikError

TODAY = date(2021, 10, 12)


def _problem(text: str) -> str:
    with pytest.raises(NikError) as caught:
        Nik.parse(text)
    return caught.value.problem


@given(st.dates(date(1922, 1, 1), TODAY), st.booleans(), st.integers(1, 9999))
def test_birth_date_and_sex_are_read_from_the_digits(born: date, woman: bool, serial: int) -> None:
    nik = Nik.parse(f"510401{born.day + 40 * woman:02}{born:%m%y}{serial:04}")
    assert nik.birth_date(TODAY) == born
    assert nik.sex == ("female" if woman else "male")


def test_the_century_is_the_latest_that_is_not_in_the_future() -> None:
    assert Nik.parse("5104011210210001").birth_date(TODAY) == date(2021, 10, 12)
    assert Nik.parse("5104011310210001").birth_date(TODAY) == date(1921, 10, 13)


def test_the_leap_day_of_a_round_century_has_one_reading() -> None:
    assert Nik.parse("5104012902000001").birth_date(TODAY) == date(2000, 2, 29)


def test_spaces_dots_and_dashes_are_left_out() -> None:
    assert Nik.parse(" 5104.0152-0790 0001 ").value == "5104015207900001"


def test_a_nik_is_masked_wherever_it_is_printed() -> None:
    nik = Nik.parse("5104015207900001")
    assert nik.masked == str(nik) == "5104********0001"
    assert nik.region == "510401"
    assert "520790" not in repr(nik)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "length"),
        ("510401520790000", "length"),
        ("51040152079000011", "length"),
        ("5" * 10_000_000, "length"),
        ("510401520790000A", "characters"),
        ("٥١٠٤٠١٥٢٠٧٩٠٠٠٠١", "characters"),
        ("510401520790000\u00b2", "characters"),
        ("\ud800", "characters"),
        ("1004015207900001", "region"),
        ("5100015207900001", "region"),
        ("5104005207900001", "region"),
        ("5104010007900001", "birth_date"),
        ("5104013207900001", "birth_date"),
        ("5104014007900001", "birth_date"),
        ("5104017207900001", "birth_date"),
        ("5104015213900001", "birth_date"),
        ("5104012902990001", "birth_date"),
        ("5104015207900000", "serial"),
    ],
)
def test_what_has_not_the_form_is_refused_with_its_reason(text: str, problem: str) -> None:
    assert _problem(text) == problem


def test_the_reason_is_said_in_both_languages() -> None:
    with pytest.raises(NikError) as caught:
        Nik.parse("1")
    assert "16 angka" in caught.value.sentence("id")
    assert "16 digits" in caught.value.sentence("en")


@given(st.text() | st.text("0123456789 .-", max_size=20))
def test_any_text_is_read_or_refused_with_the_stated_error(text: str) -> None:
    try:
        nik = Nik.parse(text)
    except NikError:
        return
    assert len(nik.value) == 16
    assert nik.birth_date(TODAY) <= TODAY
