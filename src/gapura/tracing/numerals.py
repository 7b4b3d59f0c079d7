"""Whole numbers in words, so that nobody who is about to write to many people reads one digit too few."""

from typing import Final

from gapura.core.policy import Language

MOST: Final = 999_999

_UNITS_ID: Final = (
    *("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"),
    *("sepuluh", "sebelas"),
)
_UNITS_EN: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS_EN: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(number: int, language: Language) -> str:
    """A number from 0 to `MOST` as it is spoken. ValueError for any other."""
    if not 0 <= number <= MOST:
        raise ValueError(f"{number} is not between 0 and {MOST}")
    return _english(number) if language == "en" else _indonesian(number)


def _indonesian(number: int) -> str:
    if number < len(_UNITS_ID):
        return _UNITS_ID[number]
    if number < 20:
        return f"{_UNITS_ID[number - 10]} belas"
    for size, name, one in ((1000, "ribu", "seribu"), (100, "ratus", "seratus"), (10, "puluh", "")):
        if number >= size:
            many, rest = divmod(number, size)
            head = one if many == 1 else f"{_indonesian(many)} {name}"
            return f"{head} {_indonesian(rest)}" if rest else head
    raise AssertionError(number)


def _english(number: int) -> str:
    if number < len(_UNITS_EN):
        return _UNITS_EN[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return f"{_TENS_EN[tens]}-{_UNITS_EN[rest]}" if rest else _TENS_EN[tens]
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    many, rest = divmod(number, size)
    head = f"{_english(many)} {name}"
    return f"{head} {_english(rest)}" if rest else head
