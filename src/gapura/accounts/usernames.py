"""User names that people can remember: the role, and the place or person it is for."""

import re
import unicodedata
from collections.abc import Set
from itertools import count

from gapura.accounts.roles import Role

LONGEST = 32
PREFIXES: dict[str, str] = {
    Role.OFFICER: "petugas",
    Role.PIC: "pic",
    Role.COORDINATOR: "koordinator",
    Role.REVIEWER: "peninjau",
    Role.HEALTH_OFFICER: "dinkes",
    Role.OPERATOR: "operator",
}
# What every second office is called tells no two apart.
_COMMON = frozenset({"kantor", "perbekel", "desa", "kelurahan", "lurah", "kepala", "kabupaten", "dan"})
_WORD = re.compile(r"[a-z0-9]+")


def base(role: str, hint: str) -> str:
    """`pic-batubulan` for a PIC of Kantor Perbekel Desa Batubulan; the role alone where no letter is left."""
    letters = unicodedata.normalize("NFKD", hint).encode("ascii", "ignore").decode().lower()
    words = _WORD.findall(letters)
    telling = [word for word in words if word not in _COMMON] or words
    name = PREFIXES[role]
    for word in telling:
        if len(name) + 1 + len(word) > LONGEST:
            break
        name = f"{name}-{word}"
    return name


def first_free(base: str, taken: Set[str]) -> str:
    """`base` itself, or with the first number from 2 on that nobody has."""
    if base not in taken:
        return base
    return next(name for number in count(2) if (name := f"{base}-{number}") not in taken)
