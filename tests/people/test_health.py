"""The health officer's place: corrections of the own region, oldest first, each answered once."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from gapura.audit.models import Event
from gapura.core.ids import new_id
from gapura.people import waiting
from gapura.people.acts.answering import AnsweredError, answer_correction
from gapura.people.models import Correction, Person
from gapura.venues.models import Venue
from gapura.visits.models import Visit
from tests.postgresql.plans import read_whole
from tests.staff import World, make_world, signed_in
from tests.visits_by_hand import visit


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def asked(venue: Venue | None, text: str, age: timedelta = timedelta()) -> Correction:
    person = Person.objects.create()
    seen = visit(venue, "refuse", colour="red") if venue else None
    now = timezone.now() - age
    return Correction.objects.create(
        person=person,
        visit_id=seen.id if seen else None,
        text=text,
        created_at=now,
        due_at=now + timedelta(days=3),
    )


def page(world: World) -> str:
    return signed_in(world.sari).get("/dinkes/").content.decode()


def test_corrections_of_the_own_region_are_listed_oldest_first(world: World) -> None:
    asked(world.desa, "vaksin kedua belum tercatat")
    asked(world.puskesmas, "sudah sembuh", age=timedelta(days=4))
    asked(world.badung_office, "orang lain")
    shown = page(world)
    assert shown.index("sudah sembuh") < shown.index("vaksin kedua belum tercatat")
    assert "orang lain" not in shown
    assert shown.count("lewat batas waktu") == 1


def test_older_ones_of_other_regions_hide_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "AT_ONCE", 2)
    for day in range(3):
        asked(world.badung_office, f"orang lain {day}", age=timedelta(days=1 + day))
    asked(world.desa, "vaksin kedua belum tercatat")
    assert "vaksin kedua belum tercatat" in page(world)


def test_nothing_is_unsealed_that_is_not_shown(world: World) -> None:
    """A text sealed for another place can be read by nobody: the others are shown all the same."""
    unreadable = asked(world.badung_office, "orang lain", age=timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_correction SET text = 'x' WHERE id = %s", [unreadable.pk])
    asked(world.desa, "vaksin kedua belum tercatat")
    assert "vaksin kedua belum tercatat" in page(world)


def test_waiting_ones_are_found_without_reading_those_ever_answered(world: World) -> None:
    asked(world.desa, "vaksin kedua belum tercatat")
    assert "people_correction" not in read_whole(lambda: waiting.waiting_in(world.gianyar))


def test_what_is_about_no_visit_is_everybodys(world: World) -> None:
    asked(None, "nama saya salah")
    assert "nama saya salah" in page(world)


def test_a_visit_that_no_calendar_knows_shuts_no_officer_out(world: World) -> None:
    correction = asked(None, "vaksin kedua belum tercatat")
    beyond = UUID("ffffffff-ffff-7fff-bfff-ffffffffffff")
    Correction.objects.filter(pk=correction.pk).update(visit_id=beyond)
    assert "vaksin kedua belum tercatat" in page(world)


def test_a_visit_that_is_deleted_leaves_its_correction(world: World) -> None:
    correction = asked(None, "sudah lama")
    Correction.objects.filter(pk=correction.pk).update(visit_id=new_id(timezone.now() - timedelta(days=40)))
    assert "sudah dihapus" in page(world)


def test_the_reasons_of_a_rule_set_that_is_gone_are_still_read(world: World) -> None:
    asked(world.desa, "vaksin kedua belum tercatat")
    Visit.objects.update(ruleset="Z_2020-01", reasons="no_dose,unheard_of")
    shown = page(world)
    assert "Belum ada vaksinasi yang tercatat." in shown
    assert "unheard_of" in shown


def test_an_answer_reaches_the_person_and_the_trail(world: World) -> None:
    correction = asked(world.desa, "vaksin kedua belum tercatat")
    signed_in(world.sari).post(f"/dinkes/{correction.pk}/jawab/", {"text": "Sudah kami perbaiki."})
    correction.refresh_from_db()
    assert correction.answer == "Sudah kami perbaiki."
    assert correction.answered_by == world.sari.actor
    assert Event.objects.get(act="people.answer_correction").subject == f"correction:{correction.pk}"
    assert "vaksin kedua" not in page(world)


def test_an_empty_answer_is_asked_again(world: World) -> None:
    correction = asked(world.desa, "vaksin")
    assert signed_in(world.sari).post(f"/dinkes/{correction.pk}/jawab/", {"text": " "}).status_code == 422
    correction.refresh_from_db()
    assert correction.answered_at is None


def test_another_regions_correction_is_not_there(world: World) -> None:
    correction = asked(world.badung_office, "orang lain")
    assert signed_in(world.sari).post(f"/dinkes/{correction.pk}/jawab/", {"text": "x"}).status_code == 404


def test_two_officers_give_one_answer(world: World) -> None:
    correction = asked(world.desa, "vaksin")
    answer_correction(correction=correction, text="pertama", by=world.sari)
    with pytest.raises(AnsweredError):
        answer_correction(correction=correction, text="kedua", by=world.sari)
    assert Correction.objects.get(pk=correction.pk).answer == "pertama"


def test_whoever_answers_second_hears_that_it_is_answered(world: World) -> None:
    correction, theirs = asked(world.desa, "vaksin kedua"), asked(world.badung_office, "orang lain")
    Correction.objects.filter(pk=theirs.pk).update(answered_at=timezone.now(), answer="Sudah.")
    client = signed_in(world.sari)
    answers = [
        client.post(f"/dinkes/{correction.pk}/jawab/", {"text": text}) for text in ("Sudah.", "Belum.")
    ]
    assert [each.status_code for each in answers] == [302, 302]
    assert "sudah dijawab" in client.get("/dinkes/").content.decode()
    assert client.post(f"/dinkes/{theirs.pk}/jawab/", {"text": "Belum."}).status_code == 404


def test_words_that_are_markup_are_shown_as_words(world: World) -> None:
    asked(world.desa, "<script>alert(1)</script>")
    assert "<script>alert(1)" not in page(world)
