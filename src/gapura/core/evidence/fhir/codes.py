"""Codes of vaccines, tests and results in the systems that registries use, and what they mean here.

CVX: www2a.cdc.gov/vaccines/iis/iisstandards/vaccines.asp?rpt=cvx. ATC: atcddd.fhi.no. LOINC and SNOMED CT:
the guidance for COVID-19 of either. KFA (the Indonesian dictionary) has no published list that could stand
here: who runs a deployment says which of its codes are which vaccine.
"""

from collections.abc import Mapping
from typing import Final, Literal, TypeVar

from gapura.core.evidence.fhir.elements import Concept
from gapura.core.evidence.fhir.issues import FhirError
from gapura.core.evidence.model import UNNAMED
from gapura.core.evidence.products import of_cvx

KFA: Final = "http://sys-ids.kemkes.go.id/kfa"
CVX: Final = "http://hl7.org/fhir/sid/cvx"
ATC: Final = "http://www.whocc.no/atc"
SNOMED: Final = "http://snomed.info/sct"
LOINC: Final = "http://loinc.org"
INTERPRETATION: Final = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"

Codes = Mapping[tuple[str, str], str]
"""What a code of a system means."""
Kind = Literal["pcr", "antigen"]
Result = Literal["positive", "negative"]
Meaning = TypeVar("Meaning", bound=str)


VACCINES: Final[Codes] = {
    # A kind of vaccine, and not whose.
    **{(ATC, code): UNNAMED for code in ("J07BX03", "J07BN", "J07BN01", "J07BN02", "J07BN03", "J07BN04")},
    **{
        (SNOMED, code): UNNAMED
        for code in ("1119305005", "1119349007", "1157024006", "1162643001", "29061000087103")
    },
}
TESTS: Final[Mapping[tuple[str, str], Kind]] = {
    # Any part of the virus' RNA amplified; a single gene's result is not the test's.
    **{
        (LOINC, code): "pcr"
        for code in ("94309-2", "94500-6", "94565-9", "94759-8", "94845-5", "95406-5", "95608-6", "LP6464-4")
    },
    **{(LOINC, code): "antigen" for code in ("94558-4", "95209-3", "96119-3", "97097-0", "LP217198-3")},
}
RESULTS: Final[Mapping[tuple[str, str], Result]] = {
    **{(SNOMED, code): "positive" for code in ("10828004", "260373001")},
    **{(SNOMED, code): "negative" for code in ("260385009", "260415000")},
    **{(LOINC, code): "positive" for code in ("LA6576-8", "LA11882-0")},
    **{(LOINC, code): "negative" for code in ("LA6577-6", "LA11883-8")},
}
INTERPRETATIONS: Final[Mapping[tuple[str, str], Result]] = {
    **{(INTERPRETATION, code): "positive" for code in ("POS", "DET")},
    **{(INTERPRETATION, code): "negative" for code in ("NEG", "ND")},
}


def product_of(concept: Concept, path: str, more: Codes) -> str:
    """The vaccine that a concept names, `UNNAMED` where only its kind. Raises FhirError.

    `more` are further codes beside ours.
    """
    by_number = {of_cvx(each.code) for each in concept.coding if each.system == CVX}
    found = meanings(concept, {**VACCINES, **more}) | {product for product in by_number if product}
    named = found - {UNNAMED} or found
    if not named:
        raise FhirError("code-invalid", path, "no code of a vaccine against COVID-19 that is known here")
    return _only(named, path)


def kind_of(concept: Concept, path: str) -> Kind:
    """Which kind of test a concept names. Raises FhirError."""
    found = meanings(concept, TESTS)
    if not found:
        raise FhirError("code-invalid", path, "no code of a test for SARS-CoV-2 that is known here")
    return _only(found, path)


def result_of(concept: Concept, path: str) -> Result:
    """The result that a concept states. Raises FhirError where it is neither positive nor negative."""
    found = meanings(concept, RESULTS)
    if not found:
        raise FhirError("code-invalid", path, "neither positive nor negative")
    return _only(found, path)


def meanings(concept: Concept, known: Mapping[tuple[str, str], Meaning]) -> set[Meaning]:
    """What the codes of a concept mean, of those that are known."""
    return {known[key] for each in concept.coding if (key := (each.system, each.code)) in known}


def _only(found: set[Meaning], path: str) -> Meaning:
    if len(found) > 1:
        raise FhirError("code-invalid", path, f"codes that contradict each other: {', '.join(sorted(found))}")
    return next(iter(found))
