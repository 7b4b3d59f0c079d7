"""Reads a list of the known stock from a spreadsheet: all of it or, with what is wrong where, nothing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from gapura.oversight.coverage.stock import Line
from gapura.regions.models import Level, Region
from gapura.registration.coordinating.geography import key
from gapura.venues.categories import CATEGORIES
from gapura.venues.importing.sheets import Sheet

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "region": ("wilayah", "kecamatan", "kode wilayah", "kode", "region", "region code"),
    "category": ("kategori", "jenis", "category"),
    "places": ("jumlah", "jumlah tempat", "banyaknya", "places", "number"),
}
MOST_PLACES: Final = 10_000_000
_LANGUAGES: Final = ("id", "en")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the row of this number; row 1 is the head."""

    row: int
    words: str


class UnfitSheetError(ValueError):
    """The sheet cannot be taken; `problems` say what is wrong in which row."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"row {each.row}: {each.words}" for each in problems))
        self.problems = problems


def lines_of(sheet: Sheet, *, region: Region) -> list[Line]:
    """The lines of a sheet about `region` and what lies in it; a row without a number says nothing.

    Raises UnfitSheetError.
    """
    places = _places(sheet.header)
    reader = _Reader(region)
    lines: dict[tuple[str, str], Line] = {}
    problems: list[Problem] = []
    for number, cells in sheet.rows:
        texts = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
        if not texts["places"]:
            continue
        try:
            line = reader.line_of(texts)
        except ValueError as error:
            problems.append(Problem(number, str(error)))
            continue
        if (line.region, line.category) in lines:
            problems.append(Problem(number, _("The same region and category stand in an earlier row.")))
        lines[line.region, line.category] = line
    if not lines and not problems:
        problems.append(Problem(1, _("The list has no rows.")))
    if problems:
        raise UnfitSheetError(problems)
    return list(lines.values())


def _places(header: tuple[str, ...]) -> dict[str, int]:
    titles = [re.sub(r"[\s_]+", " ", title).strip(" .*").casefold() for title in header]
    found = {
        column: next((titles.index(name) for name in names if name in titles), -1)
        for column, names in COLUMNS.items()
    }
    if missing := [COLUMNS[column][0] for column, place in found.items() if place < 0]:
        words = _("The first row must name the columns. Missing: %(columns)s.")
        raise UnfitSheetError([Problem(1, words % {"columns": ", ".join(missing)})])
    return found


class _Reader:
    """What regions and categories are called."""

    def __init__(self, region: Region) -> None:
        inside = Region.objects.filter(region.within("code")).exclude(level=Level.VILLAGE)
        self._by_code = {each.code: each for each in inside}
        self._by_name: dict[str, list[str]] = {}
        for each in self._by_code.values():
            self._by_name.setdefault(key(each.name), []).append(each.code)
        self._categories = dict(_category_names())

    def line_of(self, texts: Mapping[str, str]) -> Line:
        """The line a row states. Raises ValueError with words for people."""
        return Line(
            self._region(texts["region"].strip()),
            self._category(texts["category"]),
            self._number(texts["places"].strip()),
        )

    def _region(self, text: str) -> str:
        if text in self._by_code:
            return text
        codes = self._by_name.get(key(text), []) if text else []
        if len(codes) == 1:
            return codes[0]
        if codes:
            words = _("There is more than one region %(name)s. Write its code.")
        else:
            words = _("There is no province, regency or kecamatan %(name)s in your region.")
        raise ValueError(words % {"name": text[:80] or "–"})

    def _category(self, text: str) -> str:
        code = self._categories.get(_plain(text))
        if code is None:
            raise ValueError(_("There is no category %(name)s.") % {"name": text[:80] or "–"})
        return code

    def _number(self, text: str) -> int:
        if re.fullmatch(r"[0-9]{1,8}|[0-9]{1,3}(\.[0-9]{3})+", text, re.ASCII):
            number = int(text.replace(".", ""))
            if number <= MOST_PLACES:
                return number
        raise ValueError(_("The number of places is no whole number: %(text)s.") % {"text": text[:40] or "–"})


def _category_names() -> Iterator[tuple[str, str]]:
    """Each category's code and its name in every language, to its code."""
    for each in CATEGORIES.values():
        yield _plain(each.code), each.code
        for language in _LANGUAGES:
            with translation.override(language):
                yield _plain(str(each.label)), each.code


def _plain(text: str) -> str:
    return re.sub(r"[\s_\-]+", " ", text).strip().casefold()
