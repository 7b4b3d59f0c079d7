"""Ni Nyoman was written down without a phone; with a code from staff her first phone takes it over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit.models import Event
from gapura.people import handovers
from gapura.people.acts import corrections
from gapura.people.cookies import SESSION
from gapura.people.models import Contact, Device, Handover, Pass, Person, Standing
from gapura.venues.models import Post
from gapura.visits import taking_over
from tests.people.desks import NYOMAN, code_for, written_down
from tests.staff import signed_in, staff
from tests.web.world import Visitor, World, rows

pytestmark = pytest.mark.django_db
PAGE = "/saya/ambil-alih/"


def confirm(client: Client, code: str) -> int:
    return client.post(PAGE, {"code": code, "confirm": "1"}).status_code


def test_a_grandmother_takes_her_record_over_on_her_first_phone(world: World, puskesmas: User) -> None:
    row = written_down(puskesmas)
    nyoman = Visitor(row.person, "")
    visit = world.goes_in(nyoman, world.office)
    code = code_for(row, puskesmas)
    phone = world.newcomer
    client = phone.browser()
    assert "Saya punya kode dari petugas" in client.get("/saya/").content.decode()

    page = client.post(PAGE, {"code": code.lower().replace("-", " ")}).content.decode()
    assert "Ni Nyoman R." in page
    assert "Ni Nyoman R." in client.post(PAGE, {"code": code.replace("-", "\u2013")}).content.decode()
    assert "5104********0009" in page
    assert "Rai" not in page
    assert NYOMAN["number"] not in page
    assert rows()["Person"] == 2
    assert confirm(client, code) == 302

    home = client.get("/saya/").content.decode()
    assert "Ni Nyoman Rai" in home
    assert world.office.name in home
    assert row.spelled in client.get("/saya/kartu/").content.decode()
    assert nyoman.standing.visit_id == visit.id
    assert not Person.objects.filter(pk=phone.person.pk).exists()
    assert not Standing.objects.filter(pk=phone.person.pk).exists()
    assert Contact.objects.get().person_id == row.person_id
    assert [device.person_id for device in Device.objects.all()] == [row.person_id]
    assert not Handover.objects.exists()


def test_who_issued_it_and_who_used_it_stands_in_the_trail_and_the_person_sees_it(
    world: World, puskesmas: User
) -> None:
    row = written_down(puskesmas)
    client = world.newcomer.browser()
    code = code_for(row, puskesmas)
    assert confirm(client, code) == 302
    issued, used = Event.objects.filter(act__in=("people.issue_handover", "people.take_over")).order_by("id")
    assert (issued.by, issued.subject) == (puskesmas.actor, f"person:{row.person_id}")
    assert (used.by, used.data["issued_by"]) == (row.person.actor, puskesmas.actor)
    assert not [event for event in Event.objects.all() if code.replace("-", "") in str(event.data)]
    page = client.get("/saya/dilihat/").content.decode()
    assert "Kode diserahkan untuk mengambil alih catatan ini" in page
    assert "Catatan diambil alih di ponsel" in page


def test_signing_in_again_leads_to_the_record_and_older_devices_lead_nowhere(
    world: World, puskesmas: User
) -> None:
    row = written_down(puskesmas)
    first, second = world.signed_in("cucu@contoh.example"), world.signed_in("cucu@contoh.example")
    assert confirm(first.browser(), code_for(row, puskesmas)) == 302
    assert second.browser().get("/saya/").status_code == 302
    assert world.signed_in("cucu@contoh.example").person.pk == row.person_id


def test_a_code_is_good_once_and_a_newer_one_ends_it(world: World, puskesmas: User) -> None:
    row = written_down(puskesmas)
    old, new = code_for(row, puskesmas), code_for(row, puskesmas)
    client = world.newcomer.browser()
    assert confirm(client, old) == 400
    assert confirm(client, new) == 302
    other = world.signed_in("orang@contoh.example").browser()
    assert confirm(other, new) == 400
    assert signed_in(puskesmas).post(f"/kartu/{row.pk}/kode/").status_code == 302
    assert not Handover.objects.exists()


def test_a_code_runs_out(world: World, puskesmas: User) -> None:
    code = code_for(written_down(puskesmas), puskesmas)
    Handover.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert confirm(world.newcomer.browser(), code) == 400


def test_a_mistyped_code_is_told_and_costs_no_try(world: World, puskesmas: User) -> None:
    code = code_for(written_down(puskesmas), puskesmas)
    client = world.newcomer.browser()
    swapped = code[1] + code[0] + code[2:] if code[0] != code[1] else "Z" + code[1:]
    for _ in range(taking_over.PER_PERSON + 1):
        response = client.post(PAGE, {"code": swapped})
        assert response.status_code == 400
        assert "cocokkan setiap karakter" in response.content.decode()
    assert client.post(PAGE, {"code": code}).status_code == 200


def test_whoever_guesses_is_locked_out_even_with_the_right_code(world: World, puskesmas: User) -> None:
    code = code_for(written_down(puskesmas), puskesmas)
    guess = "0" * handovers.LENGTH
    client = world.newcomer.browser()
    for _ in range(taking_over.PER_PERSON):
        assert client.post(PAGE, {"code": guess}).status_code == 400
    assert client.post(PAGE, {"code": code}).status_code == 429
    assert confirm(client, code) == 429
    assert Event.objects.filter(act="people.wrong_handover").count() == taking_over.PER_PERSON


def test_guesses_from_one_address_are_limited_but_stop_nobody_else_there(
    world: World, puskesmas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking_over, "PER_ADDRESS", 2)
    code = code_for(written_down(puskesmas), puskesmas)
    for name in ("satu", "dua"):
        world.signed_in(f"{name}@contoh.example").browser().post(PAGE, {"code": "0" * handovers.LENGTH})
    client = world.newcomer.browser()
    for _ in range(taking_over.OWN):
        assert client.post(PAGE, {"code": "0" * handovers.LENGTH}).status_code == 400
    assert confirm(client, code) == 429
    assert confirm(world.signed_in("tiga@contoh.example").browser(), code) == 302


def test_looking_and_taking_over_cost_no_try(world: World, puskesmas: User) -> None:
    code = code_for(written_down(puskesmas), puskesmas)
    client = world.newcomer.browser()
    for _ in range(taking_over.PER_PERSON + 1):
        assert client.post(PAGE, {"code": code}).status_code == 200
    assert confirm(client, code) == 302


def test_whoever_has_shown_a_document_of_their_own_is_refused_kindly(world: World, puskesmas: User) -> None:
    code = code_for(written_down(puskesmas), puskesmas)
    other, before = world.made, rows()
    response = other.browser().post(PAGE, {"code": code, "confirm": "1"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Dua catatan seperti itu tidak dapat digabungkan" in page
    assert "Nyoman" not in page
    assert rows() == before
    assert Handover.objects.exists()


def test_a_correction_asked_for_before_goes_along(world: World, puskesmas: User) -> None:
    row = written_down(puskesmas)
    asked = corrections.ask(text="Nomor saya sudah tercatat.", visit_id=None, by=world.newcomer.person)
    assert confirm(world.newcomer.browser(), code_for(row, puskesmas)) == 302
    asked.refresh_from_db()
    assert asked.person_id == row.person_id


def test_whoever_typed_the_number_is_led_to_the_code(world: World) -> None:
    client = world.newcomer.browser()
    assert client.post("/saya/data/", NYOMAN).status_code == 302
    assert f'href="{PAGE}"' in client.get("/saya/data/").content.decode()


def test_no_code_is_made_for_whoever_has_a_phone_or_by_whoever_may_not_print(
    world: World, puskesmas: User
) -> None:
    wayan = world.wayan
    number = {"number": "5104010107800001", "name": str(wayan.person.name)}
    signed_in(puskesmas).post("/kartu/", NYOMAN | number)
    row = Pass.objects.get()
    client = signed_in(puskesmas)
    assert "Sekarang sudah punya ponsel?" not in client.get(f"/kartu/{row.pk}/").content.decode()
    assert client.post(f"/kartu/{row.pk}/kode/").status_code == 302
    officer = signed_in(staff("komang", "Komang", Role.OFFICER, world.gianyar))
    assert officer.post(f"/kartu/{row.pk}/kode/").status_code == 403
    putu = staff("putu", "Putu", Role.PIC, world.gianyar)
    Post.objects.create(user=putu, venue=world.office)
    assert signed_in(putu).post(f"/kartu/{row.pk}/kode/").status_code == 404
    assert not Handover.objects.exists()


def test_a_withdrawn_pass_makes_no_code_and_codes_are_paced(
    world: World, puskesmas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = written_down(puskesmas)
    monkeypatch.setattr(handovers, "MOST_AN_HOUR", 1)
    code_for(row, puskesmas)
    kept = bytes(Handover.objects.get().code_hash)
    client = signed_in(puskesmas)
    assert "Terlalu banyak kode" in client.post(f"/kartu/{row.pk}/kode/", follow=True).content.decode()
    client.post(f"/kartu/{row.pk}/cabut/")
    client.post(f"/kartu/{row.pk}/kode/")
    assert bytes(Handover.objects.get().code_hash) == kept


def test_nobody_signed_in_is_sent_to_sign_in(world: World) -> None:
    response = Client().get(PAGE)
    assert response.status_code == 302
    assert response["Location"].startswith("/masuk/")
    assert SESSION not in response.cookies
