"""What one poster shows, and how texts from people are made fit for print."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

LONGEST_NAME: Final = 200
"""Characters of an office's name that are printed; the rest becomes an ellipsis."""

LONGEST_LINE: Final = 100
"""The same for a door, a place or a note."""

_LONGEST_WORD: Final = 22
_UNPRINTABLE: Final = re.compile(
    r"[^\u0020-\u007e\u00a0-\u024f\u0300-\u036f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f"
    r"\u1e00-\u1eff\u2010-\u2027\u2030-\u203a\u20ac]+"
)
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class PosterData:
    """One door's poster: plain texts, never markup.

    `place` is the line under the name (kecamatan, regency), `url` the upper-case address in the QR,
    `code` the twelve characters in it, `domain` the one true domain, `note` a small last line.
    """

    office: str
    door: str
    place: str
    url: str
    code: str
    domain: str
    note: str = ""


def printable(text: str, longest: int = LONGEST_LINE) -> str:
    """`text` in one line of characters that the fonts hold, at most `longest` of them.

    Invisible and direction-changing characters go, characters without a glyph become one hollow
    square, and very long words may break.
    """
    seen = "".join(" " if sign.isspace() else sign for sign in text[: 4 * longest])
    seen = "".join(sign for sign in seen if unicodedata.category(sign) not in _INVISIBLE)
    line = " ".join(_UNPRINTABLE.sub("\u25a1", unicodedata.normalize("NFC", seen)).split())
    if len(line) > longest:
        line = line[: longest - 1].rstrip() + "\u2026"
    return " ".join(_breakable(word) for word in line.split(" "))


def _breakable(word: str) -> str:
    pieces = [word[start : start + _LONGEST_WORD] for start in range(0, len(word), _LONGEST_WORD)]
    return "\u200b".join(pieces)
