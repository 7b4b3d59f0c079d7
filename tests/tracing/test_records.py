"""A health officer opens a person's record for a purpose, and puts it right; the person sees both."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit.models import Event
from gapura.audit.trail import SYSTEM
from gapura.people.acts import corrections
from gapura.people.models import Correction, EvidenceRecord, Person, Standing
from gapura.rights import erasing
from gapura.tracing import openings, recording, retention
from gapura.tracing.models import Case, Opening
from tests.staff import signed_in
from tests.tracing.desk import OPEN, SOURCE, opened, recorded, result
from tests.web.world import World, days_ago

pytestmark = pytest.mark.django_db


def test_a_dose_makes_the_colour_at_once_and_the_person_sees_who_recorded_it(
    world: World, puskesmas: User
) -> None:
    page = recorded(puskesmas, world.made, "dosis", day=days_ago(20), product="sinovac")
    assert "Hijau" in page
    assert "Labkesda Gianyar, LAB-17" in page
    mine = world.made.browser().get("/saya/").content.decode()
    assert "Labkesda Gianyar, LAB-17" in mine
    assert "Petugas kesehatan, Gianyar" in mine
    assert "Sari" not in mine


def test_a_correction_is_answered_by_what_was_recorded(world: World, puskesmas: User) -> None:
    asked = corrections.ask(text="Dosis kedua saya belum tercatat.", visit_id=None, by=world.made.person)
    client = signed_in(puskesmas)
    assert f"/dinkes/{asked.pk}/catatan/" in client.get("/dinkes/").content.decode()
    address = client.post(f"/dinkes/{asked.pk}/catatan/")["Location"]
    page = client.get(address).content.decode()
    assert "Made Lestari" in page
    assert "Dosis kedua saya belum tercatat." in page
    form = {**SOURCE, "day": days_ago(20), "product": "sinovac"}
    client.post(f"{address}tambah/dosis/", form)
    client.post(f"/dinkes/{asked.pk}/jawab/", {"text": "Sudah dicatat, Anda hijau sekarang."})
    asked.refresh_from_db()
    assert asked.answered_by == puskesmas.actor
    mine = world.made.browser().get("/saya/koreksi/").content.decode()
    assert "Sudah dicatat, Anda hijau sekarang." in mine
    assert "Kirim jawaban" not in client.get(address).content.decode()


def test_every_look_is_shown_to_the_person_with_the_purpose_and_the_office(
    world: World, puskesmas: User
) -> None:
    opened(puskesmas, world.wayan)
    asked = corrections.ask(text="Warna saya salah, mohon dicek.", visit_id=None, by=world.wayan.person)
    signed_in(puskesmas).post(f"/dinkes/{asked.pk}/catatan/")
    shown = world.wayan.browser().get("/saya/dilihat/").content.decode()
    assert "untuk mencatat hasil tes" in shown
    assert "hasil dari laboratorium daerah" in shown
    assert "untuk menjawab koreksi" in shown
    assert shown.count("Petugas kesehatan, Gianyar") == 2
    assert "Sari" not in shown


@pytest.mark.parametrize("missing", ["number", "purpose", "words"])
def test_nobody_looks_without_a_whole_number_and_a_purpose(
    world: World, puskesmas: User, missing: str
) -> None:
    form = {**OPEN, "number": str(world.wayan.person.document)}
    shorter = {**form, missing: form[missing][:3] if missing != "purpose" else "correction"}
    assert signed_in(puskesmas).post("/dinkes/catatan/", shorter).status_code == 422
    assert not Event.objects.filter(act__startswith="tracing.").exists()


def test_a_number_that_nobody_has_shown_is_not_there_and_that_it_was_typed_stays(
    world: World, puskesmas: User
) -> None:
    Person.objects.filter(pk=world.wayan.person.pk).update(seen_at=None)
    form = {**OPEN, "number": str(world.wayan.person.document)}
    response = signed_in(puskesmas).post("/dinkes/catatan/", form)
    assert response.status_code == 404
    assert "Wayan" not in response.content.decode()
    event = Event.objects.get(act="tracing.look_missed")
    assert event.subject == "region:51.04"
    assert str(world.wayan.person.document) not in str(event.data)


def test_looks_by_number_are_few_an_hour(
    world: World, puskesmas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "MOST_AN_HOUR", 2)
    form = {**OPEN, "number": str(world.wayan.person.document)}
    client = signed_in(puskesmas)
    assert [client.post("/dinkes/catatan/", form).status_code for _ in range(3)] == [302, 302, 429]


def test_looks_from_corrections_and_cases_count_too(
    world: World, puskesmas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = corrections.ask(text="Warna saya salah, mohon dicek.", visit_id=None, by=world.wayan.person)
    recorded(puskesmas, world.wayan, "tes", **result("positive"))
    monkeypatch.setattr(openings, "MOST_AN_HOUR", 1)
    client = signed_in(puskesmas)
    for way in (f"/dinkes/{asked.pk}/catatan/", f"/dinkes/kasus/{Case.objects.get().pk}/catatan/"):
        assert "begitu banyak" in client.post(way, follow=True).content.decode()
    assert Opening.objects.count() == 1


def test_a_record_that_cannot_be_read_breaks_no_page(world: World, puskesmas: User) -> None:
    client, address = opened(puskesmas, world.wayan)
    Standing.objects.filter(pk=world.wayan.person.pk).update(evidence={"doses": 5})
    assert "tidak dapat dibaca" in client.get(address).content.decode()
    form = {**SOURCE, "day": days_ago(20), "product": "sinovac"}
    assert client.post(f"{address}tambah/dosis/", form)["Location"] == address


def test_a_look_is_over_after_its_time_and_is_nobody_elses(world: World, puskesmas: User, rai: User) -> None:
    client, address = opened(puskesmas, world.wayan)
    assert signed_in(rai).get(address)["Location"] == "/dinkes/catatan/"
    assert signed_in(rai).post(f"{address}tambah/dosis/", {})["Location"] == "/dinkes/catatan/"
    Opening.objects.update(expires_at=timezone.now())
    assert client.get(address)["Location"] == "/dinkes/catatan/"
    form = {**SOURCE, "day": days_ago(20), "product": "sinovac"}
    assert client.post(f"{address}tambah/dosis/", form)["Location"] == "/dinkes/catatan/"
    assert not EvidenceRecord.objects.exists()


def test_a_correction_of_another_region_opens_nothing(world: World, puskesmas: User, rai: User) -> None:
    visit = world.visit(world.made, world.office, decision="verify", colour="yellow")
    asked = corrections.ask(text="Dosis kedua saya belum ada.", visit_id=visit.id, by=world.made.person)
    assert signed_in(rai).post(f"/dinkes/{asked.pk}/catatan/").status_code == 404
    assert not Opening.objects.exists()
    Correction.objects.update(answered_at=timezone.now(), answer="Sudah.")
    assert signed_in(puskesmas).post(f"/dinkes/{asked.pk}/catatan/").status_code == 404


def test_nothing_is_recorded_of_whom_nobody_has_seen_the_document(world: World, puskesmas: User) -> None:
    Person.objects.filter(pk=world.made.person.pk).update(seen_at=None)
    asked = corrections.ask(text="Dosis kedua saya belum ada.", visit_id=None, by=world.made.person)
    client = signed_in(puskesmas)
    address = client.post(f"/dinkes/{asked.pk}/catatan/")["Location"]
    assert "/tambah/" not in client.get(address).content.decode()
    form = {**SOURCE, "day": days_ago(20), "product": "sinovac"}
    page = client.post(f"{address}tambah/dosis/", form, follow=True).content.decode()
    assert "Belum ada petugas yang melihat dokumen" in page
    assert not EvidenceRecord.objects.filter(source="staff").exists()


@pytest.mark.parametrize("by_document", [False, True])
def test_nobody_writes_into_their_own_record(world: World, puskesmas: User, by_document: bool) -> None:
    """Their own by the account's address, or by the document that whoever holds the address typed."""
    holder = world.visitor("Sari Dewi", "5104016006900009")
    if by_document:
        other = world.signed_in("lain@contoh.example")
        for name in ("document", "document_hash", "document_kind", "name"):
            setattr(other.person, name, getattr(holder.person, name))
        other.person.save()
    puskesmas.contact = "lain@contoh.example" if by_document else "sari@contoh.example"
    puskesmas.save()
    page = recorded(puskesmas, holder, "dosis", day=days_ago(20), product="sinovac")
    assert "Ini catatan Anda sendiri" in page
    assert not EvidenceRecord.objects.exists()


def test_so_many_writes_an_hour_are_stopped_and_the_operator_sees_it(
    world: World, puskesmas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "MOST_AN_HOUR", 2)
    for day in (50, 40, 30, 20):
        page = recorded(puskesmas, world.ketut, "dosis", day=days_ago(day), product="sinovac")
    assert "begitu banyak" in page
    assert EvidenceRecord.objects.count() == 2
    event = Event.objects.get(act="tracing.braked")
    assert (event.subject, event.by) == (f"user:{puskesmas.pk}", puskesmas.actor)


def test_an_item_is_withdrawn_with_a_reason_that_the_person_reads(world: World, puskesmas: User) -> None:
    client, address = opened(puskesmas, world.wayan)
    page = client.get(address).content.decode()
    way = next(part.split('"')[0] for part in page.split('href="') if "/cabut/" in part[:90])
    assert client.get(way).status_code == 200
    assert client.post(way, {"reason": " "}).status_code == 422
    client.post(way, {"reason": "Milik orang lain bernama sama"})
    mine = world.wayan.browser().get("/saya/").content.decode()
    assert "Milik orang lain bernama sama" in mine
    assert "Kuning" in mine
    assert len(world.wayan.standing.evidence["doses"]) == 1
    page = client.post(way, {"reason": "Milik orang lain bernama sama"}, follow=True).content.decode()
    assert "sudah tidak tercatat" in page


def test_each_kind_can_be_recorded(world: World, puskesmas: User) -> None:
    forms = {
        "tes": result("negative"),
        "kontak": {"day": days_ago(2)},
        "kedatangan": {"day": days_ago(9), "ended": days_ago(2)},
        "sembuh": {"day": days_ago(30)},
        "surat": {"day": days_ago(5), "until": days_ago(-60), "government": "on"},
    }
    client, address = opened(puskesmas, world.ketut)
    for kind, form in forms.items():
        assert client.get(f"{address}tambah/{kind}/").status_code == 200
        assert client.post(f"{address}tambah/{kind}/", {**SOURCE, **form}).status_code == 302
    held = world.ketut.standing.evidence
    assert set(held) == {"birth_date", "tests", "contacts", "arrivals", "recoveries", "exemptions"}
    assert held["exemptions"] == [{"from": days_ago(5), "until": days_ago(-60)}]


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("dosis", {"day": days_ago(-1), "product": "sinovac"}),
        ("dosis", {"day": "1999-01-01", "product": "sinovac"}),
        ("dosis", {"day": days_ago(1), "product": "air"}),
        ("dosis", {"day": days_ago(1), "product": "sinovac", "source": ""}),
        ("tes", {**result("positive"), "day": days_ago(-1)}),
        ("tes", {**result("maybe")}),
        ("kedatangan", {"day": days_ago(1), "ended": days_ago(3)}),
        ("surat", {"day": days_ago(1), "until": days_ago(-30)}),
        ("surat", {"day": days_ago(1), "until": days_ago(-3000), "government": "on"}),
    ],
)
def test_what_cannot_be_is_asked_again(
    world: World, puskesmas: User, kind: str, form: dict[str, str]
) -> None:
    client, address = opened(puskesmas, world.ketut)
    assert client.post(f"{address}tambah/{kind}/", {**SOURCE, **form}).status_code == 422
    assert not EvidenceRecord.objects.exists()


def test_a_look_ends_with_the_record_and_with_its_term(world: World, puskesmas: User) -> None:
    client, address = opened(puskesmas, world.wayan)
    erasing.erase(by=world.wayan.person)
    assert client.get(address)["Location"] == "/dinkes/catatan/"
    assert not Opening.objects.exists()
    opened(puskesmas, world.ketut)
    retention.run(by=SYSTEM, term_days=14)
    assert Opening.objects.count() == 1
    retention.run(by=SYSTEM, term_days=14, now=timezone.now() + timedelta(days=16))
    assert not Opening.objects.exists()


@pytest.mark.parametrize("found", ["positive", "negative"])
def test_what_a_result_begins_and_its_end_ends_is_said_before(
    world: World, puskesmas: User, found: str
) -> None:
    shown = recorded(puskesmas, world.wayan, "tes", **result(found))
    assert ("tempatnya ada di Kasus" in shown) is (found == "positive")
    client, address = opened(puskesmas, world.wayan)
    link = re.findall(rf'href="({address}cabut/[^"]+)"', client.get(address).content.decode())[0]
    asked = client.get(link).content.decode()
    assert ("kasus itu ikut berakhir" in asked) is (found == "positive")
