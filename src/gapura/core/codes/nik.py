"""NIK, the Indonesian population number: its form, never a proof of who somebody is.

Sixteen digits: region of issue (6), birth date DDMMYY with 40 added to a woman's day (6), serial from
0001 (4). There is no check digit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

LENGTH: Final = 16
LONGEST_TEXT: Final = 64
"""Characters looked at; more is refused unread."""

_WOMEN_DAY_OFFSET: Final = 40
_FIRST_PROVINCE: Final = 11
_SEPARATORS: Final = re.compile(r"[ .\-]")
_DIGITS: Final = re.compile(r"[0-9]+")

Language = Literal["id", "en"]
Problem = Literal["characters", "length", "region", "birth_date", "serial"]

_SENTENCES: Final[dict[Problem, dict[Language, str]]] = {
    "characters": {
        "id": "NIK hanya terdiri atas angka.",
        "en": "A NIK consists of digits only.",
    },
    "length": {
        "id": "NIK terdiri atas 16 angka; periksa kembali KTP atau kartu keluarga.",
        "en": "A NIK has 16 digits; please compare with the identity or family card.",
    },
    "region": {
        "id": "Enam angka pertama NIK bukan kode wilayah yang mungkin.",
        "en": "The first six digits of the NIK are not a possible region code.",
    },
    "birth_date": {
        "id": "Angka ke-7 sampai ke-12 NIK bukan tanggal lahir yang mungkin.",
        "en": "Digits 7 to 12 of the NIK are not a possible birth date.",
    },
    "serial": {
        "id": "Empat angka terakhir NIK dimulai dari 0001.",
        "en": "The last four digits of a NIK start at 0001.",
    },
}


class NikError(ValueError):
    """The text has not the form of a NIK; `problem` says why, `sentence` in words."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(_SENTENCES[problem]["en"])
        self.problem: Final = problem

    def sentence(self, language: Language) -> str:
        """What is wrong, for the person who typed it."""
        return _SENTENCES[self.problem][language]


@dataclass(frozen=True, slots=True)
class Nik:
    """A NIK of right form; its text appears only when asked for."""

    value: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Nik:
        """The NIK in `text`, spaces, dots and dashes left out; `NikError` when its form is wrong."""
        if len(text) > LONGEST_TEXT:
            raise NikError("length")
        digits = _SEPARATORS.sub("", text.strip())
        if digits and not _DIGITS.fullmatch(digits):
            raise NikError("characters")
        if len(digits) != LENGTH:
            raise NikError("length")
        _check_parts(digits)
        return cls(digits)

    @property
    def region(self) -> str:
        """The six digits of the kecamatan that first issued it (not where its holder lives)."""
        return self.value[:6]

    @property
    def sex(self) -> Literal["male", "female"]:
        """As the day of birth is written."""
        return "female" if int(self.value[6:8]) > _WOMEN_DAY_OFFSET else "male"

    @property
    def masked(self) -> str:
        """Region and serial only, for screens: 5104********0001."""
        return f"{self.value[:4]}{'*' * 8}{self.value[-4:]}"

    def birth_date(self, today: date) -> date:
        """The latest date that the two-digit year allows, not after `today` or the last day that can be."""
        return max(born for born in _possible_birth_dates(self.value) if born <= today)

    def __str__(self) -> str:
        return self.masked


def _check_parts(digits: str) -> None:
    if int(digits[:2]) < _FIRST_PROVINCE or digits[2:4] == "00" or digits[4:6] == "00":
        raise NikError("region")
    if not _possible_birth_dates(digits):
        raise NikError("birth_date")
    if digits[12:] == "0000":
        raise NikError("serial")


def _possible_birth_dates(digits: str) -> list[date]:
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    if day > _WOMEN_DAY_OFFSET:
        day -= _WOMEN_DAY_OFFSET
    return [born for century in (1900, 2000) if (born := _date_or_none(century + year, month, day))]


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
