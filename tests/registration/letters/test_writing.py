"""The letter that Gapura writes: what it says, and that no text from outside becomes more than text."""

from io import BytesIO
from typing import Any

import pypdf

from gapura.registration.letters.checking import check_letter
from gapura.registration.letters.writing import Place, hours_in_words, write_letter
from tests.registration.world import asks

CELUK = Place("Celuk", "Sukawati", "Kabupaten Gianyar", "Bali")


def text_of(pdf: bytes) -> str:
    """Everything that a letter says."""
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


def letter(place: Place = CELUK, letter_date: str = "2021-10-05", **changes: object) -> bytes:
    """The letter of the village office of Celuk."""
    return write_letter(asks(letter_date=letter_date, **changes), place=place, domain="gapura.example")  # type: ignore[arg-type]


def test_a_letter_says_who_asks_for_what_and_for_where() -> None:
    text = text_of(letter(latitude=-8.6, longitude=115.26, staff=24))

    for said in (
        "PEMERINTAH KABUPATEN GIANYAR",
        "Nomor : 470/112/2021",
        "Gianyar, 5 Oktober 2021",
        "Perihal : Permohonan kode QR check-in",
        "Kepala Pusat Data dan Teknologi Informasi",
        "setiap pintu masuk dan keluar",
        "Ni Luh Contoh",
        "Sekretaris Desa",
        "sekretariat@celuk.desa.id",
        "+6281234567890",
        "Kantor Perbekel Desa Celuk",
        "Celuk, Kecamatan Sukawati, Kabupaten Gianyar, Bali",
        "-8.600000, 115.260000",
        "24 orang",
        "1. Pintu depan (masuk dan keluar)",
        "Nama dan NIP, tanda tangan, stempel",
    ):
        assert said in text


def test_a_letter_is_one_tagged_sheet_and_the_same_twice() -> None:
    pdf = letter()

    assert pdf == letter()
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert len(reader.pages) == 1
    root: dict[str, Any] = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id"


def test_what_gapura_writes_is_a_letter_that_gapura_takes() -> None:
    assert check_letter(letter()).pages == 1


def test_many_doors_go_on_over_the_page_and_hostile_names_stay_text() -> None:
    doors = [{"name": f"#panic() $x$ *b* Pintu {number}"} for number in range(31)]

    text = text_of(letter(place_name='#import "x" = <b>', doors=doors))

    assert '#import "x" = <b>' in text
    assert "31. #panic() $x$ *b* Pintu 30" in text
    assert "halaman 2 dari 2" in text


def test_what_is_not_known_is_left_out() -> None:
    text = text_of(letter(place=Place(kecamatan="Sukawati"), email="", opening_hours={}))

    assert "PEMERINTAH KABUPATEN" not in text
    assert "E-mail" not in text
    assert "Jam layanan" not in text
    assert "Sukawati, 5 Oktober 2021" in text


def test_opening_hours_are_said_in_spans() -> None:
    long, short = ["07:30", "15:30"], ["07:30", "13:00"]
    hours = {"mon": long, "tue": long, "wed": long, "thu": long, "fri": short, "sun": short}

    assert hours_in_words(hours) == "Senin–Kamis 07.30–15.30; Jumat 07.30–13.00; Minggu 07.30–13.00"
    assert hours_in_words({}) == ""
