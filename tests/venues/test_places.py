"""The places of PIC, officer and coordinator, each within their own venues or region."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from gapura import config
from gapura.audit import trail
from gapura.audit.models import Event
from gapura.core.codes.venue_code import pretty
from gapura.venues import press
from gapura.venues.acts import reissue_number, withdraw_venue
from gapura.venues.acts.registering import subject
from gapura.venues.codes import code_of
from gapura.venues.crowd import crowded
from gapura.venues.models import Door, Printing, Venue
from tests.postgresql.plans import plans_of
from tests.staff import World, signed_in, venue
from tests.visits_by_hand import visit


def words(text: str) -> str:
    """A page's text with its blanks evened out."""
    return " ".join(text.split())


def test_a_pic_sees_own_venues_only(world: World) -> None:
    page = signed_in(world.putu).get("/pic/").content.decode()
    assert world.desa.name in page
    assert world.puskesmas.name not in page
    assert pretty(code_of(world.desa, 1)) in page
    assert pretty(code_of(world.desa, 2)) in page


def test_a_pic_sees_the_crowd_and_todays_decisions(world: World) -> None:
    for decision in ("admit", "admit", "verify", "refuse", "full"):
        visit(world.desa, decision)
    visit(world.puskesmas)
    page = words(signed_in(world.putu).get("/pic/").content.decode())
    assert '<span class="figure number">2</span> <span class="soft nowrap">dari 40 di dalam sekarang' in page
    assert '<dt>Masuk hari ini</dt><dd class="number">2</dd>' in page
    assert '<dt>Ditolak hari ini</dt><dd class="number">1</dd>' in page


def test_an_officer_sees_own_venue(world: World) -> None:
    visit(world.desa)
    page = signed_in(world.komang).get("/petugas/").content.decode()
    assert world.desa.name in page
    assert world.puskesmas.name not in page


def test_who_has_no_venue_is_told_whom_to_ask(world: World) -> None:
    world.putu.posts.all().delete()
    assert "Belum ada tempat" in signed_in(world.putu).get("/pic/").content.decode()


def test_today_begins_at_midnight_where_the_venue_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    at_one_in_the_morning = datetime(2021, 10, 11, 17, 0, tzinfo=UTC)
    visit(world.desa, at=at_one_in_the_morning - timedelta(hours=1, minutes=1))
    visit(world.desa, at=at_one_in_the_morning - timedelta(minutes=59))
    visit(world.desa, at=at_one_in_the_morning)
    monkeypatch.setattr(timezone, "now", lambda: at_one_in_the_morning + timedelta(minutes=1))
    [place] = crowded([world.desa])
    assert place.figures.admit == 2


def test_a_coordinator_sees_the_whole_region_and_nothing_else(world: World) -> None:
    page = signed_in(world.dayu).get("/koordinator/tempat/").content.decode()
    assert world.desa.name in page
    assert world.puskesmas.name in page
    assert world.badung_office.name not in page


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("remembered/standard OPD nomenclature - verify", "Sumber: dari ingatan, masih perlu diperiksa"),
        ("read:idn-area-data", "Sumber: dari daftar yang diterbitkan"),
        ("application GPR-7K2M", "Sumber: dari permohonan GPR-7K2M"),
        ("Buku induk kantor desa 2021", "Sumber: Buku induk kantor desa 2021"),
    ],
)
def test_a_coordinator_reads_where_a_place_is_known_from(world: World, given: str, shown: str) -> None:
    Venue.objects.filter(pk=world.desa.pk).update(provenance=given)
    page = signed_in(world.dayu).get(f"/koordinator/tempat/{world.desa.pk}/").content.decode()
    assert shown in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "sukawati"}, {"puskesmas"}),
        ({"category": "kantor_desa"}, {"desa"}),
        ({"kecamatan": "51.04.01"}, {"desa", "puskesmas"}),
        ({"kecamatan": "51.03.01"}, set()),
        ({"category": "castle"}, set()),
        ({"search": "%"}, set()),
        ({"search": "x" * 101}, set()),
        ({"page": "999"}, {"desa", "puskesmas"}),
        ({"page": "zero"}, {"desa", "puskesmas"}),
    ],
)
def test_a_coordinator_filters(world: World, query: dict[str, str], found: set[str]) -> None:
    page = signed_in(world.dayu).get("/koordinator/tempat/", query).content.decode()
    assert {name for name in ("desa", "puskesmas") if getattr(world, name).name in page} == found


def test_every_page_of_a_long_list_costs_the_same_few_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        venue(f"Kantor {number:02}", world.sukawati)
    client = signed_in(world.dayu)
    for page in (1, 2, 3):
        with django_assert_num_queries(9):
            assert "Halaman" in client.get("/koordinator/tempat/", {"page": page}).content.decode()


@pytest.fixture
def long_list(world: World) -> World:
    """A thousand places and some more, before those of the world by name."""
    pattern = {"category": "sekolah", "sector": "education", "region": world.sukawati, "capacity": 10}
    Venue.objects.bulk_create(Venue(name=f"A{number:04}", **pattern) for number in range(1_030))
    return world


def test_a_very_long_list_is_not_counted_to_its_end_and_can_be_leafed_to_it(
    long_list: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, address = signed_in(long_list.dayu), "/koordinator/tempat/"
    with django_assert_num_queries(9):
        first = client.get(address).content.decode()
    assert "Lebih dari 1.000 tempat" in first
    assert "A0024" in first
    assert "A0025" not in first
    assert "Halaman 1</span>" in first
    assert 'href="?page=2"' in first
    assert 'rel="next"' in client.get(address, {"page": "41"}).content.decode()
    last = client.get(address, {"page": "42"}).content.decode()
    assert long_list.desa.name in last
    assert 'href="?page=41"' in last
    assert 'rel="next"' not in last


@pytest.mark.parametrize("number", ["43", "100000", "9" * 30, "9" * 5000, "-1", "zero"])
def test_beyond_a_very_long_lists_end_there_is_a_page_with_places(long_list: World, number: str) -> None:
    page = signed_in(long_list.dayu).get("/koordinator/tempat/", {"page": number}).content.decode()
    assert "Lebih dari 1.000 tempat" in page
    assert "<td" in page


@pytest.mark.parametrize("what", ["registered", "live", "unattended"])
def test_a_nations_places_come_by_name_without_being_sorted_first(world: World, what: str) -> None:
    client = signed_in(world.agus)
    plans = plans_of(lambda: client.get(f"/cakupan/ID/tempat/{what}/"), dear=("seqscan", "sort"))
    # The count before them may walk any index of a table so small.
    by_name = [plan for plan in plans if "venue_by_name" in plan and not plan.startswith("Aggregate")]
    assert len(by_name) == 1
    assert "Sort Key" not in by_name[0]


def test_a_pics_page_costs_few_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(world.putu)
    with django_assert_num_queries(12):
        client.get("/pic/")


@pytest.mark.parametrize("path", ["", "cabut/", "kode-baru/"])
def test_another_regions_venue_is_not_there(world: World, path: str) -> None:
    client = signed_in(world.stranger)
    send = client.post if path else client.get
    answer = send(f"/koordinator/tempat/{world.desa.pk}/{path}", {"reason": "mine now"})
    assert answer.status_code == 404
    assert Venue.objects.get(pk=world.desa.pk).state == "live"


def test_a_coordinator_gives_new_codes(world: World) -> None:
    client = signed_in(world.dayu)
    before = code_of(world.desa, 1)
    address = f"/koordinator/tempat/{world.desa.pk}/kode-baru/"
    page = client.post(address, {"reason": "foto beredar"}, follow=True).content.decode()
    assert "mendapat kode baru" in page
    assert pretty(before) not in page
    assert pretty(code_of(Venue.objects.get(pk=world.desa.pk), 1)) in page


def test_a_button_pressed_twice_gives_new_codes_once(world: World) -> None:
    client, place = signed_in(world.dayu), f"/koordinator/tempat/{world.desa.pk}/"
    asked = re.search(r'name="instead_of" value="(\d+)"', client.get(place).content.decode())
    assert asked
    for _ in range(2):
        form = {"reason": "foto beredar", "instead_of": asked[1]}
        page = client.post(f"{place}kode-baru/", form, follow=True).content.decode()
    assert world.desa.numbers.count() == 2
    assert pretty(code_of(Venue.objects.get(pk=world.desa.pk), 1)) in page
    client.post(f"{place}kode-baru/", {"reason": "sekali lagi", "instead_of": "9" * 5000})
    assert world.desa.numbers.count() == 2


def test_a_coordinator_withdraws_with_a_reason_only(world: World) -> None:
    client = signed_in(world.dayu)
    address = f"/koordinator/tempat/{world.desa.pk}/cabut/"
    assert client.post(address, {"reason": " "}).status_code == 422
    assert Venue.objects.get(pk=world.desa.pk).state == "live"
    assert "Pindah kantor" in client.post(address, {"reason": "Pindah kantor"}, follow=True).content.decode()
    assert client.post(address, {"reason": "again"}).status_code == 404


def poster(world: World, **query: str) -> PdfReader:
    answer = signed_in(world.putu).get(
        f"/tempat/{world.desa.pk}/poster.pdf", {"size": "A4", "language": "both", **query}
    )
    assert answer.headers["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(answer.content))


def test_a_pic_downloads_the_poster_of_one_door_or_of_all(world: World) -> None:
    assert len(poster(world).pages) == 2
    one = poster(world, door="2")
    assert len(one.pages) == 1
    assert pretty(code_of(world.desa, 2)) in one.pages[0].extract_text()


@pytest.mark.parametrize(
    "query",
    [
        {"door": "9"},
        {"door": "x"},
        {"door": "0"},
        {"size": "A5"},
        {"language": "fr"},
        {"size": ""},
    ],
)
def test_a_poster_there_is_not_is_404(world: World, query: dict[str, str]) -> None:
    client = signed_in(world.putu)
    asked = {"size": "A4", "language": "both", **query}
    assert client.get(f"/tempat/{world.desa.pk}/poster.pdf", asked).status_code == 404


def test_nobody_prints_another_venues_posters(world: World) -> None:
    asked = {"size": "A4", "language": "both"}
    for user in (world.putu, world.stranger):
        assert signed_in(user).get(f"/tempat/{world.puskesmas.pk}/poster.pdf", asked).status_code == 404


def test_a_withdrawn_venue_prints_nothing_and_shows_no_codes(world: World) -> None:
    code = pretty(code_of(world.desa, 1))
    withdraw_venue(venue=world.desa, reason="closed", by=world.dayu)
    client = signed_in(world.putu)
    page = client.get("/pic/").content.decode()
    assert code not in page
    assert "closed" in page
    asked = {"size": "A4", "language": "both"}
    assert client.get(f"/tempat/{world.desa.pk}/poster.pdf", asked).status_code == 404


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of this test's own."""
    monkeypatch.setenv("GAPURA_DATA_DIR", str(tmp_path))
    config.current.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    config.current.cache_clear()


def ordered(world: World, form: str) -> Printing:
    answer = signed_in(world.dayu).post(
        "/koordinator/poster/", {"form": form, "size": "A4", "language": "id"}
    )
    asked = Printing.objects.get()
    assert answer.headers["Location"] == f"/koordinator/poster/{asked.pk}/"
    return asked


@pytest.mark.usefixtures("data_dir")
def test_a_regions_posters_are_made_by_a_job_with_a_progress_page(world: World) -> None:
    asked = ordered(world, "zip")
    assert ProcrastinateJob.objects.filter(args={"printing_id": str(asked.pk)}).exists()
    client = signed_in(world.dayu)
    waiting = client.get(f"/koordinator/poster/{asked.pk}/")
    assert waiting.headers["Refresh"] == "2"
    assert "<progress" in waiting.content.decode()
    assert client.get(f"/koordinator/poster/{asked.pk}/unduh/").status_code == 404
    press.run(asked.pk)
    ready = client.get(f"/koordinator/poster/{asked.pk}/")
    assert "Refresh" not in ready.headers
    assert "Poster 2 tempat sudah siap" in ready.content.decode()
    file = client.get(f"/koordinator/poster/{asked.pk}/unduh/")
    archive = ZipFile(BytesIO(b"".join(file.streaming_content)))  # type: ignore[attr-defined]
    assert len(archive.namelist()) == 2


@pytest.mark.usefixtures("data_dir")
def test_a_download_for_many_places_writes_one_line_and_a_job_those_of_each(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = [venue(f"Kantor {number:02}", world.sukawati) for number in range(30)]
    asked = ordered(world, "zip")
    Printing.objects.filter(pk=asked.pk).update(finished_at=timezone.now())
    press.path_of(asked).parent.mkdir()
    press.path_of(asked).write_bytes(b"posters")
    client = signed_in(world.dayu)
    before = Event.objects.count()
    answer = client.get(f"/koordinator/poster/{asked.pk}/unduh/")
    assert b"".join(answer.streaming_content) == b"posters"  # type: ignore[attr-defined]
    (event,) = Event.objects.order_by("id")[before:]
    assert (event.act, event.subject) == ("venue.download_posters", f"region:{world.gianyar.code}")
    with django_assert_max_num_queries(15):
        for _ in range(2):
            press.note_each(asked.pk, event.request_id)
    assert Event.objects.filter(act="venue.print_poster", request_id=event.request_id).count() == 32
    for place in many:
        place.refresh_from_db()
        assert place.poster_printed_at is not None
        assert [each.act for each in trail.events_about(subject(place))][-1] == "venue.print_poster"


def failed(world: World, asked: Printing) -> str:
    """What the page says of an order whose job has failed."""
    press.run(asked.pk)
    page = signed_in(world.dayu).get(f"/koordinator/poster/{asked.pk}/")
    assert "Refresh" not in page.headers
    (notice,) = re.findall(r'role="alert"[^>]*>Poster tidak dapat dibuat\. ([^<]+)<', page.content.decode())
    return str(notice)


@pytest.mark.parametrize("form", ["pdf", "zip"])
def test_a_full_disk_is_told_in_plain_words(world: World, data_dir: Path, form: str) -> None:
    asked = ordered(world, form)
    (data_dir / "posters").mkdir()
    press.path_of(asked).with_suffix(".part").symlink_to("/dev/full")
    assert "Penyimpanan server penuh" in failed(world, asked)
    assert not list((data_dir / "posters").iterdir())


def test_an_address_too_long_for_a_poster_is_told_in_plain_words(
    world: World, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ordered(world, "zip")
    monkeypatch.setenv("GAPURA_BASE_URL", "https://gapura.dinkes.gianyarkab.go.id")
    config.current.cache_clear()
    assert "Alamat situs ini terlalu panjang" in failed(world, asked)


@pytest.mark.usefixtures("data_dir")
def test_a_pic_is_told_so_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAPURA_BASE_URL", "https://gapura.dinkes.gianyarkab.go.id")
    config.current.cache_clear()
    asked = {"size": "A4", "language": "both"}
    page = signed_in(world.putu).get(f"/tempat/{world.desa.pk}/poster.pdf", asked, follow=True)
    assert "Alamat situs ini terlalu panjang" in page.content.decode()


@pytest.mark.usefixtures("data_dir")
def test_places_that_went_since_the_order_and_doors_that_came_are_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ordered(world, "pdf")
    monkeypatch.setattr(press, "MOST_IN_A_PDF", 1)
    assert "Silakan pilih ZIP" in failed(world, asked)
    Printing.objects.update(finished_at=None)
    Door.objects.update(withdrawn_at=timezone.now())
    assert "tidak ada lagi tempat" in failed(world, asked)


def test_what_else_fails_is_not_told_by_the_name_it_has_in_the_code(world: World, data_dir: Path) -> None:
    asked = ordered(world, "pdf")
    (data_dir / "posters").write_text("no folder")
    notice = failed(world, asked)
    assert "Error" not in notice
    assert "pesan sekali lagi" in notice.lower()


@pytest.mark.usefixtures("data_dir")
def test_a_regions_posters_come_as_one_pdf_with_a_page_for_each_door(world: World) -> None:
    asked = ordered(world, "pdf")
    press.run(asked.pk)
    pages = PdfReader(press.path_of(asked)).pages
    assert len(pages) == 4
    assert not any(world.badung_office.name in page.extract_text() for page in pages)


@pytest.mark.usefixtures("data_dir")
def test_posters_read_piece_by_piece_are_those_of_every_place_by_name(world: World) -> None:
    for number in range(press.IN_A_PIECE):
        venue(f"Kantor {number:03}", world.sukawati)
    asked = ordered(world, "zip")
    press.run(asked.pk)
    names = ZipFile(press.path_of(asked)).namelist()
    assert [name.rsplit("-", 3)[0] for name in names] == [
        *(f"kantor-{number:03}" for number in range(press.IN_A_PIECE)),
        "kantor-perbekel-desa-batubulan",
        "puskesmas-sukawati-i",
    ]
    asked.refresh_from_db()
    assert asked.done == asked.total == press.IN_A_PIECE + 2


@pytest.mark.usefixtures("data_dir")
def test_more_posters_than_one_pdf_holds_come_in_a_zip(world: World) -> None:
    pattern = {"category": "pasar", "sector": "trade", "region": world.sukawati, "capacity": 10}
    stalls = Venue.objects.bulk_create(Venue(name=f"Kios {n}", **pattern) for n in range(1_000))
    Door.objects.bulk_create(Door(venue=each, number=1, name="Pintu") for each in stalls)
    client, order = signed_in(world.dayu), {"size": "A4", "language": "id"}
    refused = client.post("/koordinator/poster/", {"form": "pdf", **order})
    assert refused.status_code == 422
    assert "lebih dari 1.000 poster" in refused.content.decode()
    assert not Printing.objects.exists()
    assert client.post("/koordinator/poster/", {"form": "zip", **order}).status_code == 302


@pytest.mark.usefixtures("data_dir")
def test_only_who_asked_for_posters_gets_them(world: World) -> None:
    asked = ordered(world, "pdf")
    press.run(asked.pk)
    thief = signed_in(world.stranger)
    assert thief.get(f"/koordinator/poster/{asked.pk}/").status_code == 404
    assert thief.get(f"/koordinator/poster/{asked.pk}/unduh/").status_code == 404
    assert thief.get(f"/koordinator/poster/{uuid4()}/unduh/").status_code == 404


@pytest.mark.usefixtures("data_dir")
def test_a_region_without_a_venue_says_so_at_once(world: World) -> None:
    withdraw_venue(venue=world.badung_office, reason="closed", by=world.stranger)
    order = {"form": "zip", "size": "A3", "language": "en"}
    refused = signed_in(world.stranger).post("/koordinator/poster/", order)
    assert refused.status_code == 422
    assert "tidak ada poster yang dapat dicetak" in refused.content.decode()
    assert not Printing.objects.exists()


@pytest.mark.parametrize("wrong", [{"form": "exe"}, {"size": "A0"}, {"language": ""}])
def test_an_order_that_makes_no_sense_is_asked_again(world: World, wrong: dict[str, str]) -> None:
    order = {"form": "zip", "size": "A4", "language": "id", **wrong}
    assert signed_in(world.dayu).post("/koordinator/poster/", order).status_code == 422
    assert not Printing.objects.exists()


def test_the_same_order_is_made_once_and_nobody_orders_without_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press, "ORDERS_A_DAY", 2)
    client = signed_in(world.dayu)
    zipped = {"form": "zip", "size": "A4", "language": "id"}
    for _ in range(3):
        assert client.post("/koordinator/poster/", zipped).status_code == 302
    assert Printing.objects.count() == 1
    assert client.post("/koordinator/poster/", {**zipped, "size": "A3"}).status_code == 302
    answer = client.post("/koordinator/poster/", {**zipped, "language": "en"})
    assert answer.status_code == 429
    assert "2 kali hari ini" in answer.content.decode()
    assert Printing.objects.count() == 2


@pytest.mark.usefixtures("data_dir")
def test_what_a_stopped_job_left_half_made_is_cleared_away(world: World) -> None:
    asked = ordered(world, "zip")
    press.run(asked.pk)
    left, new = (press.path_of(asked).with_name(name) for name in ("left.part", "new.part"))
    for file in (left, new):
        file.write_bytes(b"half")
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(left, (long_ago, long_ago))
    press.clear()
    assert not left.exists()
    assert new.exists()
    assert press.path_of(asked).exists()


@pytest.mark.usefixtures("data_dir")
def test_old_files_are_cleared_away(world: World) -> None:
    asked = ordered(world, "zip")
    press.run(asked.pk)
    assert press.clear() == 0
    Printing.objects.update(asked_at=timezone.now() - timedelta(days=2))
    assert press.clear() == 1
    assert not press.path_of(asked).exists()


@pytest.mark.usefixtures("data_dir")
def test_a_poster_made_after_new_codes_carries_the_new_code(world: World) -> None:
    reissue_number(venue=world.desa, reason="photographed", by=world.dayu)
    text = poster(world, door="1").pages[0].extract_text()
    assert pretty(code_of(Venue.objects.get(pk=world.desa.pk), 1)) in text
