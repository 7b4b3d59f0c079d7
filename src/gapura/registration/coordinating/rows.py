"""One row of a sheet: what it says, with what was said for the whole sheet at once, or why it is refused."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from gapura.registration import details, findings
from gapura.registration.coordinating.columns import COLUMNS, FORMULA_STARTS
from gapura.registration.coordinating.geography import Geography, Said, UnfitPlaceError
from gapura.registration.details import Details
from gapura.registration.findings import Finding
from gapura.registration.names import plain_name
from gapura.venues.categories import CATEGORIES

# These begin with + or - of their own.
_SIGNED: Final = frozenset({"phone", "latitude", "longitude"})
_BROKEN: Final = re.compile(r"#(REF|N/A|VALUE|NAME|DIV/0|NULL|NUM)[!?]?", re.IGNORECASE)
_SHORTENED: Final = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
"""A long number as spreadsheet programs show it, and write it into a CSV file."""
_MINISTRYS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("perdagangan", "pusat perbelanjaan", "pasar", "trade"), "pasar"),
    **dict.fromkeys(("transportasi", "transport", "transportation"), "terminal"),
    **dict.fromkeys(("pariwisata", "wisata", "tourism"), "objek_wisata"),
    **dict.fromkeys(("keagamaan", "agama", "peribadatan", "religion"), "tempat_ibadah"),
    **dict.fromkeys(("pendidikan", "education"), "sekolah"),
}
_OFFICES: Final = frozenset(
    {
        *("perkantoran", "perkantoran pabrik", "kantor", "perkantoran pemerintah", "pemerintahan"),
        *("office", "office factory", "government office", "kesehatan", "health", "fasilitas kesehatan"),
    }
)
_BY_NAME: Final = (
    ("puskesmas_pembantu", ("puskesmas pembantu", "pustu")),
    ("puskesmas", ("puskesmas",)),
    ("rumah_sakit", ("rumah sakit",)),
    ("kantor_camat", ("camat", "kecamatan")),
    ("kantor_kelurahan", ("lurah", "kelurahan")),
    ("kantor_desa", ("perbekel", "desa", "kepala desa")),
    ("dprd", ("dprd", "dewan perwakilan rakyat daerah")),
    ("opd_bagian", ("bagian",)),
    ("uptd", ("uptd", "upt")),
    ("opd", ("dinas", "badan", "inspektorat", "sekretariat", "satuan polisi pamong praja")),
)


def texts_of(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """What stands in each known column of a row."""
    return {field: cells[place].strip() if place < len(cells) else "" for field, place in places.items()}


def read(
    texts: Mapping[str, str], defaults: Mapping[str, Any], geography: Geography
) -> Details | list[Finding]:
    """What a row applies for, or everything that is wrong with it."""
    if strange := _strange(texts):
        return strange
    data = {field: value for field, value in defaults.items() if value not in ("", None)}
    data.update({field: text for field, text in texts.items() if text})
    data["category"] = _category(texts, str(defaults.get("category") or ""))
    wrong: list[Finding] = []
    try:
        region = geography.region_of(_said(texts))
        data["region"] = region.code
        data.setdefault("address", geography.path_of(region))
    except UnfitPlaceError as unfit:
        wrong.append(findings.error(unfit.field, unfit.code, str(unfit)))
        data.setdefault("address", geography.name)
    found = details.read(data, may_be_empty={"email", "region"} if wrong else {"email"})
    return [*wrong, *found] if isinstance(found, list) else wrong or found


def key_of(region: str, place_name: str) -> tuple[str, str]:
    """By what the same place is known again."""
    return region, plain_name(place_name)


def _said(texts: Mapping[str, str]) -> Said:
    return Said(**{field: texts.get(field, "") for field in Said.__slots__})


def _strange(texts: Mapping[str, str]) -> list[Finding]:
    """Cells that no person wrote as what they look like."""
    found = []
    for column in COLUMNS:
        text = texts.get(column.field, "")
        if _BROKEN.fullmatch(text):
            words = _("The spreadsheet program could not work this cell out. Write the value itself.")
            found.append(findings.error(column.field, "broken_cell", words))
        elif _SHORTENED.fullmatch(text):
            words = _(
                "The spreadsheet program has shortened this number and its last digits are gone. "
                "Format the column as text, then type the number anew."
            )
            found.append(findings.error(column.field, "shortened", words))
        elif text.startswith(FORMULA_STARTS) and column.field not in _SIGNED:
            words = _("This begins like a formula. Write it as plain text.")
            found.append(findings.error(column.field, "formula", words))
        elif any(unicodedata.category(sign)[0] == "C" and not sign.isspace() for sign in text):
            words = _("This holds invisible characters. Please type it anew.")
            found.append(findings.error(column.field, "invisible", words))
    return found


def _category(texts: Mapping[str, str], usual: str) -> str:
    """Our category for what is written: ours, or the ministry's wider one with the help of the name."""
    written = texts.get("category", "")
    plain = " ".join(re.findall(r"[a-z0-9]+", written.casefold()))
    if plain in _MINISTRYS:
        return _MINISTRYS[plain]
    if written and plain not in _OFFICES:
        return written
    name = f" {plain_name(texts.get('place_name', ''))} "
    for code, marks in _BY_NAME:
        if any(f" {mark} " in name for mark in marks):
            return code
    return usual if usual in CATEGORIES else ("opd" if written else "")
