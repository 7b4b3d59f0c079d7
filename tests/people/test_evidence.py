"""The ledger of evidence: what is on record makes the colour, and each item can be taken back."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapura.accounts.models import User
from gapura.audit.models import Event
from gapura.audit.trail import SYSTEM
from gapura.core.evidence import UNNAMED, Contact, Dose, Evidence, EvidenceError, Recovery, Test, decode
from gapura.people import evidence
from gapura.people.acts import erased
from gapura.people.evidence import Source
from gapura.people.models import EvidenceRecord, Person, Standing
from gapura.rights import erasing
from gapura.visits import retention, standings
from tests.web.world import Visitor, World

pytestmark = pytest.mark.django_db
FIRST, SECOND = Dose(date(2021, 3, 1), "sinovac"), Dose(date(2021, 3, 29), "sinovac")
BOTH = Evidence(doses=(FIRST, SECOND))
LETTER = b"l" * 32


def colour(visitor: Visitor, world: World) -> str:
    """As the next check-in at the office will find it."""
    return standings.explain_now(visitor.standing, world.office).screening.colour


def only(of: Evidence) -> evidence.Item:
    """The one item of some evidence."""
    (item,) = evidence.items(of)
    return item


def known(visitor: Visitor) -> Evidence:
    """What the gate reads."""
    return decode(json.dumps(visitor.standing.evidence))


def test_what_a_health_office_records_is_the_colour_of_the_next_check_in(
    world: World, puskesmas: User
) -> None:
    newcomer = world.signed_in("baru@contoh.example")
    assert colour(newcomer, world) == "red"
    new = evidence.record(
        person=newcomer.person, evidence=BOTH, source=Source.STAFF, reference="Kartu vaksin 17", by=puskesmas
    )
    assert len(new) == 2
    assert colour(newcomer, world) == "green"
    rows = evidence.on_record(newcomer.person.pk)
    assert [(row.source, row.reference, row.recorded_by) for row in rows] == [
        ("staff", "Kartu vaksin 17", puskesmas.actor)
    ] * 2
    event = Event.objects.get(act="people.record_evidence")
    assert event.data == {"kinds": ["doses"], "sources": ["staff"]}
    assert event.subject == f"person:{newcomer.person.pk}"


def test_a_dose_that_two_told_of_stays_until_both_have_taken_it_back(world: World, puskesmas: User) -> None:
    person = world.signed_in("baru@contoh.example").person
    evidence.record(person=person, evidence=BOTH, source=Source.STAFF, by=puskesmas)
    evidence.record(person=person, evidence=BOTH, source=Source.CERTIFICATE, origin=LETTER, by=person)
    assert evidence.record(person=person, evidence=BOTH, source=Source.STAFF, by=puskesmas) == []
    standing = Standing.objects.get(pk=person.pk)
    assert len(standing.evidence["doses"]) == 2
    assert {row.person_id for row in evidence.from_origin(LETTER)} == {person.pk}
    assert evidence.withdraw_origin(person=person, origin=LETTER, reason="Sertifikat dicabut", by=SYSTEM)
    assert len(Standing.objects.get(pk=person.pk).evidence["doses"]) == 2
    item = only(Evidence(doses=(SECOND,)))
    assert evidence.withdraw(person=person, item=item, reason="Salah orang", by=puskesmas)
    assert not evidence.withdraw(person=person, item=item, reason="Salah orang", by=puskesmas)
    assert [dose["date"] for dose in Standing.objects.get(pk=person.pk).evidence["doses"]] == ["2021-03-01"]
    withdrawn = EvidenceRecord.objects.exclude(withdrawn_at=None)
    assert "Salah orang" not in json.dumps(list(Event.objects.values_list("data", flat=True)))
    assert {(row.source, row.withdrawn_reason) for row in withdrawn} == {
        ("certificate", "Sertifikat dicabut"),
        ("staff", "Salah orang"),
    }


def test_a_dose_told_with_its_product_and_without_is_one_dose(world: World, puskesmas: User) -> None:
    person = world.signed_in("baru@contoh.example").person
    unnamed = Evidence(doses=(Dose(FIRST.date, UNNAMED), Dose(SECOND.date, UNNAMED)))
    evidence.record(person=person, evidence=unnamed, source=Source.REGISTRY, by=puskesmas)
    evidence.record(person=person, evidence=Evidence(doses=(FIRST,)), source=Source.STAFF, by=puskesmas)
    doses = Standing.objects.get(pk=person.pk).evidence["doses"]
    assert [dose["product"] for dose in doses] == ["sinovac", UNNAMED]
    item = only(Evidence(doses=(FIRST,)))
    assert evidence.withdraw(person=person, item=item, reason="Salah orang", by=puskesmas)
    assert Standing.objects.get(pk=person.pk).evidence["doses"][0]["product"] == UNNAMED


def test_what_was_known_before_there_was_a_ledger_can_be_taken_back_too(
    world: World, puskesmas: User
) -> None:
    wayan = world.wayan
    before = known(wayan)
    rows = evidence.on_record(wayan.person.pk)
    assert {row.source for row in rows} == {"earlier"}
    assert not EvidenceRecord.objects.exists()
    item = rows[0].item
    assert evidence.withdraw(person=wayan.person, item=item, reason="Tidak pernah", by=puskesmas)
    after = known(wayan)
    assert sum(1 for _ in evidence.items(after)) == sum(1 for _ in evidence.items(before)) - 1
    assert item not in list(evidence.items(after))
    assert after.birth_date == before.birth_date


def test_a_birth_date_is_taken_once_and_another_is_refused(world: World, puskesmas: User) -> None:
    person = world.signed_in("baru@contoh.example").person
    born = Evidence(birth_date=date(1990, 5, 1))
    evidence.record(person=person, evidence=born, source=Source.STAFF, by=puskesmas)
    other = Evidence(birth_date=date(1991, 5, 1), doses=(FIRST,))
    with pytest.raises(evidence.OtherBirthDateError):
        evidence.record(person=person, evidence=other, source=Source.STAFF, by=puskesmas)
    assert Standing.objects.get(pk=person.pk).evidence == {"birth_date": "1990-05-01"}


def test_more_than_one_person_can_have_is_refused_whole(world: World, puskesmas: User) -> None:
    person = world.signed_in("baru@contoh.example").person
    many = Evidence(doses=tuple(Dose(date(2021, 1, 1) + timedelta(days), "sinovac") for days in range(20)))
    evidence.record(person=person, evidence=many, source=Source.STAFF, by=puskesmas)
    with pytest.raises(EvidenceError):
        evidence.record(
            person=person,
            evidence=Evidence(doses=(FIRST, Dose(date(2022, 1, 1), "pfizer"))),
            source=Source.STAFF,
            by=puskesmas,
        )
    assert EvidenceRecord.objects.count() == 20


def test_nothing_is_added_to_a_record_that_was_erased(world: World, puskesmas: User) -> None:
    person = world.wayan.person
    evidence.record(person=person, evidence=BOTH, source=Source.STAFF, by=puskesmas)
    erasing.erase(by=person)
    assert not EvidenceRecord.objects.exists()
    with pytest.raises(erased.ErasedError):
        evidence.record(person=person, evidence=BOTH, source=Source.STAFF, by=puskesmas)


def test_a_withdrawn_item_goes_after_its_term(world: World, puskesmas: User) -> None:
    person = world.signed_in("baru@contoh.example").person
    evidence.record(person=person, evidence=BOTH, source=Source.STAFF, by=puskesmas)
    item = only(Evidence(doses=(FIRST,)))
    evidence.withdraw(person=person, item=item, reason="Salah orang", by=puskesmas)
    retention.run(by=SYSTEM, term_days=14)
    assert EvidenceRecord.objects.count() == 2
    long_ago = timezone.now() - evidence.KEPT - timedelta(days=1)
    EvidenceRecord.objects.exclude(withdrawn_at=None).update(withdrawn_at=long_ago)
    retention.run(by=SYSTEM, term_days=14)
    assert [row.item for row in EvidenceRecord.objects.all()] == [
        {"doses": [{"date": "2021-03-29", "product": "sinovac"}]}
    ]


ITEMS = st.sampled_from(
    [
        Evidence(doses=(FIRST,)),
        Evidence(doses=(SECOND,)),
        Evidence(contacts=(Contact(date(2021, 10, 5)),)),
        Evidence(recoveries=(Recovery(date(2021, 9, 1)),)),
        Evidence(tests=(Test("pcr", "negative", timezone.now()),)),
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.booleans(), ITEMS, st.sampled_from([Source.STAFF, Source.REGISTRY])), max_size=8)
)
def test_the_gate_reads_what_somebody_has_recorded_and_nobody_withdrawn(
    puskesmas: User, steps: list[tuple[bool, Evidence, Source]]
) -> None:
    person = Person.objects.create()
    Standing.objects.create(person_id=person.pk)
    told: set[str] = set()
    for adds, one, source in steps:
        item = only(one)
        if adds:
            evidence.record(person=person, evidence=one, source=source, by=puskesmas)
            told.add(str(item))
        else:
            assert evidence.withdraw(person=person, item=item, reason="-", by=puskesmas) == (
                str(item) in told
            )
            told.discard(str(item))
    standing = decode(json.dumps(Standing.objects.get(pk=person.pk).evidence))
    assert {str(item) for item in evidence.items(standing)} == told
