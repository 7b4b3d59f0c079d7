"""Invented names that sound Balinese, or like a traveller's, and belong to nobody."""

from random import Random

# A Balinese child's first name tells the order of birth; these are titles of everybody, not persons.
BIRTH_ORDER = ("Wayan", "Putu", "Gede", "Made", "Kadek", "Nengah", "Nyoman", "Komang", "Ketut")
_OPENINGS = (
    "Su",
    "Wi",
    "Ar",
    "Mer",
    "Kar",
    "Dar",
    "Pra",
    "Sa",
    "Nar",
    "Wed",
    "Yas",
    "Bud",
    "Sud",
    "Mur",
    "Gun",
)
_MIDDLES = ("ta", "ja", "ma", "dni", "ra", "wa", "dya", "ka", "ti", "gu", "sta", "nda")
_ENDINGS = {
    "m": ("wan", "yasa", "dana", "rta", "pta", "mika"),
    "f": ("yani", "rini", "ntari", "sih", "wati", "dewi"),
}
_FOREIGN_FIRST = (
    "Alvo",
    "Brenna",
    "Corvin",
    "Delphie",
    "Evander",
    "Fenja",
    "Gorin",
    "Halwen",
    "Ilvy",
    "Jorun",
)
_FOREIGN_LAST = ("Amberfeld", "Brookhollow", "Castermont", "Dunvale", "Elderquist", "Farrowmere", "Grenholt")


def balinese(rng: Random, sex: str) -> str:
    """A name for a woman (`f`) or a man (`m`), such as "Ni Made Wirarini"."""
    title = "Ni" if sex == "f" else "I"
    return f"{title} {rng.choice(BIRTH_ORDER)} {_invented(rng, sex)}"


def foreign(rng: Random) -> str:
    """A traveller's name."""
    return f"{rng.choice(_FOREIGN_FIRST)} {rng.choice(_FOREIGN_LAST)}"


def _invented(rng: Random, sex: str) -> str:
    return rng.choice(_OPENINGS) + rng.choice(_MIDDLES) + rng.choice(_ENDINGS[sex])
