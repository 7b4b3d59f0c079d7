"""An office applies, step by step, in a browser without scripts."""

import base64
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from gapura.mail.models import Message
from gapura.registration.applying import drafts, forms, proof
from gapura.registration.models import Application, Document, Draft
from tests.registration.applying import PIC, Applicant, work
from tests.registration.files import photo_with_position, picture
from tests.registration.world import World, applied


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    cache.clear()


@pytest.fixture
def luh(world: World) -> Applicant:
    """Ni Luh, who begins to apply."""
    return Applicant().begins()


def text(page: object) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())  # type: ignore[attr-defined]


def test_from_the_first_page_to_a_tracking_number(luh: Applicant) -> None:
    luh.fills_in()
    assert "Kantor Perbekel Desa Celuk" in text(luh.browser.get("/daftar/periksa/"))

    assert luh.sends()["Location"] == "/daftar/selesai/"

    application = Application.objects.get()
    page = text(luh.browser.get("/daftar/selesai/"))
    assert application.pretty_number in page
    assert application.email == "sekretariat@celuk.desa.id"
    assert application.phone == "+6281234567890"
    assert (application.latitude, application.longitude) == (-8.6, 115.26)
    assert application.opening_hours["mon"] == ["07:30", "15:30"]
    assert [document.kind for document in application.documents.all()] == ["letter"]
    assert application.pretty_number in Message.objects.get(about=application.subject).text
    assert application.green


def test_sending_twice_gives_one_application(luh: Applicant) -> None:
    luh.fills_in()
    first = luh.sends()

    again = luh.sends()

    assert first["Location"] == again["Location"] == "/daftar/selesai/"
    assert Application.objects.count() == 1
    assert Message.objects.count() == 1


def test_after_sending_the_back_button_leads_to_the_number(luh: Applicant) -> None:
    luh.fills_in().sends()

    for address in ("/daftar/surat/", "/daftar/periksa/", "/daftar/dokumen/", "/daftar/nanti/"):
        assert luh.browser.get(address)["Location"] == "/daftar/selesai/"
    assert luh.writes("surat", agency="Lain")["Location"] == "/daftar/selesai/"
    assert Application.objects.get().agency == "Pemerintah Desa Celuk"


def test_what_was_typed_is_kept_whatever_is_wrong_with_it(luh: Applicant) -> None:
    page = luh.writes("pic", email="desaceluk@gmail.com", phone="")

    assert page.status_code == 400
    assert "e-mail pribadi" in text(page)
    assert "Tulis nomor ponsel" in text(page)
    assert 'value="desaceluk@gmail.com"' in luh.browser.get("/daftar/pic/").content.decode()
    assert b"gmail" not in bytes(luh.draft.key_hash)


def test_what_was_typed_is_sealed_in_the_database(luh: Applicant) -> None:
    luh.writes("pic")

    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM registration_draft")
        (sealed,) = cursor.fetchone()
    assert b"Contoh" not in bytes(sealed)
    assert "Contoh" in luh.draft.data


def test_a_suggestion_is_taken_at_one_touch(luh: Applicant) -> None:
    page = luh.writes("pic", email="desa@gianyarkab.g.id")
    assert "desa@gianyarkab.go.id" in text(page)

    assert (
        luh.writes("pic", email="desa@gianyarkab.g.id", press="take=email:desa@gianyarkab.go.id").status_code
        == 302
    )
    assert drafts.written(luh.draft)["email"] == "desa@gianyarkab.go.id"

    page = luh.writes("tempat", latitude="115.26", longitude="-8.6")
    assert "terbalik" in text(page)
    luh.writes("tempat", latitude="115.26", longitude="-8.6", press="take=latitude:-8.6, 115.26")
    assert drafts.written(luh.draft)["longitude"] == "115.26"


def test_a_warning_is_shown_once_and_holds_nobody_up_twice(luh: Applicant) -> None:
    page = luh.writes("pic", phone="0361 943079")
    assert page.status_code == 200
    assert "tekan Lanjut sekali lagi" in text(page)

    assert luh.writes("pic", phone="0361 943079", seen="landline")["Location"] == "/daftar/tempat/"


def test_doors_are_added_and_taken_away(luh: Applicant) -> None:
    page = luh.writes("rincian", press="add_door")
    assert 'name="door_2"' in page.content.decode()

    luh.writes("rincian", door_2="Pintu samping", door_2_kind="exit")
    assert [door["name"] for door in drafts.written(luh.draft)["doors"]] == ["Pintu depan", "Pintu samping"]

    luh.writes("rincian", door_1="", door_2="Pintu samping", door_2_kind="both")
    assert [door["name"] for door in drafts.written(luh.draft)["doors"]] == ["Pintu samping"]


def test_where_there_are_many_villages_the_regency_is_chosen_first(
    luh: Applicant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "LONGEST_LIST", -1)
    assert "Sukawati" not in text(luh.browser.get("/daftar/tempat/"))

    page = luh.writes("tempat", region="", regency="51.04", press="regions")
    assert "Kecamatan Sukawati" in text(page)

    assert luh.writes("tempat", regency="51.04").status_code == 302
    assert 'value="51.04.01" selected' in luh.browser.get("/daftar/tempat/").content.decode()


def test_documents_are_checked_kept_once_and_taken_away(luh: Applicant) -> None:
    assert "tidak bisa dibuka" in text(luh.adds(body=b"%PDF-1.7 kosong"))
    assert "Di sini perlu foto" in text(luh.adds(kind="photo"))
    assert not luh.draft.documents.exists()
    luh.adds(press="add")
    luh.adds(press="add")
    luh.adds(kind="photo", body=photo_with_position(), press="add")
    assert [document.kind for document in luh.draft.documents.all()] == ["letter", "photo"]

    letter = luh.draft.documents.get(kind="letter")
    for removed in (str(letter.pk), str(letter.pk), "surat"):
        answer = luh.browser.post("/daftar/dokumen/", {"draft": str(luh.draft.pk), "remove": removed})
        assert answer.status_code == 302
    assert [document.kind for document in luh.draft.documents.all()] == ["photo"]


def test_a_letter_may_be_a_photo_and_must_be_there(luh: Applicant) -> None:
    page = luh.browser.post("/daftar/dokumen/", {"draft": str(luh.draft.pk)})
    assert page.status_code == 400
    assert "Tambahkan surat" in text(page)

    assert luh.adds(body=picture())["Location"] == "/daftar/periksa/"


def test_gapura_writes_the_letter_once_everything_is_there(luh: Applicant) -> None:
    assert luh.browser.get("/daftar/surat.pdf")["Location"] == "/daftar/surat/"

    luh.fills_in()

    answer = luh.browser.get("/daftar/surat.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")


def test_what_is_missing_is_said_before_sending(luh: Applicant) -> None:
    luh.writes("surat")

    page = luh.browser.get("/daftar/periksa/")

    assert 'href="/daftar/pic/?periksa=1"' in page.content.decode()
    assert "Kirim permohonan" not in text(page)
    assert luh.sends().status_code == 400
    assert not Application.objects.exists()


def test_from_the_last_page_a_step_is_changed_and_one_is_back(luh: Applicant) -> None:
    luh.fills_in()

    answer = luh.browser.post(
        "/daftar/pic/?periksa=1", {"draft": str(luh.draft.pk), **PIC, "pic_name": "Ni Made"}
    )

    assert answer["Location"] == "/daftar/periksa/"
    assert "Ni Made" in text(luh.browser.get("/daftar/periksa/"))


def test_a_place_that_is_known_already_is_refused_with_the_way_on(luh: Applicant) -> None:
    applied()

    luh.fills_in()
    page = luh.sends()

    assert page.status_code == 400
    assert "sedang berjalan" in text(page)
    assert Application.objects.count() == 1


def test_a_draft_goes_on_in_another_browser_by_its_link(luh: Applicant) -> None:
    luh.writes("surat", press="later")
    link = re.search(
        r'value="(http[^"]+/daftar/lanjut/[^"]+)"', luh.browser.get("/daftar/nanti/").content.decode()
    )
    assert link

    elsewhere, address = Client(), link[1].split("8000")[-1]
    assert "Pemerintah Desa Celuk" in text(elsewhere.get(address))
    assert elsewhere.get("/daftar/surat/")["Location"] == "/daftar", "the link alone changes nothing"
    answer = elsewhere.post(address)

    assert answer["Location"] == "/daftar/pic/"
    assert "Pemerintah Desa Celuk" in elsewhere.get("/daftar/surat/").content.decode()


def test_the_link_is_sent_to_the_address_in_the_draft_a_few_times(luh: Applicant) -> None:
    luh.writes("pic")
    for _ in range(4):
        luh.browser.post("/daftar/nanti/kirim/", {"draft": str(luh.draft.pk)})

    messages = Message.objects.filter(about=f"draft:{luh.draft.pk}")
    assert messages.count() == 3
    assert "/daftar/lanjut/" in messages[0].text


def test_two_drafts_in_two_tabs_are_not_mixed(luh: Applicant) -> None:
    first = luh.draft
    luh.begins()

    answer = luh.browser.post("/daftar/surat/", {"draft": str(first.pk), "agency": "Dari tab lama"})

    assert answer["Location"] == "/daftar/surat/"
    assert drafts.written(luh.draft) == {}
    first.refresh_from_db()
    assert drafts.written(first) == {}


def test_two_tabs_of_one_draft_keep_each_others_steps(luh: Applicant) -> None:
    stale = luh.draft
    luh.writes("surat")

    drafts.write(draft=stale, values={"pic_name": "Ni Luh"})

    assert drafts.written(luh.draft)["agency"] == "Pemerintah Desa Celuk"
    assert drafts.written(luh.draft)["pic_name"] == "Ni Luh"


def test_a_wrong_or_old_link_opens_nothing(luh: Applicant) -> None:
    assert Client().get("/daftar/lanjut/tidak-ada")["Location"] == "/daftar"
    Draft.objects.update(changed_at=timezone.now() - timedelta(days=31))
    assert luh.browser.get("/daftar/surat/")["Location"] == "/daftar"


def test_old_drafts_are_forgotten_with_their_documents(luh: Applicant) -> None:
    luh.adds(press="add")
    sent = Applicant().begins().fills_in()
    sent.sends()
    Draft.objects.update(changed_at=timezone.now() - timedelta(days=31))

    assert drafts.forget_old() == 1

    assert Draft.objects.count() == 1
    assert Document.objects.count() == 1


def test_however_many_drafts_are_old_they_are_forgotten_in_a_day(luh: Applicant) -> None:
    long_ago = timezone.now() - timedelta(days=31)
    many = [Draft(key_hash=number.to_bytes(32), data="{}", changed_at=long_ago) for number in range(1_100)]
    Draft.objects.bulk_create(many)

    assert drafts.forget_old() == 1_100

    assert Draft.objects.get() == luh.draft


def test_without_scripts_a_few_an_hour_and_with_a_proof_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "UNPROVEN_AN_HOUR", 1)
    Applicant().begins().fills_in().sends()

    second = Applicant().begins().fills_in(place_name="Puskesmas Contoh", latitude="")
    refused = second.sends()
    assert refused.status_code == 429
    assert "tidak menjalankan JavaScript" in text(refused)

    assert second.sends(proven=True).status_code == 302
    assert Application.objects.count() == 2


def test_a_proof_belongs_to_its_draft(luh: Applicant) -> None:
    answer = work(luh.draft)
    other = Applicant().begins().draft

    assert proof.is_proven(Draft.objects.earliest("created_at"), answer)
    assert not proof.is_proven(other, answer)
    assert not proof.is_proven(other, "bukan bukti")
    assert not proof.is_proven(other, base64.b64encode(b"[" * 2_900).decode())


def test_pages_take_few_questions_of_the_database(
    luh: Applicant, django_assert_max_num_queries: object
) -> None:
    luh.fills_in()
    for address in ("/daftar", "/daftar/surat/", "/daftar/tempat/", "/daftar/dokumen/", "/daftar/periksa/"):
        with django_assert_max_num_queries(8):  # type: ignore[operator]
            assert luh.browser.get(address).status_code == 200


def test_pages_are_in_english_for_whoever_reads_it(world: World) -> None:
    luh = Applicant("en").begins()

    assert "Write the name of your agency." in text(luh.writes("surat", agency=""))
