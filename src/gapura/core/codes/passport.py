"""Passport numbers as ICAO Doc 9303 writes them: six to nine letters and digits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

LONGEST_TEXT: Final = 64
"""Characters looked at; more is refused unread."""

_SEPARATORS: Final = re.compile(r"[ .\-]")
_FORM: Final = re.compile(r"(?=[A-Z]*[0-9])[A-Z0-9]{6,9}")
_SENTENCES: Final = {
    "id": "Nomor paspor terdiri atas 6 sampai 9 huruf dan angka.",
    "en": "A passport number has 6 to 9 letters and digits.",
}


class PassportError(ValueError):
    """The text has not the form of a passport number."""

    def __init__(self) -> None:
        super().__init__(_SENTENCES["en"])
        self.problem: Final = "form"

    def sentence(self, language: Literal["id", "en"]) -> str:
        """What is wrong, for the person who typed it."""
        return _SENTENCES[language]


@dataclass(frozen=True, slots=True)
class Passport:
    """A passport number of right form; its text appears only when asked for."""

    value: str = field(repr=False)

    @property
    def masked(self) -> str:
        """First and last two characters only, for screens: C****67."""
        return f"{self.value[0]}{'*' * (len(self.value) - 3)}{self.value[-2:]}"

    def __str__(self) -> str:
        return self.masked


def parse(text: str) -> Passport:
    """The passport number in `text`, upper-cased, spaces, dots and dashes left out; else `PassportError`."""
    number = _SEPARATORS.sub("", text[: LONGEST_TEXT + 1].strip())
    if not number.isascii() or len(text) > LONGEST_TEXT or not _FORM.fullmatch(number.upper()):
        raise PassportError
    return Passport(number.upper())
