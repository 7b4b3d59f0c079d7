"""Resources as a registry of doses and a laboratory send them."""

from typing import Any

NIK_SYSTEM = "https://fhir.kemkes.go.id/id/nik"
NIK = "5104010107800001"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
CVX = "http://hl7.org/fhir/sid/cvx"
KFA = "http://sys-ids.kemkes.go.id/kfa"


def coded(system: str, code: str, **other: Any) -> dict[str, Any]:
    """A concept of one code."""
    return {"coding": [{"system": system, "code": code, **other}]}


def numbered(number: str = NIK, system: str = NIK_SYSTEM) -> dict[str, Any]:
    """A reference to whose number it is."""
    return {"identifier": {"system": system, "value": number}}


def dose(**other: Any) -> dict[str, Any]:
    """Sinovac on the first of March, with what a registry says besides."""
    return {
        "resourceType": "Immunization",
        "meta": {"profile": ["https://fhir.kemkes.go.id/r4/StructureDefinition/Immunization"]},
        "identifier": [{"system": "https://imunisasi.contoh.example/id", "value": "DOSIS-1"}],
        "status": "completed",
        "vaccineCode": coded(CVX, "511", display="COVID-19 IV Non-US Vaccine (CoronaVac, Sinovac)"),
        "patient": numbered(),
        "occurrenceDateTime": "2021-03-01T09:30:00+08:00",
        "primarySource": True,
        "lotNumber": "202012",
        "location": {"reference": "Location/12"},
        "performer": [{"actor": {"reference": "Practitioner/7"}}],
        "protocolApplied": [{"doseNumberPositiveInt": 1}],
        **other,
    }


def result(**other: Any) -> dict[str, Any]:
    """A negative PCR test of 11 October in the morning."""
    return {
        "resourceType": "Observation",
        "identifier": [{"system": "https://lab.contoh.example/id", "value": "LAB-1"}],
        "status": "final",
        "category": [coded("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory")],
        "code": coded(LOINC, "94500-6"),
        "subject": numbered(),
        "effectiveDateTime": "2021-10-11T08:00:00+08:00",
        "issued": "2021-10-11T14:00:00.123+08:00",
        "valueCodeableConcept": coded(SNOMED, "260415000"),
        **other,
    }


def patient(**other: Any) -> dict[str, Any]:
    """Wayan, as a registry describes him."""
    return {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [
            {"use": "official", "system": "https://fhir.kemkes.go.id/id/ihs-number", "value": "P02478375538"},
            {"use": "official", "system": NIK_SYSTEM, "value": NIK},
        ],
        "name": [{"use": "official", "text": "Wayan Sudarma"}],
        "birthDate": "1980-07-01",
        **other,
    }


def without(resource: dict[str, Any], *names: str) -> dict[str, Any]:
    """A resource that lacks some elements."""
    return {name: value for name, value in resource.items() if name not in names}
