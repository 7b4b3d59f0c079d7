"""What a SMART Health Card says: a FHIR R4 bundle about one patient, its immunizations and tests as evidence.

Codes mean what they mean of a registry (`fhir.codes`); but what is signed cannot be asked for again, so what
is not understood is left out here, and refused there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gapura.core.evidence.certificates import strict
from gapura.core.evidence.certificates.model import CertificateError, Content, Subject
from gapura.core.evidence.fhir.codes import CVX, LOINC, RESULTS, SNOMED, TESTS, Kind
from gapura.core.evidence.model import Dose, Evidence, Test
from gapura.core.evidence.products import of_cvx

MOST_ENTRIES: Final = 60
_MORE_TESTS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("94306-8", "94316-7", "94533-7", "94534-5", "94746-5"), "pcr"),
    **dict.fromkeys(("95425-5", "95824-9", "96986-9", "97104-8"), "pcr"),
    "95942-9": "antigen",
}
"""LOINC's tests of single genes and panels, which cards name, too; a registry is asked for the whole test."""
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
    product = next((known for code in codes if (known := of_cvx(code))), None)
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
    codes = _codes(resource.get("code"), LOINC)
    kinds = {_MORE_TESTS.get(code) or TESTS.get((LOINC, code)) for code in codes}
    kind: Kind | None = "pcr" if "pcr" in kinds else "antigen" if "antigen" in kinds else None
    said = _codes(resource.get("valueCodeableConcept"), SNOMED)
    result = next((known for code in said if (known := RESULTS.get((SNOMED, code)))), None)
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
