"""A visitor has their record erased: nothing of them is left, and nothing of others is touched."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from gapura import config
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit.models import Event
from gapura.audit.trail import COMMAND
from gapura.core.codes import withdrawn
from gapura.core.codes.nik import Nik
from gapura.mail.models import Message
from gapura.oversight.rollups import keeping
from gapura.oversight.rollups.models import VenueHour
from gapura.people import handovers
from gapura.people.acts import corrections
from gapura.people.acts.erased import ErasedError
from gapura.people.models import Contact, Correction, Device, Handover, Pass, Person, SignInCode, Standing
from gapura.people.passes import acts as passes
from gapura.regions.models import Level, Region
from gapura.rights import copying, erasing
from gapura.scanning.acts import desk
from gapura.visits import retention, taking_over
from gapura.visits.models import Occupancy, Visit
from tests.people.desks import code_for
from tests.rights.showing import shown
from tests.staff import signed_in, staff
from tests.web.world import Visitor, World, browser

pytestmark = pytest.mark.django_db
PAGE = "/saya/hapus/"
SURE = {"sure": "on"}
NYOMAN = {"name": "Ni Nyoman Rai", "kind": "nik", "number": "5104014107500009", "days": "30"}
RECOUNT = "SELECT count(*) FROM gapura_recount() WHERE inside <> recounted"


def erased(visitor: Visitor) -> Client:
    """The visitor's browser, from which they had their record erased."""
    client = shown(visitor, PAGE)
    response = client.post(PAGE, SURE)
    assert response["Location"] == "/terhapus/", response.content.decode()
    return client


def printed(by: User, form: dict[str, str] = NYOMAN) -> Pass:
    assert signed_in(by).post("/kartu/", form).status_code == 302
    return Pass.objects.get(withdrawn_at=None)


def withdrawn_numbers() -> Any:
    raw = browser().get("/.well-known/gapura-withdrawn-passes").content
    return withdrawn.read(raw, config.key_ring().all("pass")).numbers


def wrong_counts() -> int:
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT)
        return int(cursor.fetchone()[0])


def figures() -> list[tuple[Any, ...]]:
    """Every hour of every place, counted from the visits that are kept: admitted, people, and who left."""
    now = timezone.now()
    keeping.recount(keeping.hours_kept(now), now=now)
    hours = VenueHour.objects.order_by("hour", "venue_id")
    return list(hours.values_list("admit", "people", "left_visitor", "hour", "venue_id"))


def test_the_page_says_what_goes_and_what_stays_before_anything_happens(world: World) -> None:
    corrections.ask(text="Dosis kedua saya tidak ada.", visit_id=None, by=world.wayan.person)
    client = world.wayan.browser()
    assert PAGE in client.get("/saya/").content.decode()
    page = client.get(PAGE).content.decode()
    assert "1 koreksi menunggu jawaban" in page
    assert "14 hari, lalu dihapus bersama harinya" in page
    assert "90 hari" in page
    assert 'name="sure"' not in page
    assert 'name="sure"' in shown(world.wayan, PAGE).get(PAGE).content.decode()


def test_neither_a_phone_on_a_table_nor_a_slip_of_the_thumb_erases_anything(world: World) -> None:
    assert world.wayan.browser().post(PAGE, SURE)["Location"].startswith("/saya/bukti/")
    response = shown(world.wayan, PAGE).post(PAGE, {})
    assert response.status_code == 400
    assert "Centang dahulu" in response.content.decode()
    assert Person.objects.get(pk=world.wayan.person.pk).name == "Wayan Sudarma"
    assert not Event.objects.filter(act="rights.erase").exists()


def test_what_says_who_it_was_goes_at_once_and_the_phone_is_signed_out(world: World) -> None:
    wayan = world.wayan
    corrections.ask(text="Dosis kedua saya tidak ada.", visit_id=None, by=wayan.person)
    client = erased(wayan)
    assert client.get("/saya/")["Location"].startswith("/masuk/")
    page = client.get("/terhapus/").content.decode()
    assert "data-forget" in page
    assert "data-owner" not in page
    assert Client().get("/terhapus/")["Location"] == "/"  # a link alone makes no phone forget anything
    left = Person.objects.get(pk=wayan.person.pk)
    assert (left.name, left.document, left.document_hash, left.seen_at) == (None, None, None, None)
    assert left.erased_at
    assert (wayan.standing.evidence, wayan.standing.visit_id) == ({}, None)
    for model in (Contact, Device, Correction, Handover, SignInCode, Message):
        assert not model.objects.exists(), model
    event = Event.objects.get(act="rights.erase")
    assert (event.by, event.subject, event.data) == (
        wayan.person.actor,
        f"person:{wayan.person.pk}",
        {},
    )


def test_nobody_else_loses_anything(world: World, puskesmas: User) -> None:
    row = printed(puskesmas)
    made = world.made
    world.goes_in(made, world.office, companions=1)
    corrections.ask(text="Ini tetap ada di sini.", visit_id=None, by=made.person)
    before = made.standing.evidence
    world.goes_in(world.wayan, world.posyandu)
    erased(world.wayan)
    assert Person.objects.get(pk=made.person.pk).name == "Made Lestari"
    assert (made.standing.evidence, made.standing.venue_id) == (before, world.office.pk)
    assert made.browser().get("/saya/").status_code == 200
    assert Correction.objects.get().person_id == made.person.pk
    assert Occupancy.objects.get(pk=world.office.pk).inside == 2
    assert Pass.objects.get(pk=row.pk).withdrawn_at is None


def test_whoever_is_inside_is_checked_out_and_the_crowd_stays_right(world: World) -> None:
    visit = world.goes_in(world.wayan, world.office, companions=2)
    erased(world.wayan)
    left = Visit.objects.get(id=visit.id)
    assert (left.left_by, left.left_occupancy, left.companions) == ("visitor", 0, 2)
    assert left.person_id == world.wayan.person.pk
    assert Occupancy.objects.get(pk=world.office.pk).inside == 0
    assert wrong_counts() == 0


def test_a_visit_past_its_limit_ends_at_the_limit(world: World) -> None:
    visit = world.goes_in(
        world.wayan, world.office, limit_at=timezone.now() - timedelta(minutes=1), ago=timedelta(hours=4)
    )
    erased(world.wayan)
    left = Visit.objects.get(id=visit.id)
    assert (left.left_by, left.left_at) == ("limit", visit.limit_at)
    assert wrong_counts() == 0


def test_figures_counted_anew_are_what_they_were(world: World) -> None:
    for ago in (30, 90, 150):
        world.visit(
            world.wayan, world.office, ago=timedelta(minutes=ago), left_at=timezone.now(), left_by="visitor"
        )
    before = figures()
    assert sum(admitted for admitted, *_ in before) == 3
    erased(world.wayan)
    assert figures() == before


def test_with_the_same_address_and_number_one_begins_anew_and_finds_nothing(world: World) -> None:
    before = world.visit(world.wayan, world.office)
    erased(world.wayan)
    again = world.signed_in("wayan@contoh.example")
    assert again.person.pk != world.wayan.person.pk
    client = again.browser()
    form = {"name": "Wayan Sudarma", "kind": "nik", "number": "5104010107800001"}
    assert client.post("/saya/data/", form).status_code == 302
    assert again.standing.evidence == {"birth_date": "1980-07-01"}
    assert world.office.name not in client.get("/saya/kunjungan/").content.decode()
    assert client.get(f"/saya/kunjungan/{before.id}/").status_code == 404
    assert not taking_over.taken_by(again.person)


def test_whoever_erases_and_begins_anew_gets_no_more_codes_by_it(world: World) -> None:
    for _ in range(erasing.MOST_A_DAY):
        erased(world.signed_in("baru@contoh.example"))
    again = world.signed_in("baru@contoh.example")
    client = shown(again, PAGE)
    response = client.post(PAGE, SURE)
    assert response.status_code == 429
    assert "Coba lagi besok" in response.content.decode()
    assert client.get("/saya/").status_code == 200
    assert erased(world.wayan).get("/terhapus/").status_code == 200


def test_passes_are_withdrawn_and_officers_devices_are_told(world: World) -> None:
    device = Device.objects.get(person_id=world.wayan.person.pk)
    issued = passes.issue(kind="phone", anchor=bytes(16), device_id=device.id, by=world.wayan.person)
    assert issued.row.pk not in withdrawn_numbers()
    erased(world.wayan)
    assert issued.row.pk in withdrawn_numbers()


def test_whoever_comes_from_a_form_of_before_is_signed_in_no_more(world: World) -> None:
    wayan = world.wayan
    device = Device.objects.get(person_id=wayan.person.pk)
    erasing.erase(by=wayan.person)
    for late in (
        lambda: corrections.ask(text="Masih ada yang salah.", visit_id=None, by=wayan.person),
        lambda: passes.issue(kind="page", anchor=None, device_id=device.id, by=wayan.person),
        lambda: erasing.erase(by=wayan.person),
        lambda: copying.make(by=wayan.person),
    ):
        with pytest.raises(ErasedError):
            late()
    assert Event.objects.filter(act="rights.erase").count() == 1


def test_a_desk_erases_a_record_on_paper_for_whoever_shows_the_document(
    world: World, puskesmas: User
) -> None:
    row = printed(puskesmas)
    visit = world.goes_in(Visitor(row.person, ""), world.office)
    client = signed_in(puskesmas)
    assert f"/kartu/{row.pk}/hapus/" in client.get(f"/kartu/{row.pk}/").content.decode()
    page = client.get(f"/kartu/{row.pk}/hapus/").content.decode()
    assert "Ni Nyoman R." in page
    assert "5104********0009" in page
    assert client.post(f"/kartu/{row.pk}/hapus/", {}).status_code == 422
    assert client.post(f"/kartu/{row.pk}/hapus/", SURE)["Location"] == f"/kartu/{row.pk}/"
    page = client.get(f"/kartu/{row.pk}/").content.decode()
    assert "atas keinginan pemiliknya" in page
    assert "Nyoman" not in page
    assert "None" not in page
    assert "Catatan terhapus" in client.get("/kartu/").content.decode()
    assert Visit.objects.get(id=visit.id).left_by == "officer"
    assert row.pk in withdrawn_numbers()
    event = Event.objects.get(act="rights.erase")
    assert (event.by, event.subject) == (puskesmas.actor, f"person:{row.person_id}")
    assert printed(puskesmas).person_id != row.person_id


def test_a_desk_erases_nobody_who_signs_in_and_knows_the_code_to_hand_over_no_more(
    world: World, puskesmas: User
) -> None:
    row = printed(puskesmas)
    code = code_for(row, puskesmas)
    person = row.person
    erasing.erase_on_paper(person=person, by=puskesmas)
    with pytest.raises(taking_over.WrongCodeError):
        taking_over.take_over(code=code, label="", by=world.newcomer.person)
    assert not handovers.is_written_down(Person.objects.get(pk=person.pk))
    assert world.wayan.person.seen
    row = passes.print_paper(name="Wayan Sudarma", document=Nik("5104010107800001"), days=30, by=puskesmas)
    client = signed_in(puskesmas)
    assert f"/kartu/{row.pk}/hapus/" not in client.get(f"/kartu/{row.pk}/").content.decode()
    assert client.post(f"/kartu/{row.pk}/hapus/", SURE).status_code == 302
    with pytest.raises(erasing.HasPhoneError):
        erasing.erase_on_paper(person=row.person, by=puskesmas)
    assert Person.objects.get(pk=row.person_id).name == "Wayan Sudarma"


def test_an_office_that_printed_an_earlier_pass_erases_nobody_who_has_moved_away(
    world: World, puskesmas: User
) -> None:
    earlier = printed(puskesmas)
    bali = world.gianyar.parent
    bangli = Region.objects.create(
        code="51.06", name="Bangli", level=Level.REGENCY, kind="kabupaten", parent=bali
    )
    of_bangli = staff("dewi", "Dewi", Role.HEALTH_OFFICER, bangli)
    assert signed_in(of_bangli).post(f"/kartu/{earlier.pk}/hapus/", SURE).status_code == 404
    now = printed(of_bangli)
    assert now.person_id == earlier.person_id
    client = signed_in(puskesmas)
    assert f"/kartu/{earlier.pk}/hapus/" not in client.get(f"/kartu/{earlier.pk}/").content.decode()
    assert client.get(f"/kartu/{earlier.pk}/hapus/")["Location"] == f"/kartu/{earlier.pk}/"
    client.post(f"/kartu/{earlier.pk}/hapus/", SURE)
    assert client.post(f"/kartu/{now.pk}/hapus/", SURE).status_code == 404
    assert Person.objects.get(pk=now.person_id).name == "Ni Nyoman Rai"


@pytest.mark.parametrize("changed", [{"withdrawn_at": timezone.now()}, {"expires_at": timezone.now()}])
def test_a_lost_or_expired_pass_is_no_way_to_its_holder(
    world: World, puskesmas: User, changed: dict[str, Any]
) -> None:
    row = printed(puskesmas)
    Pass.objects.filter(pk=row.pk).update(**changed)
    assert signed_in(puskesmas).post(f"/kartu/{row.pk}/hapus/", SURE)["Location"] == f"/kartu/{row.pk}/"
    assert Person.objects.get(pk=row.person_id).name == "Ni Nyoman Rai"


@pytest.mark.parametrize("role", [Role.PIC, Role.COORDINATOR, Role.OFFICER, Role.REVIEWER])
def test_only_a_health_office_erases_records(world: World, puskesmas: User, role: Role) -> None:
    row = printed(puskesmas)
    other = signed_in(staff("ayu", "Ayu", role, world.gianyar))
    assert other.get(f"/kartu/{row.pk}/hapus/").status_code == 403
    assert other.post(f"/kartu/{row.pk}/hapus/", SURE).status_code == 403


def test_no_member_of_staff_erases_record_after_record(
    world: World, puskesmas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = printed(puskesmas)
    monkeypatch.setattr(erasing, "MOST_AN_HOUR", 0)
    assert signed_in(puskesmas).post(f"/kartu/{row.pk}/hapus/", SURE).status_code == 429
    assert Person.objects.get(pk=row.person_id).name == "Ni Nyoman Rai"


def test_an_officer_who_had_just_looked_somebody_up_finds_nobody_any_more(
    world: World, puskesmas: User
) -> None:
    row = printed(puskesmas)
    found = desk.look_up(document=Nik(NYOMAN["number"]), venue=world.office, by=puskesmas)
    assert found
    erasing.erase_on_paper(person=row.person, by=puskesmas)
    with pytest.raises(desk.NotHereError):
        desk.person_of(found.ticket, world.office)
    assert desk.look_up(document=Nik(NYOMAN["number"]), venue=world.office, by=puskesmas) is None


def test_the_last_traces_go_with_the_visits_and_the_passes(world: World, puskesmas: User) -> None:
    row = printed(puskesmas)
    world.visit(world.wayan, world.office)
    erased(world.wayan)
    erasing.erase_on_paper(person=row.person, by=puskesmas)
    now = timezone.now()
    retention.run(by=COMMAND, term_days=14, now=now + timedelta(days=14))
    assert Person.objects.filter(erased_at__isnull=False).count() == 2
    retention.run(by=COMMAND, term_days=14, now=now + timedelta(days=16))
    assert [person.pk for person in Person.objects.all()] == [row.person_id]
    assert [standing.pk for standing in Standing.objects.all()] == [row.person_id]
    retention.run(by=COMMAND, term_days=14, now=now + timedelta(days=46))
    assert not Person.objects.exists()
    assert not Standing.objects.exists()
    assert not Pass.objects.exists()


def test_the_page_asks_who_one_is_and_one_thing_more(world: World, django_assert_num_queries: Any) -> None:
    client = world.wayan.browser()
    with django_assert_num_queries(2):
        assert client.get(PAGE).status_code == 200
