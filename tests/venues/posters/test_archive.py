"""All posters in one ZIP."""

import io
import re
from collections.abc import Iterator
from zipfile import ZipFile

import pypdf
import pytest

from gapura.venues.posters import PosterData, PosterError, zip_posters
from gapura.venues.posters.archive import file_name
from tests.venues.posters.examples import a_poster, picture, texts_read

OFFICES = [
    [
        a_poster(1, 1, office="Kantor Camat Ubud"),
        a_poster(1, 2, office="Kantor Camat Ubud", door="Pintu barat"),
    ],
    [a_poster(2, 1, office="Kantor Camat Ubud")],
    [a_poster(3, 1, office="../../etc/passwd\\..\u0000😀")],
]


def _zipped(offices: list[list[PosterData]]) -> bytes:
    out = io.BytesIO()
    zip_posters(offices, out)
    return out.getvalue()


def test_each_office_has_one_pdf_with_a_page_for_each_door() -> None:
    with ZipFile(io.BytesIO(_zipped(OFFICES))) as archive:
        assert archive.testzip() is None
        pdfs = [archive.read(name) for name in archive.namelist()]
    assert [len(pypdf.PdfReader(io.BytesIO(pdf)).pages) for pdf in pdfs] == [2, 1, 1]
    assert texts_read(picture(pdfs[0], width=500, page=1)) == [OFFICES[0][1].url]


def test_file_names_are_plain_and_unique_even_for_offices_of_one_name() -> None:
    with ZipFile(io.BytesIO(_zipped(OFFICES))) as archive:
        names = archive.namelist()
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\.pdf", name) for name in names)


@pytest.mark.parametrize("office", ["中文", "/", "", "CON", "a" * 500])
def test_a_file_name_is_safe_whatever_the_office_is_called(office: str) -> None:
    name = file_name(a_poster(office=office))
    assert re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9-]*\.pdf", name)
    assert len(name) < 100


def test_progress_is_told_after_each_office() -> None:
    seen: list[int] = []
    zip_posters(OFFICES, io.BytesIO(), seen.append, language="id")
    assert seen == [1, 2, 3]


def test_an_office_is_asked_for_when_the_one_before_it_is_written() -> None:
    told: list[str] = []

    def offices() -> Iterator[list[PosterData]]:
        for number, office in enumerate(OFFICES, 1):
            told.append(f"asked for {number}")
            yield office

    zip_posters(offices(), io.BytesIO(), lambda done: told.append(f"wrote {done}"), language="id")
    assert told == [f"{what} {number}" for number in (1, 2, 3) for what in ("asked for", "wrote")]


def test_the_same_posters_give_the_same_archive() -> None:
    assert _zipped(OFFICES[:1]) == _zipped(OFFICES[:1])


def test_an_office_without_doors_is_refused() -> None:
    with pytest.raises(PosterError, match="no poster"):
        _zipped([[]])
