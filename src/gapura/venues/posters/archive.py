"""All posters as one ZIP, a PDF per office, to be handed out or mailed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from gapura.core.codes.venue_code import pretty
from gapura.venues.posters.data import PosterData
from gapura.venues.posters.render import Languages, Press, Size

_LONGEST_NAME: Final = 60
_EARLIEST_DATE: Final = (1980, 1, 1, 0, 0, 0)


def zip_posters(
    offices: Iterable[Sequence[PosterData]],
    out: BinaryIO,
    progress: Callable[[int], object] | None = None,
    *,
    size: Size = "A4",
    language: Languages = "both",
) -> None:
    """Write a ZIP into `out`: for each office, one PDF with a page for each of its doors.

    Offices are taken one by one; `progress` is told after each how many are done. Raises `PosterError`;
    the same posters give the same bytes.
    """
    press = Press(size=size, language=language)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for done, doors in enumerate(offices, start=1):
            pdf = press.print(doors)
            archive.writestr(ZipInfo(file_name(doors[0]), _EARLIEST_DATE), pdf, ZIP_DEFLATED)
            if progress:
                progress(done)


def file_name(data: PosterData) -> str:
    """A name every file system takes, unique by its venue code: desa-batuan-0005-X2CF-M81M.pdf."""
    plain = unicodedata.normalize("NFKD", data.office).encode("ascii", "ignore").decode("ascii").lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-")
    return "-".join(part for part in (words, pretty(data.code)) if part) + ".pdf"
