"""Is a certificate about this person: the same birth date, and a name that is alike."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final, Literal

from gapura.core.evidence.certificates.model import Subject

Mismatch = Literal["name", "birth_date", "no_birth_date"]
TITLES: Final = frozenset(
    {"H", "HJ", "HAJI", "HAJAH", "DR", "DRS", "DRA", "IR", "PROF", "TN", "NY", "SDR", "MR"}
)
"""Said before a name, and not part of it; and after it, what stands behind a comma."""

GENDERED: Final = frozenset({"I", "NI"})
"""Balinese, before a name: who leaves it out means the same person."""

LONG_ENOUGH: Final = 5
"""Letters of a word in which one may be another, missing or too many: registers write names differently."""

_LETTERS: Final = str.maketrans({"Ø": "O", "Đ": "D", "Ł": "L", "ẞ": "SS", "Æ": "AE", "Œ": "OE", "Þ": "TH"})


def mismatch(subject: Subject, *, name: str, born: date | None) -> Mismatch | None:
    """Why a certificate is not, or may not be, about somebody of this name and birth date; None where it is.

    `born` is None where nobody has told; then the name must do.
    """
    if not any(alike(name, written) for written in (subject.name, subject.plain_name) if written):
        return "name"
    if len(subject.birth_date) < len("1990-05-01"):
        return "no_birth_date"
    return "birth_date" if born is not None and subject.birth_date != born.isoformat() else None


def alike(one: str, other: str) -> bool:
    """Whether two spellings of a name can be one person's.

    Each word of the shorter one stands in the longer one, in any order, or as its initial; at least half of
    the longer one's words are so found, one of them in full. In a word of five letters and more one letter
    may differ. Case, accents, punctuation, titles, the Balinese I and Ni, and how names were spelled before
    1972 do not count.
    """
    fewer, more = sorted((words(one), words(other)), key=len)
    left, whole = list(more), 0
    for word in sorted(fewer, key=len, reverse=True):
        found = next((each for each in left if _same(word, each)), None)
        whole += found is not None
        if found is None:
            found = next((each for each in left if _is_initial(word, each)), None)
        if found is None:
            return False
        left.remove(found)
    return whole > 0 and len(fewer) * 2 >= len(more)


def words(name: str) -> list[str]:
    """The words of a name that count, in capitals without accents."""
    plain = unicodedata.normalize("NFKD", name.split(",")[0].upper().translate(_LETTERS))
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    found = [_as_spelled_now(word) for word in re.split(r"[\W_]+", re.sub(r"['’`]", "", letters)) if word]
    while len(found) > 1 and found[0] in TITLES:
        found = found[1:]
    counting = [word for word in found if word not in GENDERED]
    return counting or found


def _as_spelled_now(word: str) -> str:
    """Many Indonesian names are still written as before 1972: Soekarno, Djoko, Tjahjadi."""
    for before, now in (("OE", "U"), ("DJ", "J"), ("TJ", "C")):
        word = word.replace(before, now)
    return word


def _same(one: str, other: str) -> bool:
    if one == other:
        return len(one) > 1
    return min(len(one), len(other)) >= LONG_ENOUGH and _one_apart(one, other)


def _is_initial(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) == 1 and longer.startswith(shorter)


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter put in, left out or exchanged makes the one the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    shorter, longer = sorted((one, other), key=len)
    start = next((n for n, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    skip = len(longer) == len(shorter)
    return shorter[start + skip :] == longer[start + 1 :]
