"""Posters as documents: what they say, to whom, and what names from outside may do to them."""

import io
import unicodedata
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapura.venues.posters import PosterError, render_poster, render_posters
from gapura.venues.posters.data import LONGEST_LINE, LONGEST_NAME, printable
from gapura.venues.posters.words import WORDS
from tests.venues.posters.examples import a_poster, picture, texts_read

HOSTILE = [
    '#import "x"; #panic("no")',
    "$ x^2 $ *bold* _it_ `raw` <label> @ref // /* \\ ~ -- ---",
    "= Heading #set page(width: 1pt) [",
    "😀🏛️ 中文 مكتب ᬓᬦ᭄ᬢᭀᬃ",
    "\u202eevil\u202c\u0000\u0007\ud800\ufeff",
    "Kantor " * 40,
    "Z" * 200,
    "Z" * 100_000,
    "e\u0301" * 50,
    '"}]} {{ office }} %s {url}',
    "<script>alert(1)</script>",
]


def _read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def _text(pdf: bytes, page: int = 0) -> str:
    return " ".join(_read(pdf).pages[page].extract_text().replace("\u200b", "").split())


def _elements(node: Any) -> Iterator[dict[str, Any]]:
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _elements(child)
    elif isinstance(node, dict) and "/S" in node:
        yield node
        if "/K" in node:
            yield from _elements(node["/K"])


@pytest.mark.parametrize("size", ["A4", "A3"])
@pytest.mark.parametrize("language", ["id", "en", "both"])
def test_a_poster_says_where_it_hangs_and_how_to_check_in(size: Any, language: Any) -> None:
    text = _text(render_poster(a_poster(), size=size, language=language))
    for said in (
        "Kantor Perbekel Desa Batuan",
        "Pintu utama",
        "Kecamatan Sukawati, Kabupaten Gianyar",
        "0005-X1K5-7E37",
        "gapura.example/c/0005-X1K5-7E37",
    ):
        assert said in text
    for spoken in ("id", "en"):
        expected = language in (spoken, "both")
        sentences = [words for key, words in WORDS[spoken].items() if key not in ("alt", "title")]
        assert [sentence in text for sentence in sentences] == [expected] * len(sentences)


def test_the_one_true_domain_is_named_with_a_warning() -> None:
    text = _text(render_poster(a_poster(), size="A4", language="both"))
    assert "Alamat resmi: gapura.example. Alamat lain palsu" in text
    assert "Official address: gapura.example. Any other address is false" in text


@pytest.mark.parametrize(("size", "millimetres"), [("A4", (210, 297)), ("A3", (297, 420))])
def test_the_page_is_one_sheet_of_the_paper_asked_for(size: Any, millimetres: tuple[int, int]) -> None:
    pages = _read(render_poster(a_poster(), size=size, language="both")).pages
    assert len(pages) == 1
    box = pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == millimetres


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_nothing_is_printed_within_ten_millimetres_of_the_edge(size: Any) -> None:
    longest = a_poster(office="W" * 300, door="W" * 300, place="W" * 300, note="W" * 300)
    for poster in (a_poster(), longest):
        image = picture(render_poster(poster, size=size, language="both"), width=630)
        left, top, right, bottom = image.point(lambda value: 255 - value).getbbox() or (0, 0, 0, 0)
        edge = 10 * image.width / (210 if size == "A4" else 297)
        assert min(left, top, image.width - right, image.height - bottom) >= edge


def test_the_qr_keeps_four_quiet_modules_of_white() -> None:
    image = picture(render_poster(a_poster(), size="A4", language="both"), width=2100)
    module = 96 * 10 / (29 + 8)
    centre, top = image.width / 2, _first_black_row(image)
    quiet = image.crop(
        (int(centre - 14.5 * module), int(top - 3.6 * module), int(centre + 14.5 * module), top - 1)
    )
    assert quiet.getextrema() == (255, 255)


def _first_black_row(image: Any) -> int:
    """The row of the QR's upper edge: the first with as much pure black as two finder patterns have."""
    for row in range(image.height // 6, image.height):
        if image.crop((0, row, image.width, row + 1)).point(lambda v: 255 * (v == 0)).histogram()[255] > 300:
            return row
    raise AssertionError("no QR on the page")


@pytest.mark.parametrize(("language", "spoken"), [("id", "id"), ("en", "en"), ("both", "id")])
def test_the_document_says_its_language_title_and_that_it_is_accessible(language: Any, spoken: str) -> None:
    reader = _read(render_poster(a_poster(), size="A4", language=language))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == spoken
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == (
        f"{WORDS[spoken]['title']} – Kantor Perbekel Desa Batuan – Pintu utama"  # type: ignore[index]
    )
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_a_screen_reader_hears_headings_steps_and_what_the_qr_holds() -> None:
    poster = a_poster()
    root: Any = _read(render_poster(poster, size="A4", language="both")).trailer["/Root"]
    elements = list(_elements(root["/StructTreeRoot"]["/K"]))
    kinds = [element["/S"] for element in elements]
    assert kinds[1] == "/H1"
    assert kinds.count("/H2") == 3
    assert kinds.count("/LI") == 3
    figures = [element for element in elements if element["/S"] == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == [
        f"Kode QR berisi alamat {poster.url}. Kode tempat: 0005-X1K5-7E37."
    ]
    assert any(element.get("/Lang") == "en" for element in elements)


def test_a_reprinted_poster_is_the_same_to_the_last_byte() -> None:
    first, second = (render_poster(a_poster(), size="A4", language="both") for _ in range(2))
    assert first == second


def test_an_office_without_door_names_or_place_has_a_poster_too() -> None:
    pdf = render_poster(a_poster(door="", place=""), size="A4", language="id")
    assert "Kantor Perbekel Desa Batuan Pindai untuk check-in" in _text(pdf)


def test_a_note_is_printed_below() -> None:
    pdf = render_poster(a_poster(note="Contoh: data sintetis."), size="A4", language="id")
    assert _text(pdf).endswith("Contoh: data sintetis.")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_as_text_on_one_sheet_that_still_scans(name: str) -> None:
    poster = a_poster(office=name, door=name, place=name, note=name)
    pdf = render_poster(poster, size="A4", language="both")
    assert len(_read(pdf).pages) == 1
    assert texts_read(picture(pdf, width=500)) == [poster.url]


def test_markup_in_a_name_is_printed_letter_by_letter() -> None:
    name = '#import "x": * $a$ _b_ [c] `d`'
    assert name in _text(render_poster(a_poster(office=name), size="A4", language="id"))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80).filter(lambda text: printable(text) != ""))
def test_any_name_at_all_makes_a_poster(name: str) -> None:
    assert render_poster(a_poster(office=name, door=name), size="A4", language="both").startswith(b"%PDF")


def test_every_character_let_through_has_a_glyph() -> None:
    kept = [sign for sign in map(chr, range(0x20, 0x2100)) if printable(f"a{sign}") == f"a{sign}"]
    assert len(kept) > 1000
    rows = ["".join(kept[start : start + 90]) for start in range(0, len(kept), 90)]
    posters = [a_poster(office=row) for row in rows]
    # PDF/UA forbids missing glyphs, so typesetting fails where one is missing.
    assert len(_read(render_posters(posters, size="A4", language="id")).pages) == len(rows)


@given(st.text())
def test_a_printable_line_is_short_visible_and_settled(text: str) -> None:
    line = printable(text)
    assert len(line.replace("\u200b", "")) <= LONGEST_LINE
    assert all(unicodedata.category(sign)[0] != "C" for sign in line.replace("\u200b", ""))
    assert printable(line) == line


def test_what_has_no_glyph_becomes_a_hollow_square_and_what_is_too_long_an_ellipsis() -> None:
    assert printable("Kantor 😀😀 Desa") == "Kantor □ Desa"
    assert printable("a " * 500, LONGEST_NAME).endswith("…")
    assert printable(" Kantor\n\tDesa ") == "Kantor Desa"


def test_a_poster_without_a_name_is_refused() -> None:
    with pytest.raises(PosterError, match="office's name"):
        render_poster(a_poster(office=" \u202e "), size="A4", language="id")


def test_a_domain_too_long_for_the_qr_is_refused() -> None:
    with pytest.raises(PosterError, match="24 for the domain"):
        render_poster(a_poster(domain="check-in.gapura.gianyarkab.go.id"), size="A4", language="id")


def test_an_unknown_paper_or_language_is_refused() -> None:
    with pytest.raises(PosterError, match="A4 or A3"):
        render_poster(a_poster(), size="A5", language="id")  # type: ignore[arg-type]
    with pytest.raises(PosterError, match="id, en or both"):
        render_poster(a_poster(), size="A4", language="jv")  # type: ignore[arg-type]


def test_no_posters_are_refused() -> None:
    with pytest.raises(PosterError, match="no poster"):
        render_posters([], size="A4", language="id")


def test_many_posters_are_one_document_with_a_page_and_a_bookmark_each() -> None:
    posters = [a_poster(number, office=f"Kantor Desa {number}") for number in range(1, 190)]
    pdf = render_posters(posters, size="A4", language="both")
    reader = _read(pdf)
    assert len(reader.pages) == 189
    bookmarks = [mark for mark in reader.outline if not isinstance(mark, list)]
    assert [mark.title for mark in bookmarks] == [poster.office for poster in posters]
    assert [reader.get_destination_page_number(mark) for mark in bookmarks] == list(range(189))
    assert texts_read(picture(pdf, width=500, page=188)) == [posters[188].url]
