"""A FHIR R4 bundle about one patient: immunizations against COVID-19 and tests for it, as evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from gapura.core.evidence.certificates import products, strict
from gapura.core.evidence.certificates.model import CertificateError, Content, Subject
from gapura.core.evidence.model import Dose, Evidence, Test

MOST_ENTRIES: Final = 60
CVX: Final = "http://hl7.org/fhir/sid/cvx"
LOINC: Final = "http://loinc.org"
SNOMED: Final = "http://snomed.info/sct"

_PCR: Final = frozenset(
    {"94500-6", "94309-2", "94845-5", "94759-8", "94565-9", "94533-7", "94534-5", "94316-7", "95406-5"}
    | {"95425-5", "95608-6", "94746-5", "96986-9", "94306-8", "95824-9", "97104-8"}
)
_ANTIGEN: Final = frozenset({"94558-4", "95209-3", "96119-3", "97097-0", "95942-9"})
_RESULTS: Final[dict[str, Literal["positive", "negative"]]] = {
    "260373001": "positive",
    "10828004": "positive",
    "260415000": "negative",
    "260385009": "negative",
}
_FINISHED: Final = ("final", "amended", "corrected")


@dataclass(frozen=True, slots=True)
class Bundle:
    """Whose it is and what of it is evidence; other diseases' vaccinations and tests are left out."""

    subject: Subject
    contents: frozenset[Content]
    evidence: Evidence


def read(bundle: dict[str, Any]) -> Bundle:
    """The evidence in a bundle; CertificateError where it is not about exactly one patient."""
    entries = [strict.mapping(each) for each in strict.listed(bundle.get("entry"), most=MOST_ENTRIES)]
    resources = [(each.get("fullUrl"), strict.mapping(each.get("resource"))) for each in entries]
    patients = [(url, each) for url, each in resources if each.get("resourceType") == "Patient"]
    if len(patients) != 1:
        raise CertificateError("it is not about one person, but about none or several")
    url, patient = patients[0]
    doses, tests, contents = [], [], set[Content]()
    for _url, each in resources:
        match each.get("resourceType"):
            case "Immunization":
                contents.add("vaccination")
                doses += _doses(each, url)
            case "Observation":
                contents.add("test")
                tests += _tests(each, url)
    if not contents:
        raise CertificateError("it holds no vaccination and no test")
    try:
        evidence = Evidence(doses=tuple(doses[:20]), tests=tuple(tests))
    except ValueError as error:
        raise CertificateError(f"what it says cannot be: {error}") from None
    return Bundle(_subject(patient), frozenset(contents), evidence)


def _doses(resource: dict[str, Any], patient: object) -> list[Dose]:
    _is_of(resource.get("patient"), patient)
    codes = _codes(resource.get("vaccineCode"), CVX)
    product = next((known for code in codes if (known := products.of_cvx(code))), None)
    if resource.get("status") != "completed" or product is None:
        return []
    try:
        return [Dose(strict.day(resource.get("occurrenceDateTime")), product)]
    except CertificateError:
        raise
    except ValueError as error:
        raise CertificateError(f"what it says cannot be: {error}") from None


def _tests(resource: dict[str, Any], patient: object) -> list[Test]:
    _is_of(resource.get("subject"), patient)
    codes = set(_codes(resource.get("code"), LOINC))
    kind: Literal["pcr", "antigen"] | None = (
        "pcr" if codes & _PCR else "antigen" if codes & _ANTIGEN else None
    )
    said = _codes(resource.get("valueCodeableConcept"), SNOMED)
    result = next((_RESULTS[code] for code in said if code in _RESULTS), None)
    if kind is None or result is None or resource.get("status") not in _FINISHED:
        return []
    try:
        return [Test(kind, result, strict.moment(resource.get("effectiveDateTime")))]
    except CertificateError:
        raise
    except ValueError as error:
        raise CertificateError(f"what it says cannot be: {error}") from None


def _is_of(reference: object, patient: object) -> None:
    """What speaks of another patient than the one there is would be somebody else's."""
    named = strict.mapping(reference).get("reference") if reference is not None else None
    if named is not None and patient is not None and named != patient:
        raise CertificateError("a part of it is about another person")


def _codes(concept: object, system: str) -> list[str]:
    if concept is None:
        return []
    codings = strict.listed(strict.mapping(concept).get("coding"), most=20)
    return [
        strict.text(each.get("code"), most=80).strip()
        for each in map(strict.mapping, codings)
        if each.get("system") == system
    ]


def _subject(patient: dict[str, Any]) -> Subject:
    names = [strict.mapping(each) for each in strict.listed(patient.get("name"), most=10)]
    official = next((each for each in names if each.get("use") == "official"), names[0] if names else {})
    given = [strict.text(each, most=200) for each in strict.listed(official.get("given"), most=10)]
    family = strict.text(official.get("family"), most=200, missing=True)
    name = " ".join(part for part in (*given, family) if part.strip())
    name = name or strict.text(official.get("text"), most=200, missing=True)
    if not name.strip():
        raise CertificateError("it does not say whose it is")
    return Subject(" ".join(name.split()), "", strict.birth_date(patient.get("birthDate")))
