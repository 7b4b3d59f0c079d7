"""A stranger types Ni Nyoman's NIK before she does; what is hers goes to her, who has shown the document."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit.models import Event
from gapura.core.codes.nik import Nik
from gapura.people.models import Person, Standing
from gapura.scanning.acts import desk
from gapura.visits.models import Visit
from tests.people.desks import NYOMAN, code_for, written_down
from tests.web.world import Visitor, World, page_of

pytestmark = pytest.mark.django_db
NIK = NYOMAN["number"]
TAKE_OVER = "/saya/ambil-alih/"


@pytest.fixture
def stranger(world: World) -> Client:
    """Somebody who typed Ni Nyoman's name and NIK first."""
    return typed(world, "orang@contoh.example").browser()


def typed(world: World, address: str, **other: str) -> Visitor:
    """Whoever holds an address, and typed Ni Nyoman's number."""
    visitor = world.signed_in(address)
    assert visitor.browser().post("/saya/data/", {**NYOMAN, **other}).status_code == 302
    visitor.person.refresh_from_db()
    return visitor


def taken_over(client: Client, code: str) -> None:
    assert client.post(TAKE_OVER, {"code": code, "confirm": "1"}).status_code == 302


def home_of(client: Client) -> str:
    return client.get("/saya/").content.decode()


@pytest.mark.parametrize("known", ["nobody", "typed", "seen"])
def test_an_answer_does_not_tell_whether_a_number_is_on_record(
    world: World, puskesmas: User, known: str
) -> None:
    if known == "typed":
        typed(world, "orang@contoh.example")
    if known == "seen":
        written_down(puskesmas)
    client = world.newcomer.browser()
    response = client.post("/saya/data/", {**NYOMAN, "next": "/c/ABC"})
    assert (response.status_code, response["Location"]) == (302, "/c/ABC")
    page = home_of(client)
    assert "Ni Nyoman Rai" in page
    assert "Apakah itu Anda?" not in page
    assert "Petugas belum melihat dokumen Anda" in client.get("/saya/data/").content.decode()
    assert world.newcomer.standing.evidence == {"birth_date": "1950-07-01"}


@pytest.mark.parametrize("name", ["Ni Nyoman Rai", "Orang Lain"])
def test_the_holder_gets_a_pass_of_her_own_and_a_stranger_nothing_of_it(
    world: World, puskesmas: User, name: str
) -> None:
    thief = typed(world, "orang@contoh.example", name=name)
    stranger = thief.browser()
    row = written_down(puskesmas)
    assert row.person_id != thief.person.pk
    assert row.spelled not in stranger.get("/saya/kartu/").content.decode()
    assert stranger.post(f"/saya/kartu/{row.pk}/cabut/").status_code == 404
    assert "Hijau" not in home_of(stranger)
    assert thief.standing.evidence == {"birth_date": "1950-07-01"}


def test_at_a_door_the_number_leads_to_whom_staff_have_seen_and_to_no_stranger(
    world: World, puskesmas: User, stranger: Client
) -> None:
    assert desk.look_up(document=Nik(NIK), venue=world.office, by=puskesmas) is None
    found = desk.look_up(document=Nik(NIK), venue=world.office, by=puskesmas, name="Ni Nyoman Rai")
    assert found is not None
    person = found.person
    assert (person.seen_by, person.seen_for) == (puskesmas.actor, "door")
    again = desk.look_up(document=Nik(NIK), venue=world.office, by=puskesmas)
    assert again is not None
    assert again.person.pk == person.pk
    pages = ["/saya/", "/saya/data/", "/saya/dilihat/", "/saya/kunjungan/"]
    assert not [page for page in pages if world.office.name in stranger.get(page).content.decode()]


def test_a_child_is_its_parents_to_bring_whoever_typed_its_number(world: World, puskesmas: User) -> None:
    born = timezone.localdate() - timedelta(days=4 * 365)
    child = {"name": "Putu Arta", "number": f"510401{born:%d%m%y}0001"}
    thief = typed(world, "orang@contoh.example", **child)
    row = written_down(puskesmas, **child)
    assert row.person_id != thief.person.pk
    assert Standing.objects.get(pk=row.person_id).evidence["birth_date"] == born.isoformat()


def test_her_phone_gets_what_is_hers_and_keeps_its_visits(
    world: World, puskesmas: User, stranger: Client
) -> None:
    nyoman = typed(world, "nyoman@contoh.example")
    visit = world.goes_in(nyoman, world.office, decision="admit", colour="yellow")
    client = nyoman.browser()
    other = world.signed_in("nyoman@contoh.example").browser()
    row = written_down(puskesmas)
    code = code_for(row, puskesmas)
    offer = client.post(TAKE_OVER, {"code": code}).content.decode()
    assert "Kunjungan Anda di sini dan perangkat Anda yang lain tetap" in offer
    assert "tanpa nama" not in offer
    taken_over(client, code)

    page = home_of(client)
    assert "Hijau" in page
    assert "Petugas belum melihat dokumen Anda" not in page
    assert client.get(page_of(visit.id)).status_code == 200
    assert nyoman.standing.visit_id == visit.id
    assert other.get("/saya/").status_code == 200
    assert row.spelled in client.get("/saya/kartu/").content.decode()
    assert "untuk kartu masuk cetak" in client.get("/saya/data/").content.decode()
    assert not Person.objects.filter(pk=row.person_id).exists()
    assert "Hijau" not in home_of(stranger)


def test_without_visits_her_phone_leads_to_the_record_and_its_visits(world: World, puskesmas: User) -> None:
    nyoman = typed(world, "nyoman@contoh.example", number="5104014107500010")
    row = written_down(puskesmas)
    visit = world.goes_in(Visitor(row.person, ""), world.office)
    client = nyoman.browser()
    code = code_for(row, puskesmas)
    offer = client.post(TAKE_OVER, {"code": code}).content.decode()
    assert "Perangkat Anda yang lain perlu masuk lagi" in offer
    taken_over(client, code)
    assert client.get(page_of(visit.id)).status_code == 200
    assert [person.pk for person in Person.objects.all()] == [row.person_id]


def test_what_doors_wrote_down_without_the_phone_is_said_to_stay_behind(
    world: World, puskesmas: User
) -> None:
    nyoman = typed(world, "nyoman@contoh.example")
    own = world.visit(nyoman, world.office)
    row = written_down(puskesmas)
    world.visit(Visitor(row.person, ""), world.posyandu)
    client = nyoman.browser()
    code = code_for(row, puskesmas)
    assert "tanpa nama dan dihapus" in client.post(TAKE_OVER, {"code": code}).content.decode()
    taken_over(client, code)
    page = client.get("/saya/kunjungan/").content.decode()
    assert world.office.name in page
    assert world.posyandu.name not in page
    assert Visit.objects.filter(person_id=nyoman.person.pk).get().id == own.id


def test_whoever_typed_it_is_told_that_it_was_shown_and_neither_where_nor_to_whom(
    world: World, puskesmas: User, stranger: Client
) -> None:
    written_down(puskesmas)
    for page in (home_of(stranger), stranger.get("/saya/data/").content.decode()):
        assert "Apakah itu Anda?" in page
        assert not re.search(r"Sari\b|Gianyar", page)
    later = typed(world, "kemudian@contoh.example").browser()
    assert "Apakah itu Anda?" not in home_of(later)
    begun = stranger.get("/saya/koreksi/?about=number").content.decode()
    assert "padahal saya tidak menunjukkannya" in begun
    assert "padahal" not in stranger.get("/saya/koreksi/").content.decode()


def test_staff_who_hand_her_record_to_another_are_seen_by_her_and_by_whoever_has_it(
    world: World, puskesmas: User
) -> None:
    """A clerk never saw her document, and gives the code to a friend."""
    nyoman = typed(world, "nyoman@contoh.example")
    row = written_down(puskesmas)
    code = code_for(row, puskesmas)
    friend = world.newcomer.browser()
    taken_over(friend, code)
    assert "Apakah itu Anda?" in home_of(nyoman.browser())
    told = Event.objects.filter(subject=f"person:{nyoman.person.pk}", act="people.document_shown")
    assert [event.by for event in told] == [puskesmas.actor] * 2
    page = friend.get("/saya/dilihat/").content.decode()
    assert "Dicatat oleh petugas yang melihat dokumennya" in page
    assert "Kode diserahkan untuk mengambil alih catatan ini" in page


def test_what_staff_did_with_a_record_stays_to_be_seen_when_it_joins_the_phone(
    world: World, puskesmas: User
) -> None:
    nyoman = typed(world, "nyoman@contoh.example")
    world.visit(nyoman, world.office)
    row = written_down(puskesmas)
    desk.look_up(document=Nik(NIK), venue=world.office, by=puskesmas)
    client = nyoman.browser()
    taken_over(client, code_for(row, puskesmas))
    page = client.get("/saya/dilihat/").content.decode()
    for line in ("Kartu masuk dicetak", "Kode diserahkan", "Catatan diambil alih", world.office.name):
        assert line in page


def test_people_whom_staff_wrote_down_before_count_as_seen_and_who_typed_does_not(
    world: World, puskesmas: User
) -> None:
    nyoman = typed(world, "nyoman@contoh.example")
    row = written_down(puskesmas)
    for person in (nyoman.person, row.person):
        Person.objects.filter(pk=person.pk).update(seen_at=None, seen_by="", seen_for="")
    printed = Event.objects.get(act="people.print_pass")
    Event.objects.create(
        act="people.identify", by=printed.by, subject=printed.subject, request_id=printed.request_id
    )
    with connection.cursor() as cursor:
        cursor.execute(import_module("gapura.people.migrations.0007_seen").WRITTEN_DOWN)
    nyoman.person.refresh_from_db()
    row.person.refresh_from_db()
    assert not nyoman.person.seen
    assert (row.person.seen, row.person.seen_by, row.person.seen_for) == (True, puskesmas.actor, "pass")
