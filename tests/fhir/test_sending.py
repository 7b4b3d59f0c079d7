"""A registry creates, updates and deletes resources; colours follow, and the answers tell nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from gapura.audit.models import Event
from gapura.core.evidence import Dose, Evidence
from gapura.fhir.acts import settling
from gapura.fhir.models import Delivery, VaccineCode
from gapura.people import evidence
from gapura.people.models import EvidenceRecord, Person
from gapura.visits import standings
from tests.core.evidence.fhir_resources import CVX, KFA, LOINC, SNOMED, coded, dose, numbered, patient, result
from tests.fhir.registry import Registry, issue
from tests.web.world import Visitor, World, days_ago, rows

pytestmark = pytest.mark.django_db
KETUT, LUH = "5104011505850003", "5104016006950004"
FIND = {"If-None-Exist": "identifier=https://imunisasi.contoh.example/id|DOSIS-1"}


def colour(visitor: Visitor, world: World) -> str:
    """As the next check-in at the office will find it."""
    return standings.explain_now(visitor.standing, world.office).screening.colour


def given_to(number: str, ago: int = 40, **other: Any) -> dict[str, Any]:
    """A dose of Sinovac, given to whoever has this NIK."""
    return dose(**{"patient": numbered(number), "occurrenceDateTime": days_ago(ago), **other})


def told(visitor: Visitor) -> list[tuple[str, str]]:
    """The doses that the gate reads."""
    return [(each["date"], each["product"]) for each in visitor.standing.evidence.get("doses", [])]


def test_doses_that_a_registry_sends_are_the_colour_of_the_next_check_in(
    world: World, registry: Registry
) -> None:
    ketut = world.ketut
    assert colour(ketut, world) == "red"
    first = registry.delivers("POST", "Immunization", given_to(KETUT, 40))
    assert first.status_code == 201
    assert first["ETag"] == 'W/"1"'
    assert first["Location"].endswith("/_history/1")
    assert colour(ketut, world) == "yellow"
    assert registry.delivers("PUT", "Immunization/d-2", given_to(KETUT, 12, id="d-2")).status_code == 201
    assert colour(ketut, world) == "green"
    records = EvidenceRecord.objects.filter(person_id=ketut.person.pk, source="registry")
    assert {row.recorded_by for row in records} == {registry.partner.actor}
    events = Event.objects.filter(act="people.record_evidence", subject=f"person:{ketut.person.pk}")
    assert [event.by for event in events] == [registry.partner.actor] * 2


def test_a_positive_test_of_a_laboratory_makes_black_until_it_is_taken_back(
    world: World, laboratory: Registry
) -> None:
    wayan = world.wayan
    at = (timezone.now() - timedelta(hours=3)).isoformat(timespec="seconds")
    positive = result(id="r1", effectiveDateTime=at, valueCodeableConcept=coded(SNOMED, "10828004"))
    assert laboratory.delivers("PUT", "Observation/r1", positive).status_code == 201
    assert colour(wayan, world) == "black"
    wrong = {**positive, "status": "entered-in-error"}
    assert laboratory.delivers("PUT", "Observation/r1", wrong)["ETag"] == 'W/"2"'
    assert colour(wayan, world) == "green"
    assert laboratory.delivers("PUT", "Observation/r1", positive).status_code == 200
    assert colour(wayan, world) == "black"
    assert laboratory.delivers("DELETE", "Observation/r1").status_code == 200
    assert colour(wayan, world) == "green"
    assert laboratory.delivers("DELETE", "Observation/r1").status_code == 200
    assert laboratory.delivers("PUT", "Observation/r1", positive).status_code == 201


def test_an_update_corrects_the_dose_and_whose_it_was(world: World, registry: Registry) -> None:
    ketut, luh = world.ketut, world.luh
    before = told(luh)
    registry.delivers("PUT", "Immunization/d", given_to(KETUT, 40, id="d"))
    registry.delivers("PUT", "Immunization/d", given_to(KETUT, 41, id="d", vaccineCode=coded(CVX, "210")))
    assert told(ketut) == [(days_ago(41), "astrazeneca")]
    registry.delivers("PUT", "Immunization/d", given_to(LUH, 41, id="d"))
    assert told(ketut) == []
    assert sorted(told(luh)) == sorted([*before, (days_ago(41), "sinovac")])
    withdrawn = EvidenceRecord.objects.filter(person_id=ketut.person.pk).exclude(withdrawn_at=None)
    assert {row.withdrawn_reason for row in withdrawn} == {settling.CORRECTED}


def test_a_repeat_changes_nothing(world: World, registry: Registry) -> None:
    ketut = world.ketut
    first = registry.delivers("POST", "Immunization", given_to(KETUT), **FIND)
    again = registry.delivers("POST", "Immunization", given_to(KETUT), **FIND)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first["Location"] == again["Location"]
    assert Delivery.objects.count() == EvidenceRecord.objects.filter(person_id=ketut.person.pk).count() == 1
    registry.delivers("PUT", "Immunization/d", given_to(KETUT, id="d", identifier=[]))
    registry.delivers("PUT", "Immunization/d", given_to(KETUT, id="d", identifier=[]))
    assert EvidenceRecord.objects.filter(person_id=ketut.person.pk, withdrawn_at=None).count() == 2
    assert not EvidenceRecord.objects.exclude(withdrawn_at=None).exists()
    assert len(told(ketut)) == 1


def test_a_number_of_two_resources_is_no_ones(registry: Registry) -> None:
    for _ in range(2):
        assert registry.sends("POST", "Immunization", given_to(KETUT)).status_code == 201
    assert issue(registry.sends("POST", "Immunization", given_to(KETUT), **FIND)) == (412, "conflict", "")


def test_two_registries_never_meet_each_others_resources(
    world: World, registry: Registry, laboratory: Registry
) -> None:
    ketut = world.ketut
    registry.delivers("PUT", "Immunization/d", given_to(KETUT, id="d"))
    assert laboratory.delivers("DELETE", "Immunization/d").status_code == 200
    assert told(ketut) == [(days_ago(40), "sinovac")]
    assert laboratory.delivers("POST", "Immunization", given_to(KETUT), **FIND).status_code == 201


def test_ids_that_differ_in_capitals_are_two(world: World, registry: Registry) -> None:
    assert registry.sends("PUT", "Immunization/a", given_to(KETUT, id="a")).status_code == 201
    assert registry.sends("PUT", "Immunization/A", given_to(KETUT, id="A")).status_code == 201


def test_an_update_of_another_version_than_the_present_one_is_refused(registry: Registry) -> None:
    ours = given_to(KETUT, id="d")
    assert issue(registry.sends("PUT", "Immunization/d", ours, **{"If-Match": 'W/"1"'}))[0] == 412
    registry.sends("PUT", "Immunization/d", ours)
    assert registry.sends("PUT", "Immunization/d", ours, **{"If-Match": 'W/"1"'})["ETag"] == 'W/"2"'
    assert issue(registry.sends("PUT", "Immunization/d", ours, **{"If-Match": 'W/"1"'}))[0] == 412
    assert issue(registry.sends("PUT", "Immunization/d", ours, **{"If-Match": "1"}))[0] == 400


def test_codes_that_the_operator_wrote_down_count(world: World, registry: Registry) -> None:
    ketut = world.ketut
    theirs = given_to(KETUT, vaccineCode=coded(KFA, "93001282"))
    assert issue(registry.sends("POST", "Immunization", theirs)) == (
        422,
        "code-invalid",
        "Immunization.vaccineCode",
    )
    VaccineCode.objects.create(system=KFA, code="93001282", product="sinovac")
    assert registry.delivers("POST", "Immunization", theirs).status_code == 201
    assert told(ketut) == [(days_ago(40), "sinovac")]


def test_the_same_dose_of_another_source_stays(world: World, registry: Registry) -> None:
    ketut = world.ketut
    same = Evidence(doses=(Dose(timezone.localdate() - timedelta(40), "sinovac"),))
    registry.delivers("PUT", "Immunization/d", given_to(KETUT, id="d"))
    evidence.record(person=ketut.person, evidence=same, source=evidence.Source.STAFF, by=registry.partner)
    registry.delivers("DELETE", "Immunization/d")
    assert told(ketut) == [(days_ago(40), "sinovac")]


@pytest.mark.parametrize(
    ("method", "path", "resource", "headers", "refusal"),
    [
        ("POST", "Patient", patient(), {}, None),
        ("POST", "Claim", {"resourceType": "Claim"}, {}, (404, "not-found", "Claim")),
        ("POST", "Immunization", result(), {}, (400, "invalid", "Resource.resourceType")),
        ("PUT", "Immunization/b", dose(id="a"), {}, (400, "invalid", "Immunization.id")),
        ("PUT", "Immunization/b", dose(), {}, (400, "invalid", "Immunization.id")),
        ("POST", "Immunization", dose(status="?"), {}, (400, "value", "Immunization.status")),
        (
            "POST",
            "Immunization",
            dose(implicitRules="urn:x"),
            {},
            (422, "extension", "Immunization.implicitRules"),
        ),
        ("POST", "Immunization", b"{", {}, (400, "invalid", "Resource")),
        ("POST", "Immunization", b" " * 70_000, {}, (413, "too-long", "Resource")),
        ("POST", "Immunization", dose(), {"content_type": "text/xml"}, (415, "not-supported", "")),
        ("POST", "Immunization", dose(), {"If-Match": 'W/"1"'}, (400, "invalid", "")),
        ("PUT", "Immunization/a", dose(id="a"), FIND, (400, "invalid", "")),
        ("POST", "Immunization", dose(), {"If-None-Exist": "patient=1"}, (422, "not-supported", "")),
        (
            "POST",
            "Immunization",
            dose(),
            {"If-None-Exist": "identifier=urn:x|9"},
            (422, "business-rule", "Immunization.identifier"),
        ),
        ("GET", "Immunization", None, {}, (405, "not-supported", "")),
        ("GET", "Immunization/a", None, {}, (405, "not-supported", "")),
        ("GET", "", None, {}, (405, "not-supported", "")),
        ("GET", "Patient/1", None, {}, (405, "not-supported", "")),
    ],
)
def test_what_is_refused_changes_nothing(
    world: World,
    registry: Registry,
    method: str,
    path: str,
    resource: Any,
    headers: dict[str, str],
    refusal: tuple[int, str, str] | None,
) -> None:
    before = rows()
    answer = registry.delivers(method, path, resource, **headers)
    if refusal is not None:
        assert issue(answer) == refusal
    assert not Delivery.objects.exists()
    assert rows() == before


def test_nobody_is_told_whether_a_person_is_known(world: World, registry: Registry) -> None:
    known, unknown, typed = KETUT, "5104011505850077", "5104011505850088"
    assert world.ketut.person.seen
    world.newcomer.browser().post("/saya/data/", {"name": "Baru", "kind": "nik", "number": typed})
    assert Person.objects.filter(seen_at=None, document__isnull=False).exists()
    answers = []
    for place, number in enumerate((known, unknown, typed)):
        sent = registry.sends("PUT", f"Immunization/d{place}", given_to(number, id=f"d{place}"))
        answers.append((sent.status_code, sent.content, sent["ETag"]))
    assert len(set(answers)) == 1


def test_the_gene_of_a_test_is_not_its_result(laboratory: Registry) -> None:
    sent = laboratory.sends("POST", "Observation", result(code=coded(LOINC, "94533-7")))
    assert issue(sent) == (422, "code-invalid", "Observation.code")


def test_an_act_takes_the_same_statements_for_whomever(
    world: World, registry: Registry, django_assert_num_queries: Any
) -> None:
    registry.sends("PUT", "Immunization/first", given_to(KETUT, id="first"))
    assert world.ketut.person.seen
    for name, number in (("known", KETUT), ("unknown", "5104011505850077")):
        with django_assert_num_queries(10):
            registry.sends("PUT", f"Immunization/{name}", given_to(number, id=name))


def test_what_waits_is_sealed(registry: Registry) -> None:
    registry.sends("POST", "Immunization", given_to(KETUT))
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM fhir_delivery t")
        ((row,),) = cursor.fetchall()
    assert KETUT not in row
    assert KETUT.encode().hex() not in row
    assert b"sinovac".hex() not in row
