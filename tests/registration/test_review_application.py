"""One application before its reviewer: what is seen, who may decide, and that nothing is done twice."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from gapura.audit.models import Event
from gapura.mail.models import Message
from gapura.registration import checks
from gapura.registration.acts import applying, delegating, following, reviewing
from gapura.registration.documents import NewDocument
from gapura.registration.models import Application, Document, Remark, Source
from gapura.registration.review.words import said_of
from gapura.registration.states import State
from tests.registration.files import pdf, picture
from tests.registration.world import World, applied, approved, asks, in_review, make_world
from tests.staff import signed_in, venue


def at(application: Application, way: str = "") -> str:
    """The address of an application, or of something done with it."""
    return f"/verifikasi/permohonan/{application.pk}/{way}"


def state_of(application: Application) -> str:
    return Application.objects.get(pk=application.pk).state


def acts_on(application: Application, act: str) -> int:
    return Event.objects.filter(subject=application.subject, act=f"application.{act}").count()


def test_letter_and_form_stand_side_by_side(world: World) -> None:
    application = applied()
    page = signed_in(world.agus).get(at(application)).content.decode()
    document = application.documents.get()
    for shown in ("Ni Luh Contoh", "sekretariat@celuk.desa.id", "470/112/2021", "Senin", "surat.pdf"):
        assert shown in page
    assert f'src="{at(application)}dokumen/{document.pk}/halaman/1/"' in page
    assert f'href="{at(application)}dokumen/{document.pk}/unduh/"' in page
    assert page.index("Surat dan berkas") < page.index("Isi formulir")


def test_the_page_shows_in_either_language(world: World) -> None:
    application = in_review(applied(), world.agus)
    client = signed_in(world.agus)
    assert "Putuskan" in client.get(at(application)).content.decode()
    client.cookies["gapura_bahasa"] = "en"
    assert "Decide" in client.get(at(application)).content.decode()


def test_a_letter_is_downloaded_and_never_shown_as_it_came(world: World) -> None:
    application = applied()
    document = application.documents.get()
    answer = signed_in(world.agus).get(at(application, f"dokumen/{document.pk}/unduh/"))
    assert answer.status_code == 200
    assert answer.content == pdf()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    event = Event.objects.get(subject=application.subject, act="application.open_document")
    assert event.data == {"document": str(document.pk), "kind": "letter", "purpose": "review"}
    assert event.by == world.agus.actor


def test_the_pages_of_a_pdf_are_drawn_here(world: World) -> None:
    letter = NewDocument.opened(Document.Kind.LETTER, "surat.pdf", pdf(pages=2))
    application = applying.submit(details=asks(), documents=[letter])
    address = at(application, f"dokumen/{application.documents.get().pk}/halaman/")
    client = signed_in(world.agus)
    for page in (1, 2):
        answer = client.get(f"{address}{page}/")
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.content.startswith(b"\x89PNG")
    assert acts_on(application, "open_document") == 1  # one look, however many pages
    assert [client.get(f"{address}{page}/").status_code for page in (0, 3)] == [404, 404]


def test_a_photographed_letter_is_shown_as_it_was_drawn_anew(world: World) -> None:
    letter = NewDocument.opened(Document.Kind.LETTER, "surat.jpg", picture())
    application = applying.submit(details=asks(), documents=[letter])
    document = application.documents.get()
    answer = signed_in(world.agus).get(at(application, f"dokumen/{document.pk}/halaman/1/"))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.content == letter.file.body


def test_a_letter_can_be_read_as_wide_as_the_screen(world: World) -> None:
    application = applied()
    address = at(application, f"dokumen/{application.documents.get().pk}/")
    page = signed_in(world.agus).get(address).content.decode()
    assert f'src="{address}halaman/1/"' in page
    assert f'href="{at(application)}"' in page


def test_a_page_shown_for_a_post_can_be_loaded_again_or_in_another_language(world: World) -> None:
    application = in_review(applied(), world.agus)
    client = signed_in(world.agus)
    assert client.post(at(application, "tanya/")).status_code == 422
    assert client.get(at(application, "tanya/")).headers["Location"] == at(application)


def test_a_document_opens_only_below_its_own_application(world: World) -> None:
    mine, other = applied(), applied("Kantor Desa Guwang")
    document = other.documents.get()
    for way in ("unduh", "halaman/1"):
        assert signed_in(world.agus).get(at(mine, f"dokumen/{document.pk}/{way}/")).status_code == 404
    assert signed_in(world.agus).get(at(mine, f"dokumen/{uuid4()}/unduh/")).status_code == 404


POSTS = ("ambil", "lepas", "tanya", "setujui", "tolak")


@pytest.mark.parametrize(
    ("who", "status"),
    [("dayu", 403), ("stranger", 403), ("putu", 403), ("komang", 403), ("sari", 403), ("wira", 404)],
)
def test_whoever_it_is_not_for_is_turned_away(world: World, who: str, status: int) -> None:
    application = applied()
    document = application.documents.get()
    client = signed_in(getattr(world, who))
    answers = [client.post(at(application, f"{way}/"), {"text": "x"}) for way in POSTS]
    papers = f"dokumen/{document.pk}/"
    for way in ("", papers, f"{papers}unduh/", f"{papers}halaman/1/"):
        answers.append(client.get(at(application, way)))
    assert {answer.status_code for answer in answers} == {status}
    assert state_of(application) == State.SUBMITTED
    assert acts_on(application, "open_document") == 0


@pytest.mark.parametrize("way", ["", "ambil/"])
def test_whoever_has_not_signed_in_is_asked_to(world: World, way: str) -> None:
    answer = Client().post(at(applied(), way)) if way else Client().get(at(applied()))
    assert answer.headers["Location"].startswith("/akun/login/")


def test_another_regions_reviewer_sees_it_not_even_with_a_delegation_there(world: World) -> None:
    application = applied()
    world.wira.region = world.badung
    world.wira.save(update_fields=["region"])
    delegating.delegate(
        reviewer=world.wira,
        region=world.badung,
        daily_limit=5,
        until=timezone.localdate(),
        reason="Bantuan",
        by=world.agus,
    )
    assert signed_in(world.wira).get(at(application)).status_code == 404


def test_only_who_took_it_sees_the_forms_that_decide(world: World) -> None:
    application = applied()
    client = signed_in(world.agus)
    assert 'name="template"' not in client.get(at(application)).content.decode()
    page = client.post(at(application, "ambil/"), follow=True).content.decode()
    assert page.count('name="template"') == 2
    assert at(application, "setujui/") in page
    assert acts_on(application, "take") == 1
    second = make_second_national(world)
    assert 'name="template"' not in signed_in(second).get(at(application)).content.decode()


def make_second_national(world: World):  # type: ignore[no-untyped-def]
    """Another reviewer of the nation."""
    from gapura.accounts.roles import Role
    from tests.staff import staff

    return staff("ketut", "Ketut Rai", Role.REVIEWER, world.indonesia)


def test_taking_twice_is_taking_once(world: World) -> None:
    application = applied()
    client = signed_in(world.agus)
    for _ in range(2):
        assert client.post(at(application, "ambil/")).status_code == 302
    assert acts_on(application, "take") == 1


def test_what_somebody_else_has_taken_says_who(world: World) -> None:
    application = in_review(applied(), world.agus)
    ketut = signed_in(make_second_national(world))
    for way, data in (("ambil", {}), ("setujui", {}), ("tanya", {"text": "x"}), ("tolak", {"text": "x"})):
        answer = ketut.post(at(application, f"{way}/"), data)
        assert answer.status_code == 409
        assert "Agus Prasetyo sudah mengambil" in answer.content.decode()
    assert state_of(application) == State.IN_REVIEW


def test_released_it_is_anybodys_again(world: World) -> None:
    application = in_review(applied(), world.agus)
    client = signed_in(world.agus)
    for _ in range(2):  # a double click
        client.post(at(application, "lepas/"))
    assert state_of(application) == State.SUBMITTED
    assert acts_on(application, "release") == 1
    answer = client.post(at(application, "setujui/"))  # the back button
    assert answer.status_code == 409
    assert "belum diambil siapa pun" in answer.content.decode()


def test_approving_twice_invites_once(world: World) -> None:
    application = in_review(applied(), world.agus)
    client = signed_in(world.agus)
    client.post(at(application, "setujui/"), {"remark": "Surat asli sudah dilihat."})
    page = client.post(at(application, "setujui/"), follow=True).content.decode()
    assert "tidak ada yang dilakukan dua kali" in page
    assert "Surat asli sudah dilihat." in page
    assert acts_on(application, "approve") == 1
    assert Message.objects.filter(about=application.subject, template="registration/approved").count() == 1
    assert client.post(at(application, "tolak/"), {"text": "x"}).status_code == 409
    assert state_of(application) == State.APPROVED


def test_what_was_withdrawn_meanwhile_is_not_approved(world: World) -> None:
    application = in_review(applied(), world.agus)
    following.withdraw(application=application, reason="Keliru", by=application)
    answer = signed_in(world.agus).post(at(application, "setujui/"))
    assert answer.status_code == 409
    assert "Ada yang lebih cepat" in answer.content.decode()


def test_a_place_with_somebody_in_charge_is_not_approved_again(world: World) -> None:
    application = in_review(applied(), world.agus)
    from gapura.venues.models import Post

    Post.objects.create(user=world.putu, venue=venue(application.place_name, application.region))
    page = signed_in(world.agus).get(at(application)).content.decode()
    assert "sudah dikenal sebagai tempat" in page
    answer = signed_in(world.agus).post(at(application, "setujui/"))
    assert answer.status_code == 409
    assert "sudah punya penanggung jawab" in answer.content.decode()
    assert state_of(application) == State.IN_REVIEW


def test_a_question_in_own_words_reaches_the_applicant(world: World) -> None:
    application = in_review(applied(), world.agus)
    signed_in(world.agus).post(at(application, "tanya/"), {"text": "Di banjar mana?", "template": "position"})
    assert state_of(application) == State.QUESTION
    assert application.remarks.get().text == "Di banjar mana?"


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Surat permohonan tidak dapat"), ("en", "We cannot read")]
)
def test_a_template_is_sent_in_the_applicants_language(world: World, language: str, words: str) -> None:
    application = in_review(applied(language=language), world.agus)
    signed_in(world.agus).post(at(application, "tanya/"), {"template": "unreadable", "text": " "})
    assert application.remarks.get().text.startswith(words)


def test_a_template_can_be_put_in_and_changed_before_it_is_sent(world: World) -> None:
    application = in_review(applied(), world.agus)
    asked = {"template": "registered", "insert": "1"}
    page = signed_in(world.agus).post(at(application, "tolak/"), asked).content.decode()
    assert "Tempat ini sudah terdaftar dan sudah punya penanggung jawab." in page
    assert state_of(application) == State.IN_REVIEW


@pytest.mark.parametrize("way", ["tanya", "tolak"])
@pytest.mark.parametrize("text", ["", "  ", "a" * 2001])
def test_nothing_said_or_too_much_is_asked_for_again(world: World, way: str, text: str) -> None:
    application = in_review(applied(), world.agus)
    answer = signed_in(world.agus).post(at(application, f"{way}/"), {"text": text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert state_of(application) == State.IN_REVIEW


def test_declining_keeps_the_reason_and_says_it(world: World) -> None:
    application = in_review(applied(), world.agus)
    page = signed_in(world.agus).post(at(application, "tolak/"), {"template": "no_office"}, follow=True)
    assert state_of(application) == State.DECLINED
    remark = application.remarks.get()
    assert remark.kind == Remark.Kind.REASON
    assert remark.text in page.content.decode()


def test_a_regional_reviewer_hears_when_todays_decisions_are_used_up(world: World) -> None:
    delegating.delegate(
        reviewer=world.wira,
        region=world.gianyar,
        daily_limit=1,
        until=timezone.localdate(),
        reason="Bantuan",
        by=world.agus,
    )
    approved(applied(), world.wira)
    application = in_review(applied("Kantor Desa Guwang"), world.wira)
    answer = signed_in(world.wira).post(at(application, "setujui/"))
    assert answer.status_code == 409
    assert "sudah habis" in answer.content.decode()


def test_the_limit_of_one_delegation_is_not_used_up_by_another(world: World) -> None:
    for category in ("kantor_desa", "puskesmas"):
        delegating.delegate(
            reviewer=world.wira,
            region=world.gianyar,
            category=category,
            daily_limit=1,
            until=timezone.localdate(),
            reason="Bantuan",
            by=world.agus,
        )
    approved(applied(), world.wira)
    health = approved(applied("Puskesmas Celuk", category="puskesmas"), world.wira)
    assert state_of(health) == State.APPROVED


def test_checks_and_relatives_are_shown_in_words(world: World) -> None:
    first = applied()
    reviewing.decline(application=in_review(first, world.agus), reason="Surat keliru", by=world.agus)
    second = applying.submit(details=asks(), source=Source.IMPORT, by=world.dayu, replaces=first)
    page = signed_in(world.agus).get(at(second)).content.decode()
    assert "Permohonan ini datang tanpa surat." in page
    assert "perlu dilihat" in page
    assert f'href="{at(first)}"' in page
    assert f'href="{at(second)}"' in signed_in(world.agus).get(at(first)).content.decode()


def test_every_warning_that_is_kept_has_words_for_the_reviewer() -> None:
    source = "".join(path.read_text() for path in Path(checks.__file__).parent.glob("*.py"))
    codes = set(re.findall(r'(?:warning|level|fine)\("\w+", "(\w+)"', source))
    assert "old_letter" in codes
    assert {code for code in codes if said_of(code) == code} == set()


def test_what_is_much_alike_is_linked(world: World) -> None:
    venue("Kantor Perbekel Desa Celukk", world.sukawati)
    first, second = applied("Kantor Perbekel Desa Celuk"), applied("Puskesmas Celuk", category="puskesmas")
    page = signed_in(world.agus).get(at(first)).content.decode()
    assert "Desa Celukk sudah dikenal" in page
    assert f'href="{at(second)}"' in page  # by the same e-mail address


def test_messages_and_trail_are_on_the_page_and_no_secret_is(world: World) -> None:
    application = approved(applied(), world.agus)
    page = signed_in(world.agus).get(at(application)).content.decode()
    assert page.count('class="list message-way"') == 2
    assert "sekali pakai: " not in page
    assert "Agus Prasetyo, Peninjau" in page


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_decides() -> None:
    world = make_world()
    application, ketut = applied(), make_second_national(world)
    browsers = [signed_in(user) for user in (world.agus, ketut)]

    def take(browser: Client) -> int:
        try:
            return browser.post(at(application, "ambil/")).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(take, browsers)) == [302, 409]
    connection.close()
    assert acts_on(application, "take") == 1
