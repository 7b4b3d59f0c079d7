"""What a coordinator does for one office: apply, look, remind, correct, hand over a slip, note."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from gapura.accounts.acts import SecretReplacedError, activate
from gapura.accounts.models import Activation, Tries
from gapura.audit.models import Event
from gapura.mail.models import Message
from gapura.registration.acts import reviewing
from gapura.registration.coordinating.forms import doors_of, initial_of, written_hours
from gapura.registration.models import Application, Remark, Source
from gapura.registration.states import State
from tests.registration.files import pdf, picture
from tests.registration.world import (
    PASSWORD,
    World,
    applied,
    approved,
    in_review,
    last_message,
    registered,
    secret_in,
)
from tests.staff import signed_in

PRIVATE = {"email": "niluh@gmail.com"}
FORM = {
    "place_name": "Kantor Perbekel Desa Celuk",
    "category": "kantor_desa",
    "region": "51.04.01",
    "address": "Jalan Raya Celuk 1",
    "capacity": "40",
    "doors": "Depan (masuk); Belakang (keluar)",
    "opening_hours": "Sen-Kam 07:30-15:30; Jum 07:30-13:00",
    "pic_name": "Ni Luh Contoh",
    "pic_position": "Sekretaris Desa",
    "phone": "0812 3456 7890",
    "email": "",
    "agency": "Pemerintah Desa Celuk",
    "letter_number": "470/112/2021",
    "letter_date": "05/10/2021",
}


@pytest.fixture
def dayu(world: World) -> Client:
    """The coordinator's browser."""
    return signed_in(world.dayu)


def address(application: Application, path: str = "") -> str:
    """An application's page, or something to be done there."""
    return f"/koordinator/permohonan/{application.pk}/{path}"


def apply(client: Client, path: str = "/koordinator/permohonan/baru/", **said: Any) -> Any:
    """The answer to a form that was sent with its letter."""
    letter = SimpleUploadedFile("surat.pdf", pdf(), "application/pdf")
    return client.post(path, {**FORM, "letter": letter, **said}, follow=True)


def words(answer: Any) -> str:
    """A page's text with its blanks evened out."""
    return " ".join(answer.content.decode().split())


def test_a_coordinator_applies_for_a_pic_without_email(dayu: Client, world: World) -> None:
    photo = SimpleUploadedFile("kantor.jpg", picture(), "image/jpeg")
    page = words(apply(dayu, photo=photo))
    application = Application.objects.get()
    assert application.pretty_number in page
    assert (application.source, application.helped_by) == (Source.COORDINATOR, world.dayu)
    assert application.email == ""
    assert application.doors == [{"name": "Depan", "kind": "entry"}, {"name": "Belakang", "kind": "exit"}]
    assert {each.kind for each in application.documents.all()} == {"letter", "photo"}
    assert last_message(application).channel == "sms"


def test_what_is_said_aloud_of_a_button_names_the_place(dayu: Client, world: World) -> None:
    page = words(dayu.get(address(applied())))
    assert '<span class="hidden-visually">: Kantor Perbekel Desa Celuk</span></button>' in page
    assert '<span class="hidden-visually">: </span>' not in page


def test_everything_that_is_wrong_is_said_at_its_field_and_summarised(dayu: Client) -> None:
    answer = apply(dayu, phone="12", capacity="banyak", doors="", place_name="", letter="")
    assert answer.status_code == 422
    page = words(answer)
    for field in ("phone", "capacity", "place_name"):
        assert f'id="id_{field}_error"' in page
        assert f'<a href="#id_{field}">' in page
    assert not Application.objects.exists()


def test_a_letter_that_is_a_program_is_refused(dayu: Client) -> None:
    answer = apply(dayu, letter=SimpleUploadedFile("surat.pdf", b"MZ\x90\x00", "application/pdf"))
    assert answer.status_code == 422
    assert 'id="id_letter_error"' in words(answer)


def test_files_that_were_chosen_survive_a_refused_form(dayu: Client) -> None:
    refused = apply(dayu, phone="bukan nomor", photo=SimpleUploadedFile("foto.jpg", picture()))
    assert refused.status_code == 422
    key = re.findall(r'name="kept" value="([^"]+)"', words(refused))[0]
    assert "surat.pdf" in words(refused)
    again = apply(dayu, kept=key, letter="", phone="bukan nomor juga")
    assert "surat.pdf" in words(again), "twice as well"
    for _ in range(2):
        apply(dayu, kept=key, letter="")
    made = Application.objects.get()
    assert sorted(each.kind for each in made.documents.all()) == ["letter", "photo"]


def test_a_file_chosen_anew_takes_the_place_of_the_kept_one(dayu: Client) -> None:
    refused = apply(dayu, phone="bukan nomor")
    key = re.findall(r'name="kept" value="([^"]+)"', words(refused))[0]
    apply(dayu, kept=key, letter=SimpleUploadedFile("baru.pdf", pdf(2), "application/pdf"))
    assert [each.name for each in Application.objects.get().documents.all()] == ["baru.pdf"]


def test_a_file_survives_a_refused_answer(dayu: Client, world: World) -> None:
    application = in_review(applied(), world.agus)
    reviewing.ask(application=application, question="Mohon surat kuasa.", by=world.agus)
    file = SimpleUploadedFile("kuasa.pdf", pdf(), "application/pdf")
    assert dayu.post(address(application, "jawab/"), {"text": "", "document": file}).status_code == 422
    assert application.documents.filter(kind="other").count() == 1
    dayu.post(address(application, "jawab/"), {"text": "Terlampir."})
    assert application.documents.count() == 2


def test_a_known_place_is_not_applied_for_twice(dayu: Client) -> None:
    applied()
    answer = apply(dayu)
    assert answer.status_code == 422
    assert 'id="id_place_name_error"' in words(answer)


def test_a_place_of_another_region_cannot_be_chosen(dayu: Client, world: World) -> None:
    assert apply(dayu, region="51.03.01").status_code == 422
    assert not Application.objects.exists()


def test_a_stuck_office_is_registered_again_and_old_secrets_die(dayu: Client, world: World) -> None:
    former = approved(applied(), world.agus)
    old = secret_in(last_message(former))
    page = words(dayu.get(address(former, "lagi/")))
    assert 'value="Ni Luh Contoh"' in page
    assert former.pretty_number in page
    apply(dayu, address(former, "lagi/"), email="kantor@celuk.desa.id")
    newer = Application.objects.get(state=State.SUBMITTED)
    assert newer.replaces == former
    former.refresh_from_db()
    assert former.state == State.REPLACED
    assert former.account
    with pytest.raises(SecretReplacedError):
        activate(username=former.account.username, secret=old, password=PASSWORD)
    assert newer.pretty_number in words(dayu.get(address(former)))
    # Once is enough: the former one leads to its page.
    assert apply(dayu, address(former, "lagi/"), place_name="Lain").redirect_chain
    assert Application.objects.count() == 2


def test_one_page_shows_all_that_is_known(
    dayu: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    application = approved(applied(), world.agus)
    Message.objects.filter(pk=last_message(application).pk).update(
        state="bounced", bounce="hard", reply="550 5.1.1 no such user"
    )
    dayu.post(address(application, "catatan/"), {"text": "Sudah ditelepon, coba besok."})
    with django_assert_num_queries(16):
        page = words(dayu.get(address(application)))
    for wanted in (
        application.pretty_number,
        "Ni Luh Contoh",
        "sekretariat@celuk.desa.id",
        "Pesan gagal dan tidak akan sampai",
        "Sudah ditelepon, coba besok.",
        "Ni Wayan Dayu, Koordinator, Gianyar",
        "Sen-Jum 07:30-15:30",
    ):
        assert wanted in page, wanted
    assert "+6281234567890" not in page


def test_no_line_of_a_coordinators_lists_begins_with_a_dot(dayu: Client, world: World) -> None:
    application = approved(applied(), world.agus)
    Message.objects.filter(pk=last_message(application).pk).update(state="bounced", bounce="hard")
    for path in (
        "/koordinator/",
        "/koordinator/tersendat/",
        "/koordinator/permohonan/",
        address(application),
    ):
        page = words(dayu.get(path))
        assert application.place_name in page
        assert not re.search(r"<span[^>]*> ?·", page), path


def test_a_text_message_that_cannot_leave_is_not_called_an_email(dayu: Client) -> None:
    application = applied(email="")
    Message.objects.filter(pk=last_message(application).pk).update(
        state="delayed", reply="TimeoutError: timed out"
    )
    page = words(dayu.get(address(application)))
    assert "Pesan tertunda" in page
    assert "Server yang meneruskan pesan tidak dapat dihubungi." in page
    assert "E-mail tertunda" not in page
    assert "Server e-mail" not in page


def test_a_phone_number_is_shown_when_asked_for_and_the_look_is_kept(dayu: Client, world: World) -> None:
    application = applied()
    assert "tel:+6281234567890" in words(dayu.post(address(application, "telepon/")))
    seen = Event.objects.get(act="application.look_at_phone")
    assert (seen.by, seen.subject) == (world.dayu.actor, application.subject)


def test_a_reminder_sends_a_fresh_secret(dayu: Client, world: World) -> None:
    application = approved(applied(), world.agus)
    old = secret_in(last_message(application))
    assert "Dikirim sekali lagi." in words(dayu.post(address(application, "ingatkan/"), follow=True))
    assert secret_in(last_message(application)) != old


def test_a_fourth_message_within_an_hour_is_not_sent_and_the_page_says_what_helps(
    dayu: Client, world: World
) -> None:
    application = approved(applied(), world.agus)
    for _ in range(3):
        assert "Dikirim sekali lagi." in words(dayu.post(address(application, "ingatkan/"), follow=True))
    before = Message.objects.count()
    page = words(dayu.post(address(application, "ingatkan/"), follow=True))
    assert "tiga pesan dalam satu jam" in page
    chosen = {"application": str(application.pk)}
    assert "lebih baik telepon" in words(dayu.post("/koordinator/tersendat/ingatkan/", chosen, follow=True))
    assert Message.objects.count() == before
    Tries.objects.update(since=timezone.now() - timedelta(hours=1))
    dayu.post(address(application, "ingatkan/"))
    assert Message.objects.count() == before + 1


def test_many_are_reminded_at_once_and_what_is_over_is_left_alone(dayu: Client, world: World) -> None:
    waiting = [approved(applied(f"Kantor {n}", email=f"k{n}@celuk.desa.id"), world.agus) for n in range(3)]
    over = reviewing.decline(application=in_review(applied("D"), world.agus), reason="Kabur", by=world.agus)
    before = Message.objects.count()
    chosen = [*(str(each.pk) for each in (*waiting, over)), "no-uuid"]
    page = words(dayu.post("/koordinator/tersendat/ingatkan/", {"application": chosen}, follow=True))
    assert "3 pesan dikirim sekali lagi." in page
    assert "1 tidak menunggu pesan." in page
    assert Message.objects.count() == before + 3
    assert "Centang" in words(dayu.post("/koordinator/tersendat/ingatkan/", follow=True))


def test_a_registered_place_is_reminded_of_its_poster(dayu: Client, world: World) -> None:
    application = registered(applied(), world.agus)
    dayu.post(address(application, "ingatkan/"))
    assert "registered" in last_message(application).template
    assert Event.objects.filter(act="application.remind", by=world.dayu.actor).exists()


def test_an_address_is_corrected(dayu: Client, world: World) -> None:
    application = approved(applied(email="salah@celuk.desa.id"), world.agus)
    dayu.post(address(application, "perbaiki/"), {"email": "benar@celuk.desa.id", "phone": ""})
    assert last_message(application).to == "benar@celuk.desa.id"
    for wrong in (
        {"email": "bukan alamat"},
        {"email": "benar@celuk.desa.id"},
        {"email": "", "phone": "12"},
        PRIVATE,
    ):
        answer = dayu.post(address(application, "perbaiki/"), wrong)
        assert answer.status_code == 422
        assert "_error" in words(answer)


def test_a_slip_is_printed_once_handed_over_and_kept_nowhere(dayu: Client, world: World) -> None:
    application = approved(applied(email=""), world.agus)
    answer = dayu.post(address(application, "slip/"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    text = " ".join(PdfReader(BytesIO(answer.content)).pages[0].extract_text().split())
    assert application.account
    username = application.account.username
    for wanted in (
        application.place_name,
        "Ni Luh Contoh",
        username,
        "/aktivasi",
        "Nama pengguna",
        "User name",
    ):
        assert wanted in text, wanted
    second = dayu.post(address(application, "slip/"))
    assert second.content != answer.content
    assert Activation.objects.filter(user=application.account, used_at=None, ended_at=None).count() == 1
    dayu.post(address(application, "slip/diserahkan/"))
    application.refresh_from_db()
    assert application.invited_at
    seen = Event.objects.filter(subject=application.subject, by=world.dayu.actor).order_by("id")
    assert [each.act for each in seen] == [
        "application.print_slip",
        "application.print_slip",
        "application.hand_over_slip",
    ]


def test_a_slip_works(dayu: Client, world: World) -> None:
    application = approved(applied(email=""), world.agus)
    page = PdfReader(BytesIO(dayu.post(address(application, "slip/")).content)).pages[0].extract_text()
    secret = next(
        word for word in page.split() if len(word) == 14 and word.count("-") == 2 and word.isupper()
    )
    assert application.account
    assert activate(username=application.account.username, secret=secret, password=PASSWORD).is_active


def test_a_question_is_answered_for_the_pic(dayu: Client, world: World) -> None:
    application = in_review(applied(), world.agus)
    reviewing.ask(application=application, question="Mohon surat bertanda tangan.", by=world.agus)
    assert "bertanda tangan" in words(dayu.get(address(application)))
    assert dayu.post(address(application, "jawab/"), {"text": " "}).status_code == 422
    document = SimpleUploadedFile("surat.pdf", pdf(), "application/pdf")
    dayu.post(address(application, "jawab/"), {"text": "Terlampir.", "document": document})
    application.refresh_from_db()
    assert application.state == State.SUBMITTED
    assert application.documents.count() == 2
    assert application.remarks.get(kind=Remark.Kind.ANSWER).by == world.dayu.actor


def test_an_application_is_withdrawn_with_a_reason_only(dayu: Client) -> None:
    application = applied()
    assert dayu.post(address(application, "tarik/"), {"text": ""}).status_code == 422
    dayu.post(address(application, "tarik/"), {"text": "Kantor ditutup"})
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN


def test_what_comes_too_late_changes_nothing_and_says_so(dayu: Client) -> None:
    application = applied()
    dayu.post(address(application, "tarik/"), {"text": "Kantor ditutup"})
    for path in ("ingatkan/", "perbaiki/", "slip/", "slip/diserahkan/", "jawab/", "tarik/"):
        said = {"text": "lagi", "email": "lain@celuk.desa.id"}
        page = words(dayu.post(address(application, path), said, follow=True))
        assert "Tidak ada yang diubah" in page, path


def test_documents_are_saved_and_never_shown_and_the_look_is_kept(dayu: Client, world: World) -> None:
    application = applied()
    document = application.documents.get()
    answer = dayu.get(address(application, f"dokumen/{document.pk}/"))
    assert answer.content == pdf()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    look = Event.objects.get(act="application.open_document", subject=application.subject)
    assert (look.by, look.data["purpose"]) == (world.dayu.actor, "help")
    assert "Dibuka untuk membantu" in words(dayu.get(address(application)))
    other = applied("Kantor Lain")
    assert dayu.get(address(other, f"dokumen/{document.pk}/")).status_code == 404


def test_another_regions_application_is_not_there(world: World) -> None:
    application = approved(applied(), world.agus)
    document = application.documents.get()
    thief = signed_in(world.stranger)
    before = Event.objects.count(), Message.objects.count()
    for path in ("", "lagi/", f"dokumen/{document.pk}/"):
        assert thief.get(address(application, path)).status_code == 404, path
    said = {"text": "milik saya", "email": "pencuri@x.desa.id", "phone": "081234567899"}
    for path in (
        *("ingatkan/", "perbaiki/", "telepon/", "slip/", "slip/diserahkan/", "catatan/", "jawab/", "tarik/"),
        "lagi/",
    ):
        assert thief.post(address(application, path), said).status_code == 404, path
    thief.post("/koordinator/tersendat/ingatkan/", {"application": [str(application.pk)]})
    assert (Event.objects.count(), Message.objects.count()) == before
    assert application.place_name not in words(thief.get("/koordinator/permohonan/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "celuk"}, {"Kantor Perbekel Desa Celuk"}),
        ({"category": "puskesmas"}, {"Puskesmas Celuk"}),
        ({"kecamatan": "51.04.01"}, {"Kantor Perbekel Desa Celuk", "Puskesmas Celuk"}),
        ({"state": "withdrawn"}, set()),
        ({"step": "approved"}, set()),
        ({"step": "no such"}, set()),
        ({"page": "zero"}, {"Kantor Perbekel Desa Celuk", "Puskesmas Celuk"}),
    ],
)
def test_a_coordinator_finds_applications(dayu: Client, query: dict[str, str], found: set[str]) -> None:
    applied()
    applied("Puskesmas Celuk", category="puskesmas")
    page = words(dayu.get("/koordinator/permohonan/", query))
    shown = {name for name in ("Kantor Perbekel Desa Celuk", "Puskesmas Celuk") if f"<strong>{name}" in page}
    assert shown == found or (query.get("search") == "celuk" and found <= shown)


def test_a_tracking_number_finds_its_application(dayu: Client) -> None:
    application = applied()
    applied("Puskesmas Celuk", category="puskesmas")
    page = words(dayu.get("/koordinator/permohonan/", {"search": application.pretty_number.lower()}))
    assert "<h1>1 permohonan</h1>" in page


def test_hours_and_doors_are_written_as_they_are_read() -> None:
    hours = {"mon": ["07:30", "15:30"], "tue": ["07:30", "15:30"], "fri": ["07:30", "13:00"]}
    assert written_hours(hours) == "Sen-Sel 07:30-15:30; Jum 07:30-13:00"
    assert doors_of("3") == "3"
    assert doors_of("Depan (masuk); Samping") == [
        {"name": "Depan", "kind": "entry"},
        {"name": "Samping", "kind": "both"},
    ]


def test_an_application_begins_again_with_what_it_said(world: World) -> None:
    application = applied(latitude="-8.6", longitude="115.3")
    said = initial_of(application)
    assert said["letter_date"] == f"{application.letter_date:%d/%m/%Y}"
    assert said["doors"] == "Pintu depan"
    assert said["latitude"] == -8.6
