"""Coordinator and reviewer look at coverage, open the places behind each number, and take the tables away."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gapura.audit.trail import COMMAND
from gapura.cli import main
from gapura.oversight.coverage.counting import count_today
from gapura.oversight.coverage.models import Stock, StockList
from gapura.oversight.coverage.stock import Line, import_stock
from gapura.oversight.models import VenueDay
from gapura.regions.geojson import outlines_of
from gapura.regions.models import Level
from gapura.regions.outlines import import_outlines
from gapura.venues.models import Venue
from tests.oversight.weeks import long_since
from tests.oversight.world import World, signed_in, venue
from tests.regions.outlines import gianyar
from tests.registration.coordinator import read_xlsx
from tests.staff import region

pytestmark = pytest.mark.django_db
STOCK = "/cakupan/jumlah-tempat/"


@pytest.fixture
def counted(world: World) -> World:
    """Two places of four known, one of them live since today."""
    long_since()
    VenueDay.objects.create(venue_id=world.desa.pk, day=timezone.localdate(), check_ins=3)
    import_stock(
        [Line("51.04.01", "kantor_desa", 3), Line("51.04.01", "puskesmas", 1)],
        region=world.gianyar,
        source="Dinas Kominfo Gianyar",
        as_of=timezone.localdate(),
        by=COMMAND,
    )
    count_today(timezone.now() - timedelta(days=1))
    count_today()
    return world


def page(client: Client, address: str) -> str:
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_coordinator_reads_it_in_words_in_a_picture_and_in_tables(counted: World) -> None:
    shown = page(signed_in(counted.dayu), "/cakupan/")

    assert "Of 4 known places 2 are registered (50.0 %), 1 live (25.0 %)." in shown
    assert "Live of the known places" in shown
    assert "Most in Sukawati: 25.0 %" in shown
    assert 'aria-label="Sukawati, Live: 1"' in shown
    assert 'href="/cakupan/"' in page(signed_in(counted.dayu), "/koordinator/")
    assert 'href="/cakupan/"' in page(signed_in(counted.agus), "/verifikasi/")


def test_each_number_opens_its_list(counted: World) -> None:
    client = signed_in(counted.dayu)

    assert "Kantor Perbekel Desa Batubulan" in page(client, "/cakupan/51.04.01/tempat/live/")
    assert "Puskesmas Sukawati I" in page(client, "/cakupan/51.04.01/tempat/silent/?kategori=puskesmas")
    assert "Puskesmas Sukawati I" not in page(client, "/cakupan/51.04.01/tempat/confirmed/")
    assert "Puskesmas Sukawati I" in page(client, "/cakupan/51.04/tempat/unattended/")
    assert "No place fits" in page(client, "/cakupan/51.04/tempat/applying/")


@pytest.mark.parametrize("path", ["", "tempat/live/", "tempat/live.csv", "cakupan.xlsx", "kategori.csv"])
def test_another_region_does_not_exist_for_a_coordinator(counted: World, path: str) -> None:
    assert signed_in(counted.dayu).get(f"/cakupan/51.03/{path}").status_code == 404
    assert signed_in(counted.stranger).get(f"/cakupan/51.04/{path}").status_code == 404
    assert signed_in(counted.stranger).get(f"/cakupan/51.04.01/{path}").status_code == 404
    assert signed_in(counted.dayu).get(f"/cakupan/ID/{path}").status_code == 404


def test_the_nations_reviewer_goes_down_to_a_kecamatan_and_up_again(counted: World) -> None:
    client = signed_in(counted.agus)

    assert 'href="/cakupan/51/"' in page(client, "/cakupan/")
    assert 'href="/cakupan/51.04/"' in page(client, "/cakupan/51/")
    assert 'href="/cakupan/51.04.01/"' in page(client, "/cakupan/51.04/")
    assert 'href="/cakupan/51.04/"' in page(client, "/cakupan/51.04.01/")


@pytest.mark.parametrize("who", ["putu", "komang", "sari", "made"])
def test_others_have_no_business_here(counted: World, who: str) -> None:
    assert signed_in(getattr(counted, who)).get("/cakupan/").status_code == 403


@pytest.mark.parametrize("query", ["?kategori=istana", "?kategori=%27"])
def test_an_unknown_category_is_no_page(counted: World, query: str) -> None:
    assert signed_in(counted.dayu).get(f"/cakupan/{query}").status_code == 404


def test_the_map_takes_the_place_of_tiles_once_outlines_are_there(counted: World) -> None:
    client = signed_in(counted.dayu)
    region("51.04.02", "Blahbatuh", Level.KECAMATAN, counted.gianyar)
    assert "url(#coverage-map" not in page(client, "/cakupan/")

    import_outlines(outlines_of(gianyar()), source="our own hand, CC0", by=COMMAND)
    shown = page(client, "/cakupan/")
    assert 'href="/cakupan/51.04.01/" aria-label="Sukawati: 25 %"' in shown
    assert "Outlines: our own hand, CC0." in shown


def test_a_page_asks_the_same_few_questions_however_many_places_there_are(
    counted: World, django_assert_num_queries: Any
) -> None:
    client = signed_in(counted.dayu)
    client.get("/cakupan/")
    for number in range(5):
        venue(f"Pasar {number}", counted.sukawati, "pasar")
    count_today()

    with django_assert_num_queries(9):
        client.get("/cakupan/")
    with django_assert_num_queries(6):
        client.get("/cakupan/51.04/tempat/registered/")


def test_known_places_come_page_by_page_with_the_same_few_questions(
    counted: World, django_assert_num_queries: Any
) -> None:
    client = signed_in(counted.dayu)
    first = StockList.objects.get()
    client.get(STOCK)
    StockList.objects.bulk_create(
        StockList(region=counted.gianyar, source=f"List {number}", as_of=first.as_of, imported_by="command")
        for number in range(50)
    )
    kecamatan = [
        region(f"51.04.{number}", f"Kecamatan {number}", Level.KECAMATAN, counted.gianyar)
        for number in range(20, 70)
    ]
    Stock.objects.bulk_create(
        Stock(list=first, region=each, category="pasar", places=1) for each in kecamatan
    )

    with django_assert_num_queries(6):
        assert first.source not in page(client, STOCK)
    assert first.source in page(client, f"{STOCK}?page=2")
    one = f"{STOCK}{first.pk}/"
    with django_assert_num_queries(9):
        shown = page(client, one)
    assert "Kecamatan 67" in shown
    assert "Kecamatan 69" not in shown
    assert "<dd>54</dd>" in shown
    assert "Kecamatan 69" in page(client, f"{one}?page=2")


def test_behind_a_great_number_stand_pages_and_no_second_count(counted: World) -> None:
    pattern = {"category": "sekolah", "sector": "education", "region": counted.sukawati, "capacity": 10}
    Venue.objects.bulk_create(Venue(name=f"A{number:04}", **pattern) for number in range(1_030))
    client, address = signed_in(counted.dayu), "/cakupan/51.04/tempat/registered/"

    first = page(client, address)
    assert "Registered: more than 1,000" in first
    assert "Page 1</span>" in first
    assert counted.desa.name in page(client, f"{address}?page=21")


def test_before_the_first_count_the_page_says_so(world: World) -> None:
    assert "Nothing has been counted here yet" in page(signed_in(world.dayu), "/cakupan/")
    assert signed_in(world.dayu).get("/cakupan/51.04/cakupan.xlsx").status_code == 404


def test_the_tables_go_as_csv_and_xlsx(counted: World) -> None:
    client = signed_in(counted.dayu)
    answer = client.get("/cakupan/51.04/wilayah.csv", headers={"accept-language": "en"})
    body = answer.content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(body))

    assert (row["Code"], row["Known places"], row["Registered"], row["Live"]) == ("51.04.01", "4", "2", "1")
    assert 'filename="cakupan-51.04-wilayah.csv"' in answer["Content-Disposition"]
    book = client.get("/cakupan/51.04/cakupan.xlsx", headers={"accept-language": "en"})
    assert [read_xlsx(book.content, sheet)[0][1] for sheet in range(3)] == ["Category", "Kecamatan", "Day"]
    assert len(read_xlsx(book.content, 2)) == 3


def test_a_name_that_looks_like_a_formula_is_text_in_both_files(counted: World) -> None:
    venue("=HYPERLINK(A1)", counted.sukawati, "pasar")
    client = signed_in(counted.dayu)
    answer = client.get("/cakupan/51.04/tempat/registered.csv")
    body = answer.content.decode("utf-8-sig")

    assert "'=HYPERLINK(A1)" in body
    rows = read_xlsx(client.get("/cakupan/51.04/tempat/registered.xlsx").content)
    assert "=HYPERLINK(A1)" in [row[0] for row in rows]


def sent(client: Client, text: str, **other: str) -> Any:
    said = {"source": "Bappeda Gianyar", "as_of": "2021-10-01", **other}
    sheet = SimpleUploadedFile("daftar.csv", text.encode())
    return client.post(STOCK, {"sheet": sheet, **said}, headers={"accept-language": "en"})


def test_a_coordinator_sends_a_list_of_known_places_and_takes_it_back(world: World) -> None:
    client = signed_in(world.dayu)
    answer = sent(client, "wilayah;kategori;jumlah\nSukawati;Pasar;12\n51.04;puskesmas;13\nSukawati;opd;\n")
    kept = StockList.objects.get()

    assert answer["Location"] == f"{STOCK}{kept.pk}/"
    assert set(Stock.objects.values_list("region_id", "category", "places")) == {
        ("51.04.01", "pasar", 12),
        ("51.04", "puskesmas", 13),
    }
    shown = page(client, f"{STOCK}{kept.pk}/")
    assert "Bappeda Gianyar" in shown
    assert world.dayu.name in shown
    client.post(f"{STOCK}{kept.pk}/tarik/")
    assert "taken back" in page(client, STOCK)


def test_what_is_wrong_is_said_row_by_row_and_nothing_is_kept(world: World) -> None:
    answer = sent(
        signed_in(world.dayu),
        "wilayah,kategori,jumlah\nSukawati,pasar,12\nKuta,pasar,3\nSukawati,istana,1\nSukawati,pasar,1\n"
        "Sukawati,opd,-4\n",
    )
    said = answer.content.decode()

    assert answer.status_code == 422
    assert "Row 3: There is no province, regency or kecamatan Kuta in your region." in said
    assert "Row 4: There is no category istana." in said
    assert "Row 5: The same region and category stand in an earlier row." in said
    assert "Row 6: The number of places is no whole number: -4." in said
    assert not StockList.objects.exists()


@pytest.mark.parametrize(
    ("text", "other", "words"),
    [
        ("nama,kategori\nx,pasar\n", {}, "Missing: wilayah, jumlah."),
        ("\x00\x01", {}, "cannot be read as a list"),
        ("wilayah,kategori,jumlah\nSukawati,pasar,1\n", {"as_of": "2121-01-01"}, "between 1990 and today"),
        ("wilayah,kategori,jumlah\nSukawati,pasar,1\n", {"as_of": "soon"}, "This is no date."),
        ("wilayah,kategori,jumlah\nSukawati,pasar,1\n", {"source": ""}, "Say where the numbers come from."),
        ("wilayah,kategori,jumlah\n", {}, "The list has no rows."),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_with_the_reason(
    world: World, text: str, other: dict[str, str], words: str
) -> None:
    answer = sent(signed_in(world.dayu), text, **other)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_lists_of_another_region_do_not_exist(counted: World) -> None:
    (kept,) = StockList.objects.all()
    client = signed_in(counted.stranger)

    assert "Dinas Kominfo Gianyar" not in page(client, STOCK)
    assert client.get(f"{STOCK}{kept.pk}/").status_code == 404
    assert client.post(f"{STOCK}{kept.pk}/tarik/").status_code == 404


def test_the_template_comes_back_filled_in(world: World) -> None:
    client = signed_in(world.dayu)
    head, first, *_others = read_xlsx(client.get(f"{STOCK}templat.xlsx").content)
    filled = "\n".join([";".join(map(str, head)), ";".join([*map(str, first[:3]), "70"])])

    assert sent(client, filled).status_code == 302
    assert Stock.objects.get().places == 70


def test_the_command_imports_a_list(world: World, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "stock.csv"
    file.write_text("kecamatan,kategori,jumlah\nSukawati,Village office,12\n")

    assert not main(["import", "stock", str(file), "--source", "Bappeda", "--as-of", "2021-10-01"])
    assert "1 kinds of places are kept" in capsys.readouterr().out
    assert StockList.objects.get().imported_by == "command"
    file.write_text("kecamatan,kategori,jumlah\nKuta,Village office,12\n")
    assert main(["import", "stock", str(file)]) == 2
    assert "row 2: There is no province" in capsys.readouterr().err
