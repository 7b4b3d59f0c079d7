"""Whoever applied follows the application with its number and address, and acts on it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gapura.audit.models import Event
from gapura.mail.models import Message
from gapura.registration.acts import following, reviewing
from gapura.registration.following import views
from gapura.registration.models import Application
from tests.registration.applying import Applicant
from tests.registration.files import pdf
from tests.registration.world import (
    World,
    activated,
    applied,
    approved,
    in_review,
    last_message,
    registered,
    secret_in,
)
from tests.tampering import tampered

EMAIL = "sekretariat@celuk.desa.id"


def text(page: Any) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def enters(
    application: Application, reach: str = EMAIL, number: str = "", at: str = "127.0.0.1"
) -> tuple[Client, Any]:
    """A browser, somewhere in the network, that gives a number and an address, and the answer it got."""
    browser = Client(REMOTE_ADDR=at)
    answer = browser.post("/permohonan", {"number": number or application.pretty_number, "reach": reach})
    return browser, answer


def follows(application: Application) -> Client:
    """A browser that proved the number and the address."""
    application.refresh_from_db()
    browser, answer = enters(application, application.email or application.phone)
    assert answer["Location"] == f"/permohonan/{application.pretty_number}"
    return browser


def page_of(browser: Client, application: Application) -> str:
    """What the application's page says."""
    return text(browser.get(f"/permohonan/{application.pretty_number}"))


def press(browser: Client, application: Application, way: str, **fields: Any) -> Any:
    """Press a button of the application's page."""
    return browser.post(f"/permohonan/{application.pretty_number}/{way}", fields)


def test_number_and_address_open_the_application(world: World) -> None:
    application = applied()

    page = page_of(follows(application), application)

    for said in (
        application.pretty_number,
        "Kantor Perbekel Desa Celuk",
        "menunggu diperiksa",
        "para peninjau",
        "Paling lambat",
        "Perjalanan sejauh ini",
    ):
        assert said.lower() in page.lower(), said
    assert Message.objects.get(about=application.subject).subject in page


def test_what_reviewers_note_for_each_other_is_not_shown(world: World) -> None:
    application = in_review(applied(), world.agus)
    reviewing.approve(application=application, by=world.agus, remark="Kepala desa sulit dihubungi.")

    page = page_of(follows(application), application)

    assert "Kepala desa sulit dihubungi." not in page


@pytest.mark.parametrize("spelling", ["SEKRETARIAT@Celuk.Desa.ID", "  sekretariat@celuk.desa.id "])
def test_the_address_may_be_spelled_as_one_likes(world: World, spelling: str) -> None:
    _browser, answer = enters(applied(), spelling)
    assert answer.status_code == 302


def test_the_number_may_be_typed_in_any_way_and_a_slip_is_seen(world: World) -> None:
    application = applied()

    _browser, answer = enters(application, number=application.number.lower())
    assert answer.status_code == 302

    wrong = ("0" if application.number[0] != "0" else "1") + application.number[1:]
    _browser, answer = enters(application, number=wrong)
    assert answer.status_code == 400
    assert "Satu karakter" in text(answer)


def test_a_wrong_pair_does_not_say_what_was_wrong(world: World) -> None:
    application = applied()
    other = applied("Kantor Perbekel Desa Singapadu", email="tu@singapadu.desa.id")

    _browser, wrong_address = enters(application, "orang.lain@celuk.desa.id")
    _browser, others_address = enters(application, other.email)

    assert wrong_address.status_code == others_address.status_code == 400
    assert "Tidak ada permohonan" in text(wrong_address)


def test_without_an_email_the_phone_opens_it(world: World) -> None:
    application = applied(email="")

    _browser, answer = enters(application, "0812-3456-7890")

    assert answer.status_code == 302


def test_a_session_ends_with_the_phone_that_opened_it(world: World) -> None:
    application = applied(email="")
    browser = follows(application)
    following.correct_contact(application=application, phone="+6281311112222", by=world.dayu)
    answer = browser.get(f"/permohonan/{application.pretty_number}")
    assert answer.status_code == 302, "a session of the old number has ended"


def test_guessing_ends_soon_and_shuts_nobody_out_elsewhere(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "WRONG_FOR_A_NUMBER_HERE", 2)
    monkeypatch.setattr(views, "WRONG_FOR_A_NUMBER", 3)
    application = applied()
    here, there = "203.0.113.1", "203.0.113.2"
    for _ in range(2):
        enters(application, "salah@celuk.desa.id", at=here)

    assert enters(application, at=here)[1].status_code == 429
    assert enters(application, at=there)[1].status_code == 302

    enters(application, "salah@celuk.desa.id", at=there)

    assert enters(application, at=there)[1].status_code == 429, "many networks guess no faster"


def test_whoever_proved_nothing_is_asked_first(world: World) -> None:
    application, other = applied(), applied("Kantor Perbekel Desa Singapadu")
    place = f"/permohonan/{other.pretty_number}"

    assert Client().get(place)["Location"] == f"/permohonan?nomor={other.pretty_number}"
    browser = follows(application)
    assert browser.get(place).status_code == 302
    assert browser.post(f"{place}/tarik", {"sure": "on"})["Location"].startswith("/permohonan?nomor=")
    other.refresh_from_db()
    assert other.state == "submitted"
    browser.cookies["gapura_permohonan"] = tampered(browser.cookies["gapura_permohonan"].value)
    assert browser.get(f"/permohonan/{application.pretty_number}").status_code == 302


def test_who_has_it_is_said_without_naming_a_person(world: World) -> None:
    application = in_review(applied(), world.agus)

    page = page_of(follows(application), application)

    assert "peninjau" in page
    assert world.agus.name not in page


def test_a_question_is_answered_with_a_document(world: World) -> None:
    application = in_review(applied(), world.agus)
    reviewing.ask(application=application, by=world.agus, question="Mohon foto pintu depan.")
    browser = follows(application)
    assert "Mohon foto pintu depan." in page_of(browser, application)

    assert press(browser, application, "jawab", text="").status_code == 400
    file = SimpleUploadedFile("pintu.pdf", pdf())
    assert press(browser, application, "jawab", text="Terlampir.", file=file).status_code == 302

    application.refresh_from_db()
    assert application.state == "submitted"
    assert application.documents.count() == 2
    page = page_of(browser, application)
    assert "Terlampir." in page
    assert "sudah dijawab" in text(browser.get(press(browser, application, "jawab", text="Lagi")["Location"]))


def test_a_document_is_added_and_a_bad_one_refused(world: World) -> None:
    application = applied()
    browser = follows(application)

    bad = press(browser, application, "dokumen", kind="other", file=SimpleUploadedFile("x.pdf", b"bukan"))
    assert bad.status_code == 400
    good = press(browser, application, "dokumen", kind="other", file=SimpleUploadedFile("x.pdf", pdf()))
    assert good.status_code == 302
    assert application.documents.count() == 2


def test_a_file_survives_an_answer_without_words(world: World) -> None:
    application = in_review(applied(), world.agus)
    reviewing.ask(application=application, question="Mohon surat kuasa.", by=world.agus)
    browser = follows(application)
    file = SimpleUploadedFile("kuasa.pdf", pdf(), "application/pdf")
    refused = press(browser, application, "jawab", text="", file=file)
    assert refused.status_code == 400
    assert "kuasa.pdf" in text(refused)
    press(browser, application, "jawab", text="Terlampir.")
    assert application.documents.count() == 2


def test_a_wrong_address_is_put_right_and_the_message_sent_there(world: World) -> None:
    application = applied()
    browser, other = follows(application), follows(application)

    answer = press(browser, application, "alamat", email="kantor@celuk.desa.id", phone="081234567890")

    assert answer.status_code == 302
    application.refresh_from_db()
    assert application.email == "kantor@celuk.desa.id"
    assert Message.objects.filter(about=application.subject).latest("created_at").to == "kantor@celuk.desa.id"
    assert browser.get(answer["Location"]).status_code == 200
    assert other.get(answer["Location"]).status_code == 302, "a session of the old address has ended"


def test_once_approved_the_secret_is_not_sent_elsewhere_on_number_and_email_alone(world: World) -> None:
    application = approved(applied(), world.agus)
    browser = follows(application)
    assert "berakhiran 7890" in page_of(browser, application)
    answer = press(browser, application, "alamat", email="lain@celuk.desa.id", phone="081234567890")
    assert answer.status_code == 302
    assert "kode ke ponsel" in page_of(browser, application)
    application.refresh_from_db()
    assert application.email == "sekretariat@celuk.desa.id"


def code_to(application: Application) -> str:
    """The code in the newest text message to the phone on record."""
    sms = Message.objects.filter(about=application.subject, channel="sms").latest("created_at")
    assert sms.to == "+6281234567890"
    return str(re.findall(r"\b[0-9]{6}\b", sms.text)[0])


def test_once_approved_a_code_to_the_phone_on_record_corrects_the_address(world: World) -> None:
    application = approved(applied(), world.agus)
    old = secret_in(last_message(application))
    browser = follows(application)
    assert press(browser, application, "kode")["Location"].endswith("#correct")
    assert 'autocomplete="one-time-code"' in browser.get(f"/permohonan/{application.pretty_number}").text

    given = {"code": code_to(application), "new_email": "kantor@celuk.desa.id"}
    answer = press(browser, application, "alamat/kode", **given)

    assert answer.status_code == 302
    assert "Sudah diperbaiki" in page_of(browser, application)
    sent = Message.objects.filter(about=application.subject, template="registration/approved")
    newest = sent.latest("created_at")
    assert newest.to == "kantor@celuk.desa.id"
    assert secret_in(newest) != old
    corrected = Event.objects.filter(act="application.correct_contact").latest("id")
    assert corrected.data["proven"]
    # The code is spent, and so is the session of the former address.
    assert press(browser, application, "alamat/kode", **given).status_code == 400


def test_where_no_text_message_is_sent_the_coordinator_corrects_the_address(
    world: World, deploy: Callable[..., None]
) -> None:
    deploy(SMS_SENDER="none")
    application = approved(applied(), world.agus)
    browser = follows(application)
    page = page_of(browser, application)
    assert "koordinator Anda (Dinas Kominfo) yang memperbaikinya" in page
    assert "Kirim kode" not in page
    press(browser, application, "kode")
    assert "koordinator Anda" in page_of(browser, application)
    assert not Message.objects.exclude(channel="email").exists()


def corrected_by_code(application: Application, email: str) -> None:
    """The applicant corrects the address with a code to the phone."""
    browser = follows(application)
    press(browser, application, "kode")
    answer = press(browser, application, "alamat/kode", code=code_to(application), new_email=email)
    assert answer.status_code == 302


def test_after_activation_the_link_and_mail_about_the_account_go_to_the_right_address(world: World) -> None:
    application = activated(approved(applied(), world.agus))
    corrected_by_code(application, "kantor@celuk.desa.id")
    newest = Message.objects.filter(about=application.subject, template="registration/confirm")
    assert newest.latest("created_at").to == "kantor@celuk.desa.id"
    application.refresh_from_db()
    assert application.account
    assert application.account.contact == "kantor@celuk.desa.id"


def test_an_account_that_answers_for_another_place_keeps_its_address(world: World) -> None:
    registered(applied(), world.agus)
    second = approved(applied("Kantor BPD Celuk"), world.agus)
    corrected_by_code(second, "kantor@celuk.desa.id")
    second.refresh_from_db()
    assert second.account
    assert second.account.contact == EMAIL


def test_a_code_is_guessed_at_five_times_at_most(world: World) -> None:
    application = approved(applied(), world.agus)
    browser = follows(application)
    wrong = {"code": "000000", "new_email": "lain@celuk.desa.id"}
    assert press(browser, application, "alamat/kode", **wrong).status_code == 400, "none was sent"
    press(browser, application, "kode")
    right = code_to(application)
    wrong["code"] = "000000" if right != "000000" else "000001"
    for left in (4, 3, 2, 1):
        assert f"{left} kali lagi" in text(press(browser, application, "alamat/kode", **wrong))
    press(browser, application, "alamat/kode", **wrong)
    answer = press(browser, application, "alamat/kode", code=right, new_email="lain@celuk.desa.id")
    assert answer.status_code == 400
    application.refresh_from_db()
    assert application.email == EMAIL


def test_a_code_to_a_wrong_phone_ends_when_the_coordinator_puts_the_number_right(world: World) -> None:
    application = approved(applied(), world.agus)
    stranger = follows(application)
    press(stranger, application, "kode")
    code = code_to(application)

    following.correct_contact(application=application, phone="+6281311112222", by=world.dayu)

    answer = press(stranger, application, "alamat/kode", code=code, new_email="pencuri@celuk.desa.id")
    assert answer.status_code == 400
    application.refresh_from_db()
    assert application.email == EMAIL


def test_an_older_code_ends_with_a_newer_one_and_three_an_hour_are_enough(world: World) -> None:
    application = approved(applied(), world.agus)
    browser = follows(application)
    press(browser, application, "kode")
    first = code_to(application)
    for _ in range(4):
        press(browser, application, "kode")
    assert Message.objects.filter(about=application.subject, channel="sms").count() == 3
    assert "satu jam" in page_of(browser, application)
    if first != code_to(application):
        answer = press(browser, application, "alamat/kode", code=first, new_email="lain@celuk.desa.id")
        assert answer.status_code == 400


def test_private_mail_is_refused_there_too(world: World) -> None:
    application = applied()

    answer = press(follows(application), application, "alamat", email="celuk@gmail.com", phone="081234567890")

    assert answer.status_code == 400
    assert "e-mail pribadi" in text(answer)


def test_what_is_waited_for_is_sent_again_but_not_at_once(world: World) -> None:
    application = applied()
    browser = follows(application)

    press(browser, application, "kirim-ulang")

    assert "tunggu lima menit" in page_of(browser, application)
    assert Message.objects.filter(about=application.subject).count() == 1


def test_withdrawing_needs_a_tick_and_happens_once(world: World) -> None:
    application = applied()
    browser = follows(application)

    assert press(browser, application, "tarik").status_code == 400
    assert press(browser, application, "tarik", sure="on", reason="Salah tempat").status_code == 302
    assert press(browser, application, "tarik", sure="on").status_code == 302

    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert "tidak lagi mungkin" in page_of(browser, application)


def test_after_being_declined_one_applies_again_with_what_was_written(world: World) -> None:
    application = in_review(applied(), world.agus)
    reviewing.decline(application=application, by=world.agus, reason="Surat tanpa stempel.")
    browser = follows(application)
    assert "Surat tanpa stempel." in page_of(browser, application)

    answer = press(browser, application, "lagi")

    assert answer["Location"] == "/daftar/surat/"
    luh = Applicant()
    luh.browser = browser
    assert 'value="Pemerintah Desa Celuk"' in browser.get("/daftar/surat/").content.decode()
    luh.adds()
    assert luh.sends()["Location"] == "/daftar/selesai/"
    newer = Application.objects.exclude(pk=application.pk).get()
    assert newer.replaces == application
    application.refresh_from_db()
    assert application.state == "declined"


def test_an_application_under_way_is_replaced_by_the_newer_one(world: World) -> None:
    application = applied()
    browser = follows(application)
    press(browser, application, "lagi")
    luh = Applicant()
    luh.browser = browser
    luh.adds()

    luh.sends()

    newer = Application.objects.exclude(pk=application.pk).get()
    assert newer.pretty_number in page_of(follows(application), application)


def test_leaving_forgets_the_application(world: World) -> None:
    application = applied()
    browser = follows(application)

    assert browser.post("/permohonan/keluar")["Location"] == "/permohonan"

    assert browser.get(f"/permohonan/{application.pretty_number}").status_code == 302


def test_the_page_takes_few_questions_of_the_database(
    world: World, django_assert_max_num_queries: Any
) -> None:
    application = approved(applied(), world.agus)
    browser = follows(application)

    with django_assert_max_num_queries(14):
        assert browser.get(f"/permohonan/{application.pretty_number}").status_code == 200
