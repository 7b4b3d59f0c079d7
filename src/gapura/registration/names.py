"""Names of places, spelled one way, so that the same office is known again."""

import re
import unicodedata
from typing import Final

_SHORT: Final = {
    "ktr": "kantor",
    "kntr": "kantor",
    "ds": "desa",
    "kel": "kelurahan",
    "kec": "kecamatan",
    "kab": "kabupaten",
    "dinkes": "dinas kesehatan",
    "pkm": "puskesmas",
    "rs": "rumah sakit",
    "rsu": "rumah sakit umum",
    "rsud": "rumah sakit umum daerah",
    "sd": "sekolah dasar",
}
_WORD: Final = re.compile(r"[a-z0-9]+")


def plain_name(text: str) -> str:
    """A place's name in lower case, without accents and punctuation, short forms written out."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    words = _WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter)))
    return " ".join(_SHORT.get(word, word) for word in words)
