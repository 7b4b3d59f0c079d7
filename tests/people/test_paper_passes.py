"""Passes on paper: printed by staff who saw a document, read without the network, withdrawn when lost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from gapura import config
from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit.models import Event
from gapura.audit.trail import SYSTEM
from gapura.core.codes import passes, withdrawn
from gapura.core.codes.nik import Nik
from gapura.people.models import Handover, Pass, Person, Standing
from gapura.people.passes import acts
from gapura.regions.models import Level, Region
from gapura.scanning.acts.desk import look_up
from gapura.venues.acts import withdraw_venue
from gapura.venues.models import Post
from tests.people.desks import NYOMAN, printed
from tests.staff import signed_in, staff
from tests.web.world import World, browser

pytestmark = pytest.mark.django_db
WAYAN = {"name": "Wayan Sudarma", "kind": "nik", "number": "5104010107800001", "days": "7"}


def in_office(world: World, role: Role) -> User:
    """Ayu in some office of Gianyar; as a person in charge she answers for the Kantor Perbekel."""
    by = staff("ayu", "Ayu", role, world.gianyar)
    if role == Role.PIC:
        Post.objects.create(user=by, venue=world.office)
    return by


def withdrawn_numbers() -> Any:
    raw = browser().get("/.well-known/gapura-withdrawn-passes").content
    return withdrawn.read(raw, config.key_ring().all("pass")).numbers


def test_which_document_it_is_is_asked_as_one_question(puskesmas: User) -> None:
    shown = signed_in(puskesmas).post("/kartu/", {**NYOMAN, "kind": ""}).content.decode()
    question = re.search(r'<fieldset class="field" aria-describedby="([^"]+)"><legend>', shown)
    assert question, "a screen reader reads the answers without the question"
    assert f'class="error" id="{question[1]}"' in shown
    assert 'for=""' not in shown


def test_staff_who_type_for_somebody_else_are_not_asked_for_their_own_document(puskesmas: User) -> None:
    client = signed_in(puskesmas)
    client.cookies["gapura_bahasa"] = "en"
    refused = client.post("/kartu/", {**NYOMAN, "name": "", "number": ""}).content.decode()
    assert "As on the identity card or passport." in refused
    form = refused[refused.index('name="name"') - 1500 : refused.index('name="days"')]
    assert "Write the number of the document." in form
    assert not re.search(r"\byour\b", form)


@pytest.mark.parametrize("role", [Role.PIC, Role.COORDINATOR, Role.HEALTH_OFFICER])
def test_a_grandmother_without_a_phone_gets_a_pass(world: World, role: Role) -> None:
    by = in_office(world, role)
    row = printed(by, NYOMAN)
    person = Person.objects.get(pk=row.person_id)
    assert (person.name, person.identified, person.contacts.count()) == ("Ni Nyoman Rai", True, 0)
    shown = passes.read(acts.text_of(row), config.key_ring().all("pass"))
    assert (shown.issued.kind, shown.issued.name) == ("paper", "Ni Nyoman R.")
    assert shown.issued.expires_at - shown.issued.issued_at == pytest.approx(30 * 86_400, abs=60)
    assert shown.issued.evidence.birth_date is not None
    sheet = signed_in(by).get(f"/kartu/{row.pk}/lembar.pdf")
    assert sheet.content.startswith(b"%PDF")
    assert Event.objects.get(act="people.print_pass").data == {"number": row.spelled, "days": 30}
    assert not [event for event in Event.objects.all() if NYOMAN["number"] in str(event.data)]


@pytest.mark.parametrize(
    ("role", "home"), [(Role.COORDINATOR, "/koordinator/"), (Role.HEALTH_OFFICER, "/dinkes/angka/")]
)
def test_the_pages_of_paper_passes_keep_the_tabs_of_their_role(world: World, role: Role, home: str) -> None:
    by = staff("ayu", "Ayu", role, world.gianyar)
    client, row = signed_in(by), printed(by, NYOMAN)
    elsewhere = re.findall(r'<a href="([^"]+)"', tabs_of(client, home))
    for page in ("/kartu/", f"/kartu/{row.pk}/"):
        assert re.findall(r'<a href="([^"]+)"', tabs_of(client, page)) == elsewhere
        assert re.findall(r'<a href="([^"]+)" aria-current', tabs_of(client, page)) == ["/kartu/"]


def test_the_terms_of_a_pass_are_in_the_language_of_the_page(world: World, puskesmas: User) -> None:
    client = signed_in(puskesmas)
    assert ">30 hari<" in client.get("/kartu/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert ">30 days<" in client.get("/kartu/").content.decode()


def tabs_of(client: Client, page: str) -> str:
    found = re.search(r'<nav class="tabs".*?</nav>', client.get(page).content.decode(), re.DOTALL)
    assert found, page
    return found[0]


def test_the_sheet_knows_what_is_on_record_when_it_is_printed(world: World, puskesmas: User) -> None:
    row = printed(puskesmas, {**WAYAN, "number": "5104010107800001"} | {"name": world.wayan.person.name})
    shown = passes.read(acts.text_of(row), config.key_ring().all("pass"))
    assert len(shown.issued.evidence.doses) == 2


def test_a_number_alone_shows_nobodys_name(world: World, puskesmas: User) -> None:
    assert world.wayan
    response = signed_in(puskesmas).post("/kartu/", {**WAYAN, "name": "Orang Lain"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "tercatat nama lain" in page
    assert "Wayan" not in page
    assert not Pass.objects.exists()
    event = Event.objects.get(act="people.print_missed")
    assert (event.by, event.data) == (puskesmas.actor, {})
    theirs = world.wayan.browser().get("/saya/dilihat/").content.decode()
    assert "Mencoba mencetak kartu untuk nomor ini" in theirs


def test_a_name_that_was_written_down_wrong_is_corrected_by_whoever_compares(
    world: World, puskesmas: User
) -> None:
    """At a door somebody wrote Ni Nyoman's number down under a name that is not hers."""
    komang = staff("komang", "Komang", Role.OFFICER, world.gianyar)
    document = Nik(NYOMAN["number"])
    look_up(document=document, venue=world.office, by=komang, name="Orang Lain")
    client = signed_in(puskesmas)
    assert 'name="renames"' not in client.get("/kartu/").content.decode()
    page = client.post("/kartu/", NYOMAN).content.decode()
    assert 'name="renames"' in page
    assert "Orang" not in page
    row = printed(puskesmas, {**NYOMAN, "renames": "on"})
    assert row.person.name == "Ni Nyoman Rai"
    assert Event.objects.get(act="people.correct_name").by == puskesmas.actor


@pytest.mark.parametrize("more", ["evidence", "a phone"])
def test_nobody_lends_what_is_on_record_to_another_name(world: World, puskesmas: User, more: str) -> None:
    wayan = world.wayan
    if more == "evidence":
        wayan.person.contacts.all().delete()
    else:
        Standing.objects.filter(pk=wayan.person.pk).update(evidence={})
    form = {**WAYAN, "name": "Orang Lain", "renames": "on"}
    response = signed_in(puskesmas).post("/kartu/", form)
    assert response.status_code == 409
    assert "Jadi namanya tidak diubah di sini" in response.content.decode()
    assert Person.objects.get(pk=wayan.person.pk).name == "Wayan Sudarma"
    assert not Event.objects.filter(act="people.correct_name").exists()
    assert "Mencoba mencetak kartu" in wayan.browser().get("/saya/dilihat/").content.decode()


def test_numbers_are_not_tried_out_by_the_dozen(
    world: World, puskesmas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "MOST_AN_HOUR", 2)
    client = signed_in(puskesmas)
    assert world.wayan
    before = Person.objects.count()
    for name in ("Orang Satu", "Orang Dua"):
        assert client.post("/kartu/", {**WAYAN, "name": name}).status_code == 409
    response = client.post("/kartu/", NYOMAN)
    assert response.status_code == 429
    assert "Terlalu banyak kartu dalam satu jam" in response.content.decode()
    assert Person.objects.count() == before


def test_whose_pass_it_is_sees_each_time_its_sheet_was_opened(world: World, puskesmas: User) -> None:
    wayan = world.wayan
    row = printed(puskesmas, {**WAYAN, "name": str(wayan.person.name)})
    for _ in range(2):
        signed_in(puskesmas).get(f"/kartu/{row.pk}/lembar.pdf")
    page = wayan.browser().get("/saya/dilihat/").content.decode()
    assert page.count("Lembar kartu dibuka untuk dicetak") == 2
    assert page.count("Kartu masuk dicetak") == 1


def test_a_new_sheet_takes_the_place_of_the_lost_one(world: World, puskesmas: User) -> None:
    first = printed(puskesmas, NYOMAN)
    second = printed(puskesmas, NYOMAN)
    assert withdrawn_numbers() == {first.pk}
    assert Person.objects.count() == 1
    assert second.withdrawn_at is None


def test_a_lost_pass_is_found_by_its_number_and_withdrawn(world: World, puskesmas: User) -> None:
    row = printed(puskesmas, NYOMAN)
    printed(puskesmas, WAYAN)
    client = signed_in(puskesmas)
    page = client.get("/kartu/", {"number": row.spelled.lower()}).content.decode()
    assert "Ni Nyoman R." in page
    assert "Wayan S." not in page
    client.post(f"/kartu/{row.pk}/cabut/")
    assert row.pk in withdrawn_numbers()
    assert "Dicabut pada" in client.get(f"/kartu/{row.pk}/").content.decode()
    assert client.get(f"/kartu/{row.pk}/lembar.pdf").status_code == 302
    assert Event.objects.filter(act="people.withdraw_pass").count() == 1
    client.post(f"/kartu/{row.pk}/cabut/")
    assert Event.objects.filter(act="people.withdraw_pass").count() == 1


def test_passes_of_another_region_do_not_exist(world: World, puskesmas: User) -> None:
    row = printed(puskesmas, NYOMAN)
    badung = Region.objects.create(code="51.03", name="Badung", level=Level.REGENCY, parent_id="51")
    for role in (Role.HEALTH_OFFICER, Role.COORDINATOR):
        client = signed_in(staff(f"orang-{role}", "Orang", role, badung))
        assert "Nyoman" not in client.get("/kartu/").content.decode()
        assert client.get(f"/kartu/{row.pk}/").status_code == 404
        assert client.get(f"/kartu/{row.pk}/lembar.pdf").status_code == 404
        assert client.post(f"/kartu/{row.pk}/cabut/").status_code == 404


def test_a_pic_sees_their_own_only(world: World, puskesmas: User) -> None:
    row = printed(puskesmas, NYOMAN)
    pic = signed_in(in_office(world, Role.PIC))
    assert pic.get(f"/kartu/{row.pk}/").status_code == 404


def test_a_pic_whose_place_was_withdrawn_prints_and_hands_out_nothing(world: World) -> None:
    pic = in_office(world, Role.PIC)
    row = printed(pic, NYOMAN)
    withdraw_venue(venue=world.office, reason="Disalahgunakan", by=SYSTEM)
    client = signed_in(pic)
    for address in ("/kartu/", f"/kartu/{row.pk}/", f"/kartu/{row.pk}/lembar.pdf"):
        assert client.get(address).status_code == 403
    assert client.post("/kartu/", {**WAYAN, "days": "30"}).status_code == 403
    assert client.post(f"/kartu/{row.pk}/kode/").status_code == 403
    assert (Pass.objects.count(), Handover.objects.count()) == (1, 0)


@pytest.mark.parametrize("change", [{"days": "365"}, {"number": "5104"}, {"name": ""}, {"kind": "sim"}])
def test_what_is_typed_wrong_is_told(world: World, puskesmas: User, change: dict[str, str]) -> None:
    response = signed_in(puskesmas).post("/kartu/", {**NYOMAN, **change})
    assert response.status_code == 422
    assert not Person.objects.exists()


def test_its_holder_sees_it_and_withdraws_it(world: World, puskesmas: User) -> None:
    wayan = world.wayan
    row = printed(puskesmas, {**WAYAN, "name": str(wayan.person.name)})
    client: Client = wayan.browser()
    assert row.spelled in client.get("/saya/kartu/").content.decode()
    assert world.made.browser().post(f"/saya/kartu/{row.pk}/cabut/").status_code == 404
    client.post(f"/saya/kartu/{row.pk}/cabut/")
    assert row.spelled not in client.get("/saya/kartu/").content.decode()
    assert withdrawn_numbers() == {row.pk}


def test_an_expired_pass_cannot_be_printed_again(world: World, puskesmas: User) -> None:
    row = printed(puskesmas, NYOMAN)
    Pass.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert signed_in(puskesmas).get(f"/kartu/{row.pk}/lembar.pdf").status_code == 302
    assert "Kedaluwarsa" in signed_in(puskesmas).get(f"/kartu/{row.pk}/").content.decode()


def test_a_pass_is_forgotten_when_nothing_about_it_can_arrive_any_more(world: World, puskesmas: User) -> None:
    printed(puskesmas, WAYAN)
    ends = Pass.objects.get().expires_at
    assert acts.forget_expired(before=ends) == 0
    assert acts.forget_expired(before=ends + timedelta(seconds=1)) == 1
    assert Person.objects.exists()
