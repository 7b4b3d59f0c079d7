"""Which files are taken as a letter or a photo, and what is said of those that are not."""

import hashlib
import zipfile
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfWriter

from gapura.registration.letters.checking import LARGEST, CheckedFile, LetterError, check_letter, check_photo
from tests.registration import files


def refused(body: bytes, name: str = "surat.pdf") -> str:
    """The code with which a letter is refused."""
    with pytest.raises(LetterError) as error:
        check_letter(body, name)
    assert str(error.value)
    return error.value.code


def test_a_pdf_is_kept_as_it_came() -> None:
    body = files.pdf(pages=2)

    kept = check_letter(body, "Surat Permohonan.PDF")

    assert kept == CheckedFile(
        kind="pdf",
        content_type="application/pdf",
        pages=2,
        name="Surat Permohonan.pdf",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew(kind: str) -> None:
    kept = check_letter(files.picture(kind=kind), "IMG_2021.whatever")

    assert (kept.kind, kept.content_type, kept.pages, kept.name) == (
        "picture",
        "image/jpeg",
        1,
        "IMG_2021.jpg",
    )
    with Image.open(BytesIO(kept.body)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (1200, 1600)
    assert kept.sha256 == hashlib.sha256(kept.body).hexdigest()


def test_a_photo_stands_upright_and_says_not_where_it_was_taken() -> None:
    kept = check_photo(files.photo_with_position())

    with Image.open(BytesIO(kept.body)) as picture:
        assert picture.size == (1200, 1600)
        assert not picture.getexif()
    assert b"Telepon" not in kept.body
    assert kept.name == "dokumen.jpg"


def test_a_transparent_picture_lies_on_white_paper() -> None:
    out = BytesIO()
    Image.new("RGBA", (500, 500), (0, 0, 0, 0)).save(out, "PNG")

    with Image.open(BytesIO(check_letter(out.getvalue()).body)) as picture:
        assert picture.getpixel((250, 250)) == (255, 255, 255)


def test_a_large_picture_becomes_as_large_as_a_sheet_needs() -> None:
    with Image.open(BytesIO(check_letter(files.picture((5400, 7200))).body)) as picture:
        assert max(picture.size) == 3600


def test_a_photo_of_a_place_is_no_pdf() -> None:
    with pytest.raises(LetterError) as error:
        check_photo(files.pdf(), "kantor.pdf")
    assert error.value.code == "not_a_picture"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (files.catalog(Names=files.dictionary(JavaScript=files.dictionary())), "script"),
        (files.opening(S="/JavaScript", JS="app.alert(1)"), "script"),
        (files.unreachable(S="/JavaScript", JS="app.alert(1)"), "script"),
        (files.opening(S="/Launch", F="/bin/sh"), "launch"),
        (files.annotation(Subtype="/Link", A=files.dictionary(S="/GoToR", F="lain.pdf")), "launch"),
        (files.opening(S="/URI", URI="https://contoh.example/"), "automatic"),
        (files.catalog(AA=files.dictionary(WC=files.dictionary(S="/Named", N="/Print"))), "automatic"),
        (lambda writer: writer.add_attachment("isi.exe", b"MZ"), "attachment"),
        (files.annotation(Subtype="/FileAttachment"), "attachment"),
        (files.annotation(Subtype="/RichMedia"), "media"),
        (files.annotation(Subtype="/Screen"), "media"),
        (files.catalog(AcroForm=files.dictionary(XFA="x")), "form"),
        (files.annotation(Subtype="/Widget", A=files.dictionary(S="/SubmitForm")), "form"),
        (lambda writer: writer.encrypt("rahasia"), "locked"),
        (lambda writer: writer.encrypt("", "hanya-pemilik"), "locked"),
    ],
)
def test_a_pdf_that_is_locked_or_does_something_is_refused(change: files.Change, code: str) -> None:
    assert refused(files.pdf(change=change)) == code


def test_a_pdf_may_have_links_and_open_at_a_page() -> None:
    link = files.annotation(Subtype="/Link", A=files.dictionary(S="/URI", URI="https://contoh.example/"))

    assert check_letter(files.pdf(change=link)).pages == 1
    assert check_letter(files.pdf(change=files.opening(S="/GoTo", D="awal"))).pages == 1


def test_a_pdf_has_between_one_and_twenty_pages() -> None:
    assert check_letter(files.pdf(pages=20)).pages == 20
    assert refused(files.pdf(pages=21)) == "too_many_pages"
    assert refused(files.written(PdfWriter())) == "no_pages"


@pytest.mark.parametrize("cut", [20, 200, -40])
def test_a_pdf_that_was_cut_short_is_broken(cut: int) -> None:
    assert refused(files.pdf()[:cut]) == "broken"


def test_what_only_begins_and_ends_like_a_pdf_is_broken() -> None:
    assert refused(b"%PDF-1.7\n" + b"Yth. Kepala Pusat Data\n" * 50 + b"startxref\n9\n%%EOF") == "broken"


def test_a_page_that_unpacks_to_gigabytes_takes_no_more_than_it_may() -> None:
    bomb = files.contents(zlib.compress(b"\0" * 2**28, 9), Filter="/FlateDecode")

    assert refused(files.pdf(change=bomb)) in {"broken", "too_heavy"}


def test_pages_that_go_round_in_a_circle_are_broken() -> None:
    def circle(writer: PdfWriter) -> None:
        tree: Any = writer.pages[0]["/Parent"]
        tree["/Kids"].append(tree.indirect_reference)

    assert refused(files.pdf(change=circle)) == "broken"


def test_what_is_two_files_at_once_is_refused() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as box:
        box.writestr("program.js", "1")

    assert refused(files.pdf() + archive.getvalue()) == "extra"
    assert refused(files.pdf() + b"<html><script>1</script>") == "extra"
    assert refused(b"GIF89a" + files.pdf()) in {"extra", "other_picture"}
    assert refused(b"#!/bin/sh\n" + files.pdf()) == "extra"
    assert refused(files.picture() + archive.getvalue()) == "extra"
    assert refused(files.picture(comment=files.pdf())) == "extra"


def test_what_hangs_behind_a_picture_is_left_behind() -> None:
    kept = check_letter(files.picture() + b"<script>alert(1)</script>")

    assert b"script" not in kept.body


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"Yth. Kepala Pusat Data", "unknown"),
        (b"<html><script>alert(1)</script></html>", "unknown"),
        (b"MZ\x90\0" + b"\0" * 100, "unknown"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"PK\x03\x04\x14\0\6\0word/document.xml", "office_document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "office_document"),
        (b"GIF89a" + b"\0" * 100, "other_picture"),
        (b"%PDF-1.7\n", "broken"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 50, "broken"),
    ],
)
def test_what_is_no_letter_is_refused_by_what_it_holds(body: bytes, code: str) -> None:
    assert refused(body, "surat.pdf") == code


def test_a_picture_that_was_cut_short_is_broken() -> None:
    body = files.picture()

    assert refused(body[: len(body) // 2]) == "broken"


def test_pictures_have_a_sensible_size() -> None:
    assert refused(files.picture((300, 2000))) == "too_small"
    assert refused(files.claiming(8_000, 5_001)) == "too_many_pixels"
    assert refused(files.claiming(60_000, 60_000)) == "too_many_pixels"


def test_nothing_over_five_megabytes_is_even_opened() -> None:
    assert refused(b"%PDF-" + b"0" * LARGEST) == "too_large"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Surat\\kantor.docx", "kantor.pdf"),
        ("surat\u202efdp.exe", "suratfdp.pdf"),
        ("a" * 300 + ".pdf", "a" * 96 + ".pdf"),
        (".pdf", "dokumen.pdf"),
        ('"<x>".pdf', "x.pdf"),
    ],
)
def test_a_name_is_harmless_and_ends_truly(given: str, kept: str) -> None:
    assert check_letter(files.pdf(), given).name == kept
