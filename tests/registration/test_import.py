"""A coordinator imports a sheet: what is wrong with which row, the rest handed in, nothing doubled."""

import re
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_init
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from gapura.audit.models import Event
from gapura.core.codes import tracking
from gapura.mail import domains
from gapura.regions.models import Level, Region
from gapura.registration.acts import reviewing
from gapura.registration.coordinating import batches
from gapura.registration.coordinating.batches import Verdict
from gapura.registration.coordinating.columns import COLUMNS
from gapura.registration.coordinating.geography import Geography, Said
from gapura.registration.models import Application, Batch, Content, Document, Source
from gapura.venues.models import Post
from tests.mail.conftest import NameServer
from tests.ports import free_port
from tests.registration.coordinator import (
    HEADER,
    Row,
    all_villages,
    lines,
    offices,
    only_batch,
    read_xlsx,
    row,
    sent,
    xlsx,
)
from tests.registration.files import pdf
from tests.registration.world import World, in_review
from tests.staff import signed_in

BROKEN: dict[tuple[str, str], Row] = {
    ("place_name", "missing"): row(""),
    ("pic_name", "missing"): row("Kantor 1", nama_pic=""),
    ("pic_name", "not_a_name"): row("Kantor 2", nama_pic="0812 ???"),
    ("phone", "missing"): row("Kantor 3", telepon_pic=""),
    ("phone", "not_a_number"): row("Kantor 4", telepon_pic="tidak ada"),
    ("phone", "no_such_number"): row("Kantor 5", telepon_pic="0812345"),
    ("email", "not_an_address"): row("Kantor 6", e_mail="kantor.gianyarkab.go.id"),
    ("email", "personal_mail"): row("Kantor 7", e_mail="niluh.contoh@gmail.com"),
    ("category", "no_such_category"): row("Kantor 8", kategori="Istana"),
    ("kecamatan", "no_such_kecamatan"): row("Kantor 9", kecamatan="Kuta"),
    ("village", "no_such_village"): row("Kantor 10", desa_kelurahan="Canggu"),
    ("regency", "elsewhere"): row("Kantor 11", kabupaten_kota="Badung"),
    ("province", "elsewhere"): row("Kantor 12", provinsi="Jawa Timur"),
    ("kecamatan", "where"): row("Kantor 13", kecamatan=""),
    ("capacity", "not_whole"): row("Kantor 14", kapasitas="empat puluh"),
    ("capacity", "out_of_range"): row("Kantor 15", kapasitas="0"),
    ("doors", "same_doors"): row("Kantor 16", pintu="Depan; depan"),
    ("opening_hours", "not_hours"): row("Kantor 17", jam_buka="pagi sampai sore"),
    ("latitude", "not_degrees"): row("Kantor 18", lintang="selatan", bujur="115.3"),
    ("longitude", "half_a_position"): row("Kantor 19", lintang="-8.54"),
    ("letter_date", "not_a_date"): row("Kantor 20", tanggal_surat="kemarin"),
    ("place_name", "formula"): row('=HYPERLINK("http://x.example","Kantor")'),
    ("address", "broken_cell"): row("Kantor 21"),
    ("place_name", "twice"): row(
        "kantor perbekel ds. BATUBULAN", kecamatan="Sukawati", desa_kelurahan="Batubulan"
    ),
    ("place_name", "too_long"): row("Kantor " * 40),
    ("phone", "shortened"): row("Kantor 22", telepon_pic="6,28123E+12"),
}
"""Rows that are each refused for one reason of their own."""


@pytest.fixture
def dayu(world: World, data_files: Path) -> Client:
    """The coordinator's browser, in a region that has all its villages and no place with a PIC yet."""
    all_villages(data_files)
    Post.objects.all().delete()
    return signed_in(world.dayu)


def verdicts() -> dict[str, Verdict]:
    """What became of the rows of the last sheet, by the name of the place."""
    return {each.name: each for each in batches.verdicts_of(only_batch())}


def imported(client: Client, batch: Batch) -> None:
    """Press import, and let the job do its work."""
    client.post(f"/koordinator/impor/{batch.pk}/mulai/")
    batches.run(batch.pk)


def looked_at(client: Client, body: bytes, **said: str) -> Batch:
    """A sheet that was sent and looked at."""
    answer = sent(client, body, **said)
    assert answer.status_code == 302, answer.content.decode()
    batch = only_batch()
    batches.run(batch.pk)
    batch.refresh_from_db()
    return batch


def kinds(batch: Batch) -> dict[str, int]:
    """How many rows became what."""
    return batches.counted(batches.verdicts_of(batch))


def test_189_offices_are_imported_and_twenty_five_broken_rows_each_say_why(
    dayu: Client, data_files: Path
) -> None:
    known = offices(data_files)
    header = [
        *known[0],
        *(title for title in HEADER if title not in ("Nama tempat", "Kategori", "Kecamatan")),
    ]
    good = [
        [*cells, "Gianyar", "Bali", "Ni Luh Contoh", "081234567890", "", "40", "2", "", "", "", ""]
        for cells in known[1:]
    ]
    assert len(good) == 189
    header = ["no", "kategori", "nama tempat", "kecamatan", "desa", "provenance"]
    header += ["Kabupaten/Kota", "Provinsi", "Nama PIC", "Telepon PIC", "E-mail", "Kapasitas", "Pintu"]
    header += ["Jam buka", "Lintang", "Bujur", "Tanggal surat", "Alamat"]
    bad = [
        [
            "",
            *(each[title] for title in ("Kategori", "Nama tempat", "Kecamatan", "Desa/Kelurahan")),
            "",
            *(each[title] for title in ("Kabupaten/Kota", "Provinsi", "Nama PIC", "Telepon PIC", "E-mail")),
            *(
                each[title]
                for title in ("Kapasitas", "Pintu", "Jam buka", "Lintang", "Bujur", "Tanggal surat")
            ),
            "#REF!" if reason == ("address", "broken_cell") else "",
        ]
        for reason, each in BROKEN.items()
    ]
    assert len(bad) >= 20
    batch = looked_at(dayu, xlsx([header, *good, *bad]))
    assert kinds(batch) == {"fit": 189, "made": 0, "known": 0, "unfit": len(bad)}
    assert not Application.objects.exists()
    refused = [each for each in batches.verdicts_of(batch) if each.state == "unfit"]
    assert [tuple(each.problems[0][:2]) for each in refused] == list(BROKEN)
    assert [each.row for each in refused] == list(range(191, 191 + len(bad)))
    assert len({each.problems[0][2] for each in refused}) >= 20
    page = dayu.get(f"/koordinator/impor/{batch.pk}/").content.decode()
    assert "Impor 189 baris" in page

    imported(dayu, batch)
    assert Application.objects.filter(source=Source.IMPORT, helped_by__username="dayu").count() == 189
    assert Document.objects.filter(kind="letter").count() == 189
    assert Content.objects.count() == 1
    done = Event.objects.get(act="batch.done")
    assert (done.data["made"], done.data["known"], done.data["unfit"]) == (189, 0, len(bad))

    again = looked_at(dayu, xlsx([header, *good, *bad]))
    assert kinds(again) == {"fit": 0, "made": 0, "known": 189, "unfit": len(bad)}
    numbers = {application.pretty_number for application in Application.objects.all()}
    assert {each.number for each in batches.verdicts_of(again) if each.state == "known"} == numbers


def test_the_offices_file_itself_can_be_imported_with_one_contact_for_all(
    dayu: Client, data_files: Path
) -> None:
    batch = looked_at(dayu, xlsx(offices(data_files)), pic_name="Ni Wayan Dayu", phone="0361 943 000")
    assert kinds(batch)["fit"] == 189


def test_the_ministrys_columns_are_enough(dayu: Client) -> None:
    cells = [
        ["PIC name", "PIC phone", "e-mail", "Activity category", "Place name", "Regency/City", "Province"],
        ["Ni Luh", "81234567890", "", "Perkantoran", "Kantor Perbekel Desa Batubulan", "Kab. Gianyar", ""],
        ["I Made", "+6281234567891", "", "Pendidikan", "SD Negeri 1 Petak Kaja", "Gianyar", "BALI"],
        ["I Made", "+6281234567892", "", "Perkantoran / Pabrik", "Kantor Camat Ubud", "Gianyar", "Bali"],
    ]  # fmt: skip
    batch = looked_at(dayu, xlsx(cells))
    assert kinds(batch)["unfit"] == 0, batches.verdicts_of(batch)
    imported(dayu, batch)
    found = {each.place_name: (each.category, each.region.name) for each in Application.objects.all()}
    assert found == {
        "Kantor Perbekel Desa Batubulan": ("kantor_desa", "Batubulan"),
        "SD Negeri 1 Petak Kaja": ("sekolah", "Petak Kaja"),
        "Kantor Camat Ubud": ("kantor_camat", "Ubud"),
    }


def test_a_csv_file_does_as_well(dayu: Client) -> None:
    body = "\n".join(";".join(cells) for cells in lines([row("Dinas Contoh")])).encode()
    batch = looked_at(dayu, body.replace(b"07:30-15:30", b"07.30-15.30"))
    assert kinds(batch)["fit"] == 1, batches.verdicts_of(batch)


def test_nothing_is_handed_in_before_import_and_nothing_twice_by_a_double_click(dayu: Client) -> None:
    batch = looked_at(dayu, xlsx(lines([row("Dinas Contoh")])))
    assert not Application.objects.exists()
    for _ in range(2):
        dayu.post(f"/koordinator/impor/{batch.pk}/mulai/")
    batches.run(batch.pk)
    assert Application.objects.count() == 1
    assert Event.objects.filter(act="batch.start").count() == 1


def test_what_is_shown_is_what_is_imported_whatever_a_name_server_says_later(
    dayu: Client, name_server: NameServer, deploy: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(domains, "WITHIN", 1.0)
    deploy(DNS_SERVER=f"127.0.0.1:{free_port()}")  # nobody answers while the list is looked at
    slow = row("Kantor Lambat", e_mail="kantor@lambat.example")
    batch = looked_at(dayu, xlsx(lines([slow, row("=1+1")])))
    assert (kinds(batch)["fit"], kinds(batch)["unfit"]) == (1, 1)
    deploy(DNS_SERVER=name_server.address)  # where no such domain is known
    imported(dayu, batch)
    done = kinds(only_batch())
    assert (done["made"], done["unfit"]) == (1, 1)


def test_a_long_list_is_done_by_a_job_with_a_progress_page(dayu: Client) -> None:
    body = xlsx(lines(row(f"Dinas Contoh {number}") for number in range(30)))
    sent(dayu, body)
    batch = only_batch()
    assert ProcrastinateJob.objects.filter(args={"batch_id": str(batch.pk)}).exists()
    waiting = dayu.get(f"/koordinator/impor/{batch.pk}/")
    assert waiting.headers["Refresh"] == "2"
    assert "<progress" in waiting.content.decode()
    batches.run(batch.pk)
    assert "Refresh" not in dayu.get(f"/koordinator/impor/{batch.pk}/").headers


def test_however_much_is_applied_for_elsewhere_a_list_reads_what_is_where_its_own_places_are(
    dayu: Client,
) -> None:
    imported(dayu, looked_at(dayu, xlsx(lines([row("Dinas Contoh")]))))
    here = Application.objects.get()
    elsewhere = Region.objects.filter(code__startswith="51.04.").exclude(pk=here.region_id)[:30]
    for region in elsewhere:
        other = Application.objects.get(pk=here.pk)
        other.pk, other.number, other.region = uuid4(), tracking.make(), region
        other.save(force_insert=True)
    read: list[str] = []

    def note(instance: Application, **_how: object) -> None:
        read.append(instance.number)

    post_init.connect(note, sender=Application)
    try:
        batch = looked_at(dayu, xlsx(lines([row("DINAS  contoh"), row("Dinas Lain")])))
    finally:
        post_init.disconnect(note, sender=Application)
    assert (kinds(batch)["known"], kinds(batch)["fit"]) == (1, 1)
    assert set(read) == {here.number}


def test_a_job_that_was_killed_goes_on_and_doubles_nothing(dayu: Client) -> None:
    batch = looked_at(dayu, xlsx(lines([row("Dinas Contoh"), row("Dinas Lain")])))
    imported(dayu, batch)
    Batch.objects.update(state=Batch.State.IMPORTING)
    batches.run(batch.pk)
    assert Application.objects.count() == 2
    assert kinds(only_batch())["known"] == 2


def test_the_refused_rows_come_as_a_file_that_can_be_put_right_and_sent_again(dayu: Client) -> None:
    batch = looked_at(dayu, xlsx(lines([row("Dinas Contoh"), row("=1+1", telepon_pic="x")])))
    body = dayu.get(f"/koordinator/impor/{batch.pk}/perbaiki.xlsx").content
    head, only = read_xlsx(body)
    assert head[: len(HEADER)] == list(HEADER)
    assert only[0] == "=1+1"
    assert "rumus" in only[len(HEADER)]
    only[0] = "Dinas Rapi"
    only[list(HEADER).index("Telepon PIC")] = "081234567890"
    mended = looked_at(dayu, xlsx([[str(cell) for cell in line] for line in (head, only)]))
    assert kinds(mended)["fit"] == 1


def test_the_template_can_be_filled_in_and_its_example_is_left_out(dayu: Client) -> None:
    body = dayu.get("/koordinator/impor/templat.xlsx").content
    head, example = read_xlsx(body)
    assert head[1:] == [column.header for column in COLUMNS]
    assert len(read_xlsx(body, 1)) == len(COLUMNS) + 2
    assert sent(dayu, body).status_code == 422  # nothing but the example
    mine = ["1", *(str(cell) for cell in example[1:])]
    mine[1] = "Kantor Perbekel Desa Nyata"
    batch = looked_at(dayu, xlsx([head, [str(cell) for cell in example], mine]))
    assert kinds(batch)["fit"] == 1, batches.verdicts_of(batch)


def test_a_declined_place_is_applied_for_again_and_names_what_it_comes_after(
    dayu: Client, world: World
) -> None:
    batch = looked_at(dayu, xlsx(lines([row("Dinas Contoh")])))
    imported(dayu, batch)
    declined = in_review(Application.objects.get(), world.agus)
    reviewing.decline(application=declined, reason="Surat tidak terbaca.", by=world.agus)
    again = looked_at(dayu, xlsx(lines([row("Dinas Contoh")])))
    assert verdicts()["Dinas Contoh"].replaces
    imported(dayu, again)
    assert Application.objects.get(state="submitted").replaces == declined


def test_a_place_that_has_a_pic_already_is_refused(dayu: Client, world: World) -> None:
    Post.objects.create(user=world.putu, venue=world.desa)
    looked_at(dayu, xlsx(lines([row(world.desa.name, kecamatan="Sukawati", desa_kelurahan="Batubulan")])))
    assert verdicts()[world.desa.name].state == "unfit"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "kosong"),
        (b"PK\x03\x04rest", "tidak dapat dibaca"),
        (b"nama;telepon\n", "tidak ada baris lain"),
        (b"telepon;kategori\n1;2\n", "Nama tempat"),
        (b"nama;nama kantor\na;b\n", "menyatakan hal yang sama"),
        (b"x" * (5 * 2**20 + 1), "5 MB"),
        (("nama\n" + "Kantor\n" * 2001).encode(), "2000"),
        (("nama\n" + "Kantor\n" * 20_001).encode(), "lebih dari 2000 baris"),
        (("nama" + "," * 60 + "\nKantor\n").encode(), "60 kolom"),
        (("nama,catatan\nKantor,\nKantor," + "x" * 1001 + "\n").encode(), "Baris 3 memuat sel"),
    ],
    ids=[
        *("empty", "broken", "head alone", "no name", "twice", "too large", "too long"),
        *("far too long", "too wide", "a long cell"),
    ],
)
def test_a_file_that_is_no_list_says_why(dayu: Client, body: bytes, words: str) -> None:
    answer = sent(dayu, body)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Batch.objects.exists()


def test_places_on_a_second_sheet_are_not_left_out_in_silence(dayu: Client) -> None:
    here, there = lines([row("Kantor A")]), lines([row("Kantor B")])
    answer = sent(dayu, xlsx(here, Ubud=there))
    assert answer.status_code == 422
    assert "Hanya lembar pertama yang dibaca" in answer.content.decode()
    assert "Ubud" in answer.content.decode()
    for harmless in (
        [["Catatan"], ["Nama tempat ditulis lengkap"]],
        [],
        [here[0]],
        [here[0], ["contoh", "Kantor"]],
    ):
        assert sent(dayu, xlsx(here, Lain=harmless)).status_code == 302


def test_a_letter_that_is_none_and_a_senseless_default_are_said_at_their_fields(dayu: Client) -> None:
    body = xlsx(lines([row("Dinas Contoh")]))
    wrong = sent(dayu, body, letter=SimpleUploadedFile("surat.pdf", b"MZ program"), capacity="banyak")
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert 'id="id_letter_error"' in page
    assert 'id="id_capacity_error"' in page


def test_a_list_that_is_refused_leaves_what_was_chosen_for_its_rows(dayu: Client) -> None:
    chosen = {
        "category": "opd",
        "capacity": "77",
        "doors": "3",
        "agency": "Dinas Kesehatan",
        "phone": "0811223344",
    }
    page = sent(dayu, b"PK\x03\x04rest", **chosen).content.decode()
    assert '<option value="opd" selected>' in page
    for field in ("capacity", "doors", "agency", "phone"):
        assert f'name="{field}" value="{chosen[field]}"' in page


def kept_key(answer: Any) -> str:
    """What a refused form carries along for the letter that it kept."""
    return str(re.findall(r'name="kept" value="([^"]+)"', answer.content.decode())[0])


def test_the_letter_chosen_with_a_refused_list_goes_with_the_next_one(dayu: Client) -> None:
    key = kept_key(sent(dayu, b"nama;telepon\n"))
    key = kept_key(sent(dayu, b"PK\x03\x04rest", letter="", kept=key))
    assert Document.objects.get().draft is not None
    assert sent(dayu, xlsx(lines([row("Dinas Contoh")])), letter="", kept=key).status_code == 302
    imported(dayu, only_batch())
    assert [each.name for each in Application.objects.get().documents.all()] == ["surat.pdf"]
    assert not Document.objects.filter(application=None).exists()


def test_a_letter_chosen_anew_takes_the_place_of_the_kept_one(dayu: Client) -> None:
    key = kept_key(sent(dayu, b"nama;telepon\n"))
    letter = SimpleUploadedFile("baru.pdf", pdf(2), "application/pdf")
    assert sent(dayu, xlsx(lines([row("Dinas Contoh")])), letter=letter, kept=key).status_code == 302
    assert only_batch().letter_content is not None
    imported(dayu, only_batch())
    assert Document.objects.get().name == "baru.pdf"
    assert Content.objects.count() == 1


def test_another_coordinator_sees_no_sheet_of_ours(dayu: Client, world: World) -> None:
    batch = looked_at(dayu, xlsx(lines([row("Dinas Contoh"), row("")])))
    thief = signed_in(world.stranger)
    assert thief.get(f"/koordinator/impor/{batch.pk}/").status_code == 404
    assert thief.get(f"/koordinator/impor/{batch.pk}/perbaiki.xlsx").status_code == 404
    assert thief.post(f"/koordinator/impor/{batch.pk}/mulai/").status_code == 404
    assert not Application.objects.exists()


def test_sheets_go_after_a_week(dayu: Client) -> None:
    looked_at(dayu, xlsx(lines([row("Dinas Contoh")])))
    assert batches.clear() == 0
    Batch.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert batches.clear() == 1


def test_a_sheets_letter_goes_with_it_unless_an_application_has_it(dayu: Client) -> None:
    imported(dayu, looked_at(dayu, xlsx(lines([row("Dinas Contoh")]))))
    looked_at(dayu, xlsx(lines([row("Dinas Lain")])))
    Batch.objects.update(asked_at=timezone.now() - batches.KEPT)
    assert batches.clear() == 2
    assert Content.objects.get() == Document.objects.get().content


def test_looking_at_a_sheets_page_costs_few_queries(
    dayu: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    batch = looked_at(dayu, xlsx(lines(row(f"Dinas Contoh {number}") for number in range(20))))
    with django_assert_max_num_queries(8):
        dayu.get(f"/koordinator/impor/{batch.pk}/")


def test_a_row_costs_the_same_in_a_village_and_in_a_nation(world: World) -> None:
    inside = {"level": Level.VILLAGE, "parent": world.sukawati}
    Region.objects.create(code="51.04.01.2999", name="Celuk", **inside)
    said = (Said("Kantor", kecamatan="Sukawati", village="Celuk"), Said("Kantor Perbekel Desa Celuk"))
    asked = []
    for number in (0, 300):
        Region.objects.bulk_create(
            Region(
                code=f"51.04.01.3{each:03}", name=f"Contoh {each}", level=Level.VILLAGE, parent=world.sukawati
            )
            for each in range(number)
        )
        geography = Geography(world.indonesia)
        found = [geography.region_of(each).name for each in said]
        assert found == ["Celuk", "Celuk"]
        asked.append(calls_of(lambda geography=geography: [geography.region_of(each) for each in said]))  # type: ignore[misc]
    assert asked[0] == asked[1]


def calls_of(work: Callable[[], object]) -> int:
    """How many functions of ours and of others a piece of work calls."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls
