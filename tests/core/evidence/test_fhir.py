"""FHIR resources as evidence: what is understood, and that all else is refused with its element."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.codes.passport import Passport
from gapura.core.evidence import Dose, Evidence, Test
from gapura.core.evidence.fhir import (
    LARGEST_RESOURCE,
    MOST_ENTRIES,
    FhirError,
    Subject,
    Told,
    decode,
    read,
    read_bundle,
)
from tests.core.evidence.fhir_resources import (
    CVX,
    KFA,
    LOINC,
    NIK,
    NIK_SYSTEM,
    SNOMED,
    coded,
    dose,
    numbered,
    patient,
    result,
    without,
)

NOW = datetime(2021, 10, 12, tzinfo=UTC)
AT = datetime.fromisoformat("2021-10-11T08:00:00+08:00")


def told(resource: dict[str, Any], **other: Any) -> Told:
    """What a resource says on 12 October 2021."""
    return read(decode(json.dumps(resource).encode(), most=LARGEST_RESOURCE), now=NOW, **other)


def refused(resource: dict[str, Any], **other: Any) -> tuple[str, str]:
    """With which code a resource is refused, and for which element."""
    with pytest.raises(FhirError) as caught:
        told(resource, **other)
    return caught.value.issue.code, caught.value.issue.expression


def test_a_dose_is_the_day_and_the_product_of_whose_number_it_is() -> None:
    said = told(dose())
    assert said.evidence == Evidence(doses=(Dose(date(2021, 3, 1), "sinovac"),))
    assert said.subject.document.value == NIK
    assert said.identifier == ("https://imunisasi.contoh.example/id", "DOSIS-1")


@pytest.mark.parametrize(
    ("concept", "product"),
    [
        (coded(CVX, "212"), "janssen"),
        (coded("http://www.whocc.no/atc", "J07BX03"), "covid-19"),
        (coded(SNOMED, "1119349007"), "covid-19"),
        ({"coding": [*coded(SNOMED, "1119349007")["coding"], *coded(CVX, "208")["coding"]]}, "pfizer"),
        ({"coding": [*coded("urn:x", "?")["coding"], *coded(KFA, "93001282")["coding"]]}, "sinovac"),
    ],
)
def test_of_several_codes_the_one_that_names_the_product_counts(
    concept: dict[str, Any], product: str
) -> None:
    said = told(dose(vaccineCode=concept), more={(KFA, "93001282"): "sinovac"})
    assert said.evidence is not None
    assert said.evidence.doses[0].product == product


@pytest.mark.parametrize("status", ["not-done", "entered-in-error"])
def test_a_dose_that_was_not_given_is_no_evidence_whatever_else_is_said(status: str) -> None:
    assert told(dose(status=status, vaccineCode=coded(KFA, "?"))).evidence is None


@pytest.mark.parametrize(
    ("loinc", "kind"),
    [("94500-6", "pcr"), ("94309-2", "pcr"), ("94558-4", "antigen"), ("97097-0", "antigen")],
)
@pytest.mark.parametrize(
    ("snomed", "outcome"),
    [
        ("10828004", "positive"),
        ("260373001", "positive"),
        ("260385009", "negative"),
        ("260415000", "negative"),
    ],
)
def test_a_test_is_its_kind_its_result_and_its_instant(
    loinc: str, kind: str, snomed: str, outcome: str
) -> None:
    said = told(result(code=coded(LOINC, loinc), valueCodeableConcept=coded(SNOMED, snomed)))
    assert said.evidence is not None
    (test,) = said.evidence.tests
    assert (test.kind, test.result, test.at) == (kind, outcome, AT)


def test_a_test_of_which_only_the_day_is_told_is_as_old_as_its_result() -> None:
    said = told(result(effectiveDateTime="2021-10-11"))
    issued = datetime.fromisoformat("2021-10-11T14:00:00.123+08:00")
    assert said.evidence == Evidence(tests=(Test("pcr", "negative", issued),))


@pytest.mark.parametrize("status", ["registered", "preliminary", "cancelled", "entered-in-error"])
def test_what_is_no_result_yet_or_no_more_is_no_evidence(status: str) -> None:
    assert told(without(result(status=status), "valueCodeableConcept")).evidence is None


def test_whom_it_is_about_may_be_said_by_a_patient_within_or_beside_it() -> None:
    within = told(dose(contained=[patient()], patient={"reference": "#p1"}))
    beside = told(dose(patient={"reference": "urn:uuid:1"}), patients={"urn:uuid:1": patient()})
    assert within.subject == beside.subject
    assert within.subject.document.value == NIK
    assert within.subject.born == "1980-07-01"


def test_a_birth_date_may_be_a_year_alone_and_a_passport_any_countrys() -> None:
    foreign = patient(
        identifier=[numbered("c 123-4567", "http://hl7.org/fhir/sid/passport-DEU")["identifier"]]
    )
    said = told(dose(contained=[{**foreign, "birthDate": "1980"}], patient={"reference": "#p1"}))
    assert said.subject == Subject(Passport("C1234567"), "1980")


OLD = {"use": "old", "system": NIK_SYSTEM, "value": NIK}
TWO = [{"system": NIK_SYSTEM, "value": NIK}, {"system": NIK_SYSTEM, "value": "5104014203920002"}]


@pytest.mark.parametrize(
    ("resource", "code", "element"),
    [
        (dose(resourceType="Claim"), "not-supported", "Claim"),
        (dose(resourceType=7), "structure", "Resource.resourceType"),
        (without(dose(), "status"), "required", "Immunization.status"),
        (without(dose(), "patient"), "required", "Immunization.patient"),
        (without(dose(), "occurrenceDateTime"), "required", "Immunization.occurrenceDateTime"),
        (dose(status="maybe"), "value", "Immunization.status"),
        (dose(occurrenceString="in spring"), "structure", "Immunization.occurrenceString"),
        (dose(_status={"extension": []}), "structure", "Immunization._status"),
        (dose(occurrenceDateTime="2021-03"), "value", "Immunization.occurrenceDateTime"),
        (dose(occurrenceDateTime="2021-02-30"), "value", "Immunization.occurrenceDateTime"),
        (dose(occurrenceDateTime="2021-12-01"), "business-rule", "Immunization.occurrenceDateTime"),
        (dose(isSubpotent=True), "business-rule", "Immunization.isSubpotent"),
        (dose(vaccineCode=coded(CVX, "19")), "code-invalid", "Immunization.vaccineCode"),
        (dose(vaccineCode={"text": "Sinovac"}), "code-invalid", "Immunization.vaccineCode"),
        (
            dose(vaccineCode={"coding": [*coded(CVX, "511")["coding"], *coded(CVX, "212")["coding"]]}),
            "code-invalid",
            "Immunization.vaccineCode",
        ),
        (
            dose(vaccineCode=coded(CVX, "511", colour="red")),
            "structure",
            "Immunization.vaccineCode.coding[0].colour",
        ),
        (dose(identifier=[{"value": "1"}, {"value": "2"}]), "structure", "Immunization.identifier"),
        (dose(patient={"reference": "Patient/1"}), "not-supported", "Immunization.patient.reference"),
        (dose(patient={"display": "Wayan"}), "required", "Immunization.patient.identifier"),
        (dose(patient=numbered("123")), "value", "Immunization.patient.identifier"),
        (dose(patient=numbered(system="urn:x")), "required", "Immunization.patient.identifier"),
        (dose(patient={"identifier": OLD}), "required", "Immunization.patient.identifier"),
        (dose(implicitRules="urn:x"), "extension", "Immunization.implicitRules"),
        (
            dose(performer=[{"actor": {}, "modifierExtension": [{}]}]),
            "extension",
            "Immunization.performer[0].modifierExtension",
        ),
        (result(component=[{}]), "structure", "Observation.component"),
        (result(valueString="negatif"), "structure", "Observation.valueString"),
        (result(status="unknown"), "value", "Observation.status"),
        (without(result(), "valueCodeableConcept"), "required", "Observation.valueCodeableConcept"),
        (
            result(valueCodeableConcept=coded(SNOMED, "82334004")),
            "code-invalid",
            "Observation.valueCodeableConcept",
        ),
        (result(code=coded(LOINC, "94563-4")), "code-invalid", "Observation.code"),
        (result(effectiveDateTime="2021-10-11T08:00:00"), "value", "Observation.effectiveDateTime"),
        (result(effectiveDateTime="2021-12-11T08:00:00Z"), "business-rule", "Observation.effectiveDateTime"),
        (without(result(), "effectiveDateTime", "issued"), "required", "Observation.issued"),
        (
            result(
                interpretation=[
                    coded("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "POS")
                ]
            ),
            "business-rule",
            "Observation.interpretation",
        ),
        (result(focus=[{"reference": "Device/1"}]), "structure", "Observation.focus"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_element(
    resource: dict[str, Any], code: str, element: str
) -> None:
    assert refused(resource) == (code, element)


@pytest.mark.parametrize(
    ("who", "code", "element"),
    [
        (patient(active=False), "business-rule", "Patient.active"),
        (patient(deceasedBoolean=True), "business-rule", "Patient.deceasedBoolean"),
        (patient(birthDate="1/7/1980"), "value", "Patient.birthDate"),
        (patient(identifier=TWO), "multiple-matches", "Patient.identifier"),
        (patient(identifier=[]), "required", "Patient.identifier"),
        (patient(link=[{}]), "structure", "Patient.link"),
        ({"resourceType": "Group", "id": "p1"}, "value", "Immunization.patient"),
    ],
)
def test_so_is_who_is_not_clearly_one_person(who: dict[str, Any], code: str, element: str) -> None:
    assert refused(dose(contained=[who], patient={"reference": "#p1"})) == (code, element)


def test_a_bundle_says_what_to_do_one_after_the_other() -> None:
    bundle = read_bundle(
        {
            "resourceType": "Bundle",
            "type": "transaction",
            "entry": [
                {
                    "fullUrl": "urn:uuid:1",
                    "resource": patient(),
                    "request": {"method": "POST", "url": "Patient"},
                },
                {"resource": dose(), "request": {"method": "PUT", "url": "Immunization/d-1"}},
                {"request": {"method": "DELETE", "url": "Observation/o.1"}},
            ],
        }
    )
    assert bundle.transaction
    assert [(each.method, each.kind, each.id) for each in bundle.entries] == [
        ("POST", "Patient", ""),
        ("PUT", "Immunization", "d-1"),
        ("DELETE", "Observation", "o.1"),
    ]
    assert list(bundle.patients) == ["urn:uuid:1"]


@pytest.mark.parametrize(
    ("change", "element"),
    [
        ({"type": "document"}, "Bundle.type"),
        ({"entry": {}}, "Bundle.entry"),
        ({"entry": [7]}, "Bundle.entry[0]"),
        ({"entry": [{"resource": dose()}]}, "Bundle.entry[0].request"),
        ({"entry": [{"request": {"method": "GET", "url": "Patient/1"}}]}, "Bundle.entry[0].request.method"),
        ({"entry": [{"request": {"method": "PUT", "url": "X/1"}}]}, "Bundle.entry[0].request"),
        ({"entry": [{"request": {"method": "DELETE", "url": "X?a=b"}}]}, "Bundle.entry[0].request.url"),
        ({"entry": [{}] * (MOST_ENTRIES + 1)}, "Bundle.entry"),
        ({"entry": [{"modifierExtension": []}]}, "Bundle.entry[0].modifierExtension"),
    ],
)
def test_a_bundle_that_is_none_is_refused(change: dict[str, Any], element: str) -> None:
    with pytest.raises(FhirError) as caught:
        read_bundle({"resourceType": "Bundle", "type": "batch", **change})
    assert caught.value.issue.expression == element


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "invalid"),
        (b"[]", "invalid"),
        (b'{"a": "\xff"}', "invalid"),
        (b"[" * 100_000, "too-long"),
        (b"[" * 60_000, "invalid"),
        (b'{"a":' * 30 + b"1" + b"}" * 30, "too-costly"),
        (b'{"a": "' + b"x" * LARGEST_RESOURCE + b'"}', "too-long"),
    ],
)
def test_what_is_too_long_too_deep_or_no_object_is_refused_unread(text: bytes, code: str) -> None:
    with pytest.raises(FhirError) as caught:
        decode(text, most=LARGEST_RESOURCE)
    assert caught.value.issue.code == code


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=10), children, max_size=3)
    ),
    max_leaves=8,
)
NAMES = st.sampled_from([*dose(), *result(), *patient(), "contained", "entry", "type"]) | st.text(max_size=12)


@given(st.sampled_from([dose(), result()]), st.dictionaries(NAMES, ANYTHING, max_size=3))
def test_whatever_is_sent_is_evidence_or_is_refused(resource: dict[str, Any], change: dict[str, Any]) -> None:
    with suppress(FhirError):
        said = read({**resource, **change}, now=NOW)
        assert said.evidence is None or len([*said.evidence.doses, *said.evidence.tests]) == 1


@given(ANYTHING, ANYTHING)
def test_whatever_bundle_is_sent_is_one_or_is_refused(entries: Any, entry: Any) -> None:
    for sent in (entries, [entry], [{"request": entry, "resource": entries}]):
        with suppress(FhirError):
            read_bundle({"resourceType": "Bundle", "type": "batch", "entry": sent})
