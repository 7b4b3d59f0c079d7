"""Posters as accessible PDF (PDF/UA-1), typeset by typst from the template beside this module."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Final, Literal

import typst

from gapura.core.codes.venue_code import pretty
from gapura.venues.posters.data import LONGEST_NAME, PosterData, printable
from gapura.venues.posters.errors import PosterError
from gapura.venues.posters.qr import qr_svg
from gapura.venues.posters.words import WORDS, Language

Size = Literal["A4", "A3"]
Languages = Literal["id", "en", "both"]
_ORDER: Final[dict[str, tuple[Language, ...]]] = {"id": ("id",), "en": ("en",), "both": ("id", "en")}
_SIZES: Final = ("A4", "A3")


def render_poster(data: PosterData, *, size: Size, language: Languages) -> bytes:
    """One poster as PDF, the same bytes for the same data; `PosterError` says what is unfit."""
    return Press(size=size, language=language).print([data])


def render_posters(datas: Sequence[PosterData], *, size: Size, language: Languages) -> bytes:
    """One PDF of many posters, a page and a bookmark each, in the given order; some 15 ms a poster."""
    return Press(size=size, language=language).print(datas)


class Press:
    """Prints posters of one size and language; keeps its fonts and template between jobs.

    Not for use by two threads at once.
    """

    def __init__(self, *, size: Size, language: Languages) -> None:
        if size not in _SIZES or language not in _ORDER:
            raise PosterError(
                f"posters are printed on A4 or A3, in id, en or both; not {size!r}, {language!r}"
            )
        self._size: Final = size
        self._languages: Final = _ORDER[language]
        self._template: Final = files(__package__).joinpath("poster.typ").read_bytes()
        fonts = [str(files("ttf_opensans"))]
        self._compiler: Final = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)

    def print(self, datas: Sequence[PosterData]) -> bytes:
        """The posters of `datas`, one page each."""
        if not datas:
            raise PosterError("there is no poster to print")
        return self._typeset([_as_input(data, self._languages[0]) for data in datas])

    def _typeset(self, posters: list[dict[str, str]]) -> bytes:
        document = {
            "size": self._size,
            "languages": self._languages,
            "words": {language: WORDS[language] for language in self._languages},
            "title": _title(posters, self._languages[0]),
            "posters": posters,
        }
        inputs = {"document": json.dumps(document)}
        pdf: Any = self._compiler.compile(
            self._template, format="pdf", pdf_standards=["ua-1"], sys_inputs=inputs
        )
        return bytes(pdf)


def _as_input(data: PosterData, language: Language) -> dict[str, str]:
    office = printable(data.office, LONGEST_NAME)
    if not office:
        raise PosterError("a poster needs the office's name")
    code = pretty(data.code)
    return {
        "office": office,
        "door": printable(data.door),
        "place": printable(data.place),
        "domain": printable(data.domain),
        "note": printable(data.note),
        "code": code,
        "qr": qr_svg(data.url),
        "alt": WORDS[language]["alt"].format(url=data.url, code=code),
    }


def _title(posters: list[dict[str, str]], language: Language) -> str:
    kind = WORDS[language]["title"]
    if len(posters) > 1:
        return f"{kind} ({len(posters)})"
    names = (kind, posters[0]["office"], posters[0]["door"])
    return " – ".join(name for name in names if name)
