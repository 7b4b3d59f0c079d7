"""Numbers in words, in both languages."""

import pytest

from gapura.core.policy import Language
from gapura.tracing.numerals import MOST, in_words


@pytest.mark.parametrize(
    ("number", "indonesian", "english"),
    [
        (0, "nol", "zero"),
        (1, "satu", "one"),
        (11, "sebelas", "eleven"),
        (12, "dua belas", "twelve"),
        (20, "dua puluh", "twenty"),
        (47, "empat puluh tujuh", "forty-seven"),
        (100, "seratus", "one hundred"),
        (111, "seratus sebelas", "one hundred eleven"),
        (200, "dua ratus", "two hundred"),
        (1000, "seribu", "one thousand"),
        (1919, "seribu sembilan ratus sembilan belas", "one thousand nine hundred nineteen"),
        (12_010, "dua belas ribu sepuluh", "twelve thousand ten"),
        (300_002, "tiga ratus ribu dua", "three hundred thousand two"),
    ],
)
def test_a_number_is_said_as_people_say_it(number: int, indonesian: str, english: str) -> None:
    assert in_words(number, "id") == indonesian
    assert in_words(number, "en") == english


def test_no_two_numbers_are_said_alike() -> None:
    languages: tuple[Language, ...] = ("id", "en")
    for language in languages:
        assert len({in_words(number, language) for number in range(3000)}) == 3000


@pytest.mark.parametrize("number", [-1, MOST + 1])
def test_others_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="between"):
        in_words(number, "id")
