"""The fixed words of the policy: colours, decisions, sectors, languages and texts in both languages."""

from datetime import date
from typing import Literal, get_args

from msgspec import Struct

Colour = Literal["green", "yellow", "red", "black"]
Decision = Literal["admit", "verify", "refuse"]
Language = Literal["id", "en"]
Sector = Literal[
    "office", "essential_office", "trade", "transport", "tourism", "religion", "education", "health"
]

SECTORS: tuple[str, ...] = get_args(Sector)
LANGUAGES: tuple[str, ...] = get_args(Language)
BY_PRECEDENCE: tuple[Colour, ...] = ("black", "green", "yellow", "red")
"""Colours in the order in which their rules are tried: black beats all, red is what is left."""


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """One text in Indonesian and in English."""

    id: str
    en: str

    def in_(self, language: str) -> str:
        """The text in `id` or `en`; ValueError for any other language."""
        if language not in LANGUAGES:
            raise ValueError(f"unknown language {language!r}: it is one of {', '.join(LANGUAGES)}")
        return self.id if language == "id" else self.en


COLOUR_WORDS: dict[Colour, Text] = {
    "green": Text("hijau", "green"),
    "yellow": Text("kuning", "yellow"),
    "red": Text("merah", "red"),
    "black": Text("hitam", "black"),
}
DECISION_WORDS: dict[str, Text] = {
    "admit": Text("boleh masuk", "please go in"),
    "verify": Text("tunjukkan kepada petugas", "please see an officer first"),
    "refuse": Text("belum boleh masuk", "cannot go in now"),
    "full": Text("penuh", "the place is full"),
}
PRODUCT_NAMES: dict[str, str] = {
    "astrazeneca": "AstraZeneca",
    "sputnik": "Sputnik V",
    "cansino": "CanSino",
    "indovac": "IndoVac",
    "awcorna": "AWcorna",
    "covid-19": "COVID-19",
}
"""Vaccines whose names are more than their codes with a capital letter."""
MONTHS = {
    "id": (
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def product_name(product: str) -> str:
    """A vaccine as its maker writes it; one that is not known here with a capital letter."""
    return PRODUCT_NAMES.get(product) or product[:1].upper() + product[1:]


def long_date(day: date, language: str) -> str:
    """A date in words, `12 Oktober 2021`."""
    return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"
