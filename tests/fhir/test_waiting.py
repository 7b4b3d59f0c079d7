"""Evidence about somebody whom staff have not seen waits, and is theirs as soon as staff see the document."""

from datetime import timedelta

import pytest
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit.trail import SYSTEM
from gapura.core.codes.nik import Nik
from gapura.core.evidence import Dose, Evidence
from gapura.fhir import waiting
from gapura.fhir.acts import settling
from gapura.fhir.models import Delivery
from gapura.people import evidence
from gapura.people.acts import identity
from gapura.people.models import EvidenceRecord, Pass, Person
from gapura.rights import copying, erasing
from gapura.scanning.acts import desk
from gapura.visits import taking_over
from tests.core.evidence.fhir_resources import patient
from tests.fhir.registry import Registry
from tests.fhir.test_sending import FIND, colour, given_to, told
from tests.people.desks import code_for
from tests.staff import signed_in
from tests.web.world import Visitor, World, days_ago

pytestmark = pytest.mark.django_db
NIK = "5104011505850077"
NAME = "Ni Komang Astiti"


def doses(registry: Registry) -> None:
    """Two doses for somebody whom nobody here knows."""
    registry.delivers("PUT", "Immunization/d1", given_to(NIK, 40, id="d1"))
    registry.delivers("PUT", "Immunization/d2", given_to(NIK, 12, id="d2"))


def seen(world: World, by: User) -> Visitor:
    """Komang shows her document at a door."""
    document = Nik.parse(NIK)
    person = identity.identity_of(name=NAME, document=document, seen_for=Person.Seen.DOOR, by=by)
    return Visitor(person, "")


def test_it_is_theirs_at_the_desk_where_staff_first_see_the_document(
    world: World, registry: Registry, puskesmas: User
) -> None:
    doses(registry)
    assert not EvidenceRecord.objects.exists()
    found = desk.look_up(document=Nik(NIK), venue=world.office, by=puskesmas)
    assert found is None or not EvidenceRecord.objects.exists()
    komang = seen(world, puskesmas)
    assert colour(komang, world) == "green"
    assert not Delivery.objects.exclude(document_hash=None, item=None).exists()
    registry.delivers("DELETE", "Immunization/d2")
    assert colour(komang, world) == "yellow"


def test_more_than_can_be_given_while_somebody_stands_there_follows(
    world: World, registry: Registry, puskesmas: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    doses(registry)
    monkeypatch.setattr(settling, "AT_A_DESK", 1)
    komang = seen(world, puskesmas)
    assert len(told(komang)) == 1
    assert settling.run() == 1
    assert colour(komang, world) == "green"


def test_a_repeat_does_not_bring_back_what_a_health_office_took_back(
    world: World, registry: Registry, puskesmas: User
) -> None:
    doses(registry)
    komang = seen(world, puskesmas)
    item = {"doses": [{"date": days_ago(12), "product": "sinovac"}]}
    evidence.withdraw(person=komang.person, item=item, reason="Dosis orang lain", by=puskesmas)
    doses(registry)
    assert told(komang) == [(days_ago(40), "sinovac")]
    assert not Delivery.objects.exclude(document_hash=None).exists()
    registry.delivers("PUT", "Immunization/d2", given_to(NIK, 11, id="d2"))
    assert told(komang) == [(days_ago(40), "sinovac"), (days_ago(11), "sinovac")]


def test_what_was_typed_brings_nothing(world: World, registry: Registry, puskesmas: User) -> None:
    liar = world.newcomer
    liar.browser().post("/saya/data/", {"name": NAME, "kind": "nik", "number": NIK})
    doses(registry)
    assert told(liar) == []
    komang = seen(world, puskesmas)
    assert (len(told(liar)), len(told(komang))) == (0, 2)


def test_an_update_and_an_end_reach_what_waits(world: World, registry: Registry, puskesmas: User) -> None:
    doses(registry)
    registry.delivers("PUT", "Immunization/d1", given_to(NIK, 39, id="d1"))
    registry.delivers("PUT", "Immunization/d2", given_to(NIK, 12, id="d2", status="entered-in-error"))
    assert told(seen(world, puskesmas)) == [(days_ago(39), "sinovac")]


def test_another_birth_date_is_somebody_else(world: World, registry: Registry, puskesmas: User) -> None:
    for place, born in enumerate(("1985-05-15", "1985", "1985-05-16", "1986")):
        who = patient(
            identifier=[{"system": "https://fhir.kemkes.go.id/id/nik", "value": NIK}], birthDate=born
        )
        sent = given_to(NIK, 30 + place, id=f"d{place}", contained=[who], patient={"reference": "#p1"})
        assert registry.delivers("PUT", f"Immunization/d{place}", sent).status_code == 201
    komang = seen(world, puskesmas)
    assert [day for day, _product in told(komang)] == [days_ago(31), days_ago(30)]
    assert Delivery.objects.exclude(document_hash=None).count() == 2
    assert b'"evidence_waiting": []' in copying.make(by=komang.person)


def test_it_goes_after_its_term_and_what_is_sent_anew_waits_again(
    world: World, registry: Registry, puskesmas: User
) -> None:
    registry.delivers("PUT", "Immunization/d1", given_to(NIK, id="d1"))
    waiting.forget_old(timezone.now() + waiting.TERM - timedelta(hours=1))
    assert Delivery.objects.exclude(item=None).count() == 1
    waiting.forget_old(timezone.now() + waiting.TERM + timedelta(hours=1))
    assert not Delivery.objects.exclude(document_hash=None, born=None, item=None).exists()
    registry.delivers("PUT", "Immunization/d1", given_to(NIK, id="d1"))
    assert len(told(seen(world, puskesmas))) == 1


def test_no_answer_tells_after_the_term_who_is_known_here(
    world: World, registry: Registry, puskesmas: User
) -> None:
    seen(world, puskesmas)
    for number, name in ((NIK, "known"), ("5104011505850009", "unknown")):
        registry.delivers("PUT", f"Immunization/{name}", given_to(number, id=name))
        registry.delivers("PUT", f"Immunization/{name}-2", given_to(number, id=f"{name}-2"))
    waiting.forget_old(timezone.now() + waiting.TERM + timedelta(hours=1))
    answers = [
        (answer.status_code, answer.get("ETag", "") or answer.content)
        for name in ("known", "unknown")
        for answer in (
            registry.sends("PUT", f"Immunization/{name}", given_to(NIK, id=name)),
            registry.sends("DELETE", f"Immunization/{name}-2"),
        )
    ]
    assert answers[:2] == answers[2:]


def test_what_was_given_is_known_for_ever_and_what_was_deleted_for_a_term(
    world: World, registry: Registry, puskesmas: User
) -> None:
    seen(world, puskesmas)
    doses(registry)
    registry.delivers("DELETE", "Immunization/d1")
    waiting.forget_old(timezone.now() + waiting.TERM + timedelta(hours=1))
    assert [row.resource_id for row in Delivery.objects.all()] == ["d2"]


def test_too_much_waits_and_is_in_the_copy(world: World, registry: Registry, puskesmas: User) -> None:
    komang = seen(world, puskesmas)
    days = (timezone.localdate() - timedelta(100 + ago) for ago in range(20))
    many = Evidence(doses=tuple(Dose(day, "pfizer") for day in days))
    evidence.record(person=komang.person, evidence=many, source=evidence.Source.STAFF, by=SYSTEM)
    assert registry.delivers("PUT", "Immunization/d1", given_to(NIK, id="d1")).status_code == 201
    assert len(told(komang)) == 20
    assert days_ago(40).encode() in copying.make(by=komang.person)


def test_erased_it_waits_no_more_and_a_repeat_does_not_bring_it_back(
    world: World, registry: Registry, puskesmas: User
) -> None:
    komang = seen(world, puskesmas)
    registry.delivers("POST", "Immunization", given_to(NIK), **FIND)
    registry.sends("PUT", "Immunization/late", given_to(NIK, id="late", identifier=[]))
    erasing.erase_on_paper(person=komang.person, by=puskesmas)
    settling.run()
    assert not Delivery.objects.exclude(document_hash=None, born=None, item=None).exists()
    assert registry.delivers("POST", "Immunization", given_to(NIK), **FIND).status_code == 200
    again = seen(world, puskesmas)
    assert again.person.pk != komang.person.pk
    assert told(again) == []


def test_whoever_only_typed_the_number_erases_nothing_of_its_holders(
    world: World, registry: Registry, puskesmas: User
) -> None:
    liar = world.newcomer
    liar.browser().post("/saya/data/", {"name": NAME, "kind": "nik", "number": NIK})
    doses(registry)
    erasing.erase(by=liar.person)
    assert len(told(seen(world, puskesmas))) == 2


def test_on_a_phone_that_takes_the_record_over_it_goes_on(
    world: World, registry: Registry, puskesmas: User
) -> None:
    form = {"name": NAME, "kind": "nik", "number": NIK, "days": "30"}
    assert signed_in(puskesmas).post("/kartu/", form).status_code == 302
    registry.delivers("PUT", "Immunization/d1", given_to(NIK, 40, id="d1"))
    phone = world.signed_in("komang@contoh.example")
    world.visit(phone, world.office)
    taking_over.take_over(code=code_for(Pass.objects.get(), puskesmas), label="", by=phone.person)
    registry.delivers("PUT", "Immunization/d2", given_to(NIK, 12, id="d2"))
    assert colour(phone, world) == "green"
    registry.delivers("DELETE", "Immunization/d1")
    assert told(phone) == [(days_ago(12), "sinovac")]


def test_what_cannot_be_settled_now_is_settled_later(world: World, registry: Registry) -> None:
    registry.sends("PUT", "Immunization/d1", given_to(NIK, id="d1"))
    assert Delivery.objects.filter(unsettled=True).count() == 1
    assert settling.run() == 1
    assert settling.run() == 0
