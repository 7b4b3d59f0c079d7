"""A visitor downloads what is kept about them, and nobody else's."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from gapura.accounts.models import User
from gapura.audit.models import Event
from gapura.core.codes.nik import Nik
from gapura.core.ids import day_of
from gapura.mail.models import Message
from gapura.people.acts import answering, corrections
from gapura.people.cookies import SESSION
from gapura.people.models import Contact, Device, Pass
from gapura.people.passes import acts as passes
from gapura.people.reaching import Reach
from gapura.rights import copying
from gapura.scanning.models import Look
from gapura.tracing.models import Site
from gapura.tracing.tasks import go_on
from gapura.visits import taking_over
from gapura.visits.models import Nearness
from tests.people.desks import code_for
from tests.rights.showing import CODE, asked_for, digits, shown
from tests.staff import signed_in
from tests.tracing.desk import case_of, decided, stay
from tests.web.world import Visitor, World

pytestmark = pytest.mark.django_db
PAGE = "/saya/salinan/"
NYOMAN = {"name": "Ni Nyoman Rai", "kind": "nik", "number": "5104014107500009", "days": "30"}


def copy_of(visitor: Visitor, language: str = "id") -> dict[str, Any]:
    response = shown(visitor, PAGE, language).post(PAGE)
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith('attachment; filename="gapura-')
    assert response["Cache-Control"] == "no-store"
    read: dict[str, Any] = json.loads(response.content)
    return read


def test_a_visitor_finds_the_copy_from_their_page_and_reads_what_is_in_it(world: World) -> None:
    client = world.wayan.browser()
    assert PAGE in client.get("/saya/").content.decode()
    assert PAGE in client.get("/saya/data/").content.decode()
    page = client.get(PAGE).content.decode()
    assert "14 hari: kalau ada yang sakit" in page
    assert "180 hari setelah dijawab" in page
    assert '<form method="post" class' not in page
    assert "/saya/bukti/?next=%2Fsaya%2Fsalinan%2F" in page


def test_a_phone_on_a_table_gives_nothing_away(world: World) -> None:
    client = world.wayan.browser()
    assert client.post(PAGE)["Location"] == f"/saya/bukti/?next={PAGE.replace('/', '%2F')}"
    page = asked_for(client, world.wayan, PAGE)
    wrong = f"{(int(digits()) + 1) % 10**6:06}"
    assert client.post(page, {"code": wrong, "next": PAGE}).status_code == 400
    assert client.post(PAGE).status_code == 302
    assert not Event.objects.filter(act="rights.copy").exists()


def test_a_right_code_counts_for_a_few_minutes_on_that_device_for_that_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = shown(world.wayan, PAGE)
    assert client.post(PAGE).status_code == 200
    other = world.made.browser()
    other.cookies["gapura_bukti"] = client.cookies["gapura_bukti"].value
    assert other.post(PAGE).status_code == 302
    second = world.signed_in("wayan@contoh.example").browser()
    second.cookies["gapura_bukti"] = client.cookies["gapura_bukti"].value
    assert second.post(PAGE).status_code == 302
    monkeypatch.setattr("gapura.people.cookies.SHOWN_FOR", timedelta(0))
    assert client.post(PAGE).status_code == 302


def test_a_code_of_who_was_signed_in_before_shows_nothing(world: World) -> None:
    client = world.wayan.browser()
    page = asked_for(client, world.wayan, PAGE)
    client.cookies[SESSION] = world.made.token
    response = client.post(page, {"code": digits(), "next": PAGE})
    assert response.status_code == 400
    assert client.post(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("language", "says"),
    [("id", "Kode untuk mengunduh atau menghapus data Anda"), ("en", "to download or erase your data")],
)
def test_the_message_says_that_the_code_is_no_code_to_sign_in(world: World, language: str, says: str) -> None:
    asked_for(world.wayan.browser(language), world.wayan, PAGE)
    message = Message.objects.get()
    assert says in message.text
    assert says in str(message.html)
    assert "Perangkat" in message.text or "under Devices" in message.text
    world.wayan.browser(language).post("/masuk/", {"reach": "wayan@contoh.example"})
    assert says not in Message.objects.order_by("-created_at")[0].text


def test_so_does_one_to_a_phone(world: World) -> None:
    reach = Reach("phone", "+6281234567890")
    contact = Contact.objects.create(
        person=world.wayan.person, kind="phone", value=reach.value, value_hash=reach.hash
    )
    client = world.wayan.browser()
    client.post("/saya/bukti/", {"contact": contact.pk, "next": PAGE})
    assert "Kode Gapura untuk mengunduh atau menghapus data Anda: " in Message.objects.get().text


def test_a_code_whose_message_said_that_it_signs_in_shows_nothing(world: World) -> None:
    client = world.wayan.browser()
    client.post("/masuk/", {"reach": "wayan@contoh.example"})
    response = client.post(CODE, {"code": digits(), "next": PAGE})
    assert response["Location"].startswith("/saya/bukti/?")
    assert client.post(PAGE).status_code == 302


def test_a_code_goes_to_a_contact_of_ones_own_only(world: World) -> None:
    theirs = Contact.objects.get(person=world.made.person)
    response = world.wayan.browser().post("/saya/bukti/", {"contact": theirs.pk, "next": PAGE})
    assert response.status_code == 400
    assert "m***@contoh.example" not in response.content.decode()


def test_everything_that_is_kept_is_in_it(world: World, puskesmas: User) -> None:
    wayan = world.wayan
    visit = world.goes_in(wayan, world.office, companions=2)
    Nearness.objects.create(visit_id=visit.id, day=day_of(visit.id), venue_id=visit.venue_id, far=False)
    asked = corrections.ask(text="Dosis kedua saya tidak ada.", visit_id=visit.id, by=wayan.person)
    answering.answer_correction(correction=asked, text="Sudah kami periksa.", by=puskesmas)
    device = Device.objects.get(person_id=wayan.person.pk)
    passes.issue(kind="page", anchor=None, device_id=device.id, by=wayan.person)
    Look.objects.create(
        person_id=wayan.person.pk, act=Look.Act.PROOF, venue_id=world.office.pk, user_id=puskesmas.pk
    )
    read = copy_of(wayan)
    assert (read["format"], read["version"], read["cut"]) == ("gapura-own-data", 1, [])
    assert read["person"]["name"] == "Wayan Sudarma"
    assert read["person"]["document"] == {"kind": "nik", "number": "5104010107800001"}
    assert read["person"]["seen"]["for"] == "door"
    assert [each["value"] for each in read["contacts"]] == ["wayan@contoh.example"]
    assert len(read["evidence"]["doses"]) == 2
    assert read["inside"] == str(visit.id)
    (kept,) = read["visits"]
    assert (kept["venue"], kept["companions"], kept["colour"]) == (world.office.name, 2, "green")
    assert (kept["decision"], kept["ruleset"], kept["far"]) == ("admit", visit.ruleset, False)
    assert kept["reasons"][0]["code"] == "doses_complete"
    assert (datetime.fromisoformat(kept["from"]), kept["until"]) == (visit.checked_in_at, None)
    assert read["corrections"][0]["answer"] == "Sudah kami periksa."
    assert [each["label"] for each in read["devices"]] == ["Chrome, Android"]
    assert [each["kind"] for each in read["passes"]] == ["phone"]
    assert read["looks"][0]["venue"] == world.office.name
    assert [each["to"] for each in read["codes"]] == ["wayan@contoh.example"]
    assert read["codes"][0]["used_at"]
    assert [each["channel"] for each in read["messages"]] == ["email"]
    acts = [each["act"] for each in read["trail"]]
    assert acts[0] == "rights.copy"
    assert {"people.join", "people.identify", "people.answer_correction"} <= set(acts)
    assert read["terms"]["visits"] == 14


def test_of_staff_it_says_the_office_and_of_others_nothing(world: World, puskesmas: User) -> None:
    assert world.wayan.person.seen
    world.goes_in(world.made, world.office)
    corrections.ask(text="Ini bukan data saya.", visit_id=None, by=world.made.person)
    passes.print_paper(name="Wayan Sudarma", document=Nik("5104010107800001"), days=30, by=puskesmas)
    text = json.dumps(copy_of(world.wayan), ensure_ascii=False)
    for theirs in ("Made", "made@", str(world.made.person.pk), "5104014203920002", "bukan data", "Sari"):
        assert theirs not in text, theirs
    assert "Gianyar" in text


def test_a_household_is_a_number_and_whoever_typed_the_same_number_is_not_in_it(world: World) -> None:
    kadek = world.newcomer
    kadek.browser().post("/saya/data/", {"name": "Kadek Surya", "kind": "nik", "number": "5104010107800001"})
    text = json.dumps(copy_of(kadek), ensure_ascii=False)
    assert world.wayan.person.identified
    assert "Sudarma" not in text
    assert "doses" not in text
    assert "wayan@" not in text


def test_a_record_that_was_taken_over_is_in_the_copy_of_who_has_it_now(world: World, puskesmas: User) -> None:
    assert signed_in(puskesmas).post("/kartu/", NYOMAN).status_code == 302
    row = Pass.objects.get()
    phone = world.newcomer
    world.visit(phone, world.office)
    taking_over.take_over(code=code_for(row, puskesmas), label="", by=phone.person)
    read = copy_of(phone)
    assert read["person"]["name"] == "Ni Nyoman Rai"
    assert read["took_over"] == [str(row.person_id)]
    assert row.spelled in [each["number"] for each in read["passes"]]
    told = [each for each in read["trail"] if each["act"] == "people.print_pass"]
    assert [each["address"] for each in told] == [None]
    assert "Sari" not in json.dumps(read)


def test_it_is_in_the_readers_language(world: World) -> None:
    world.visit(world.wayan, world.office)
    indonesian = copy_of(world.wayan)["visits"][0]["reasons"][0]["text"]
    assert copy_of(world.wayan, "en")["visits"][0]["reasons"][0]["text"] != indonesian


def test_more_than_fits_is_named_and_the_newest_are_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "MOST", 3)
    monkeypatch.setattr(copying, "_PAGE", 2)
    made = [world.visit(world.wayan, world.office, ago=timedelta(minutes=60 - n)) for n in range(5)]
    read = copy_of(world.wayan)
    assert "visits" in read["cut"]
    assert [each["id"] for each in read["visits"]] == [str(visit.id) for visit in made[:1:-1]]


def test_the_person_sees_that_a_copy_was_made(world: World) -> None:
    copy_of(world.wayan)
    event = Event.objects.get(act="rights.copy")
    assert (event.by, event.subject) == (world.wayan.person.actor, f"person:{world.wayan.person.pk}")
    assert "Salinan data sendiri diunduh" in world.wayan.browser().get("/saya/dilihat/").content.decode()


def test_nobody_downloads_without_end(world: World) -> None:
    client = shown(world.wayan, PAGE)
    assert {client.post(PAGE).status_code for _ in range(copying.MOST_AN_HOUR)} == {200}
    response = client.post(PAGE)
    assert response.status_code == 429
    assert "Silakan lanjutkan sebentar lagi" in response.content.decode()
    assert Event.objects.filter(act="rights.copy").count() == copying.MOST_AN_HOUR
    assert copy_of(world.made)["person"]["name"] == "Made Lestari"


def test_nobody_signed_in_is_led_to_sign_in() -> None:
    for path in (PAGE, "/saya/bukti/", CODE):
        assert Client().get(path)["Location"].startswith("/masuk/")


def test_a_copy_of_ten_visits_asks_no_more_often_than_one_of_one(
    world: World, django_assert_max_num_queries: Any
) -> None:
    world.visit(world.wayan, world.office)
    client = shown(world.wayan, PAGE)
    for minutes in range(1, 11):
        world.visit(world.wayan, world.office, ago=timedelta(minutes=minutes))
    with django_assert_max_num_queries(27):
        assert client.post(PAGE).status_code == 200


def test_that_one_was_a_case_or_met_one_is_in_it(world: World, puskesmas: User) -> None:
    for who in (world.wayan, world.made):
        stay(world, who, world.office, timedelta(days=1))
    case = case_of(puskesmas, world.wayan)
    decided(puskesmas, Site.objects.get())
    go_on()
    theirs, mine = copy_of(world.wayan), copy_of(world.made)
    assert [each["day_0"] for each in theirs["cases"]] == [case.day_0.isoformat()]
    assert theirs["notices"] == mine["cases"] == []
    (told,) = mine["notices"]
    assert (told["venue"], told["withdrawn_at"]) == ("Kantor Perbekel Batubulan", None)
    assert str(world.wayan.person.pk) not in json.dumps(mine)
    assert str(case.pk) not in json.dumps(mine)
    assert "tracing.look" in [event["act"] for event in theirs["trail"]]
    assert len(mine["messages"]) == 2, "the code, and that there is a notice"
