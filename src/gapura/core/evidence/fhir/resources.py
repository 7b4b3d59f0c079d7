"""Immunization and Observation as evidence about somebody, or as the word that there is none."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from gapura.core.evidence.fhir import codes
from gapura.core.evidence.fhir.codes import Codes
from gapura.core.evidence.fhir.elements import (
    Concept,
    Identifier,
    Reference,
    Resource,
    read_day,
    read_instant,
)
from gapura.core.evidence.fhir.issues import FhirError
from gapura.core.evidence.fhir.patients import Patients, Subject, subject_of
from gapura.core.evidence.fhir.reading import Raw, convert, type_of
from gapura.core.evidence.model import Dose, Evidence, Test

KINDS: Final = ("Immunization", "Observation")
AHEAD: Final = timedelta(days=1)
"""How far a registry's clock, or its time zone, may be ahead of ours."""

Text = Annotated[str, Meta(min_length=1, max_length=40)]
_COUNTS: Final = {"completed", "final", "amended", "corrected"}


class Told(Struct, frozen=True):
    """What one resource says: whom it is about and the evidence, or None where it says that there is none.

    `identifier` is the resource's own, (system, value), by which its sender finds it again.
    """

    kind: str
    id: str
    subject: Subject
    evidence: Evidence | None
    identifier: tuple[str, str] | None


class _Sent(Resource, kw_only=True, frozen=True):
    identifier: Annotated[tuple[Identifier, ...], Meta(max_length=1)] = ()
    contained: Annotated[tuple[Raw, ...], Meta(max_length=10)] = ()
    encounter: Any = None
    performer: Any = None
    note: Any = None


class Immunization(_Sent, kw_only=True, frozen=True):
    """A dose that was given, was not given, or was written down by mistake."""

    status: Literal["completed", "entered-in-error", "not-done"]
    vaccine_code: Concept
    patient: Reference
    occurrence_date_time: Text = ""
    is_subpotent: bool = False
    status_reason: Any = None
    recorded: Any = None
    primary_source: Any = None
    report_origin: Any = None
    location: Any = None
    manufacturer: Any = None
    lot_number: Any = None
    expiration_date: Any = None
    site: Any = None
    route: Any = None
    dose_quantity: Any = None
    reason_code: Any = None
    reason_reference: Any = None
    subpotent_reason: Any = None
    education: Any = None
    program_eligibility: Any = None
    funding_source: Any = None
    reaction: Any = None
    protocol_applied: Any = None


class Observation(_Sent, kw_only=True, frozen=True):
    """The result of one test for SARS-CoV-2."""

    status: Literal[
        "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error"
    ]
    code: Concept
    subject: Reference
    value_codeable_concept: Concept | None = None
    effective_date_time: Text = ""
    effective_instant: Text = ""
    issued: Text = ""
    interpretation: Annotated[tuple[Concept, ...], Meta(max_length=10)] = ()
    based_on: Any = None
    part_of: Any = None
    category: Any = None
    focus: Annotated[tuple[Any, ...], Meta(max_length=0)] = ()
    body_site: Any = None
    method: Any = None
    specimen: Any = None
    device: Any = None
    reference_range: Any = None
    derived_from: Any = None


def read(raw: Raw, *, now: datetime, patients: Patients | None = None, more: Codes | None = None) -> Told:
    """What a resource says, `now` being an aware time. Raises FhirError.

    `patients` are those of the same Bundle; `more` are codes of vaccines beside ours.
    """
    kind = type_of(raw)
    if kind == "Immunization":
        return _immunization(convert(raw, Immunization, kind), now, patients or {}, more or {})
    if kind == "Observation":
        return _observation(convert(raw, Observation, kind), now, patients or {})
    raise FhirError("not-supported", kind, f"only {' and '.join(KINDS)} are taken in")


def _immunization(sent: Immunization, now: datetime, patients: Patients, more: Codes) -> Told:
    subject = subject_of(sent.patient, _known(sent, patients), "Immunization.patient")
    evidence = None
    if sent.status in _COUNTS:
        if sent.is_subpotent:
            raise FhirError("business-rule", "Immunization.isSubpotent", "such a dose does not count")
        product = codes.product_of(sent.vaccine_code, "Immunization.vaccineCode", more)
        place = "Immunization.occurrenceDateTime"
        day = read_day(_given(sent.occurrence_date_time, place), place)
        if day > (now + AHEAD).date():
            raise FhirError("business-rule", place, "in the future")
        evidence = Evidence(doses=(Dose(day, product),))
    return _told(sent, subject, evidence)


def _observation(sent: Observation, now: datetime, patients: Patients) -> Told:
    subject = subject_of(sent.subject, _known(sent, patients), "Observation.subject")
    evidence = None
    if sent.status in _COUNTS:
        kind = codes.kind_of(sent.code, "Observation.code")
        at = _instant_of(sent)
        if at > now + AHEAD:
            raise FhirError("business-rule", "Observation.effectiveDateTime", "in the future")
        evidence = Evidence(tests=(Test(kind, _result_of(sent), at),))
    return _told(sent, subject, evidence)


def _instant_of(sent: Observation) -> datetime:
    """When the test was done, where that has a time of day; else when the result was given out.

    A later version of a result is given out anew, and would make an old test young.
    """
    if sent.effective_instant:
        return read_instant(sent.effective_instant, "Observation.effectiveInstant")
    done = sent.effective_date_time
    if "T" in done:
        return read_instant(done, "Observation.effectiveDateTime")
    if done:
        read_day(done, "Observation.effectiveDateTime")
    return read_instant(_given(sent.issued, "Observation.issued"), "Observation.issued")


def _result_of(sent: Observation) -> codes.Result:
    place = "Observation.valueCodeableConcept"
    if sent.value_codeable_concept is None:
        raise FhirError("required", place, "a result is needed")
    result = codes.result_of(sent.value_codeable_concept, place)
    read_otherwise = {
        meaning for each in sent.interpretation for meaning in codes.meanings(each, codes.INTERPRETATIONS)
    }
    if read_otherwise - {result}:
        raise FhirError("business-rule", "Observation.interpretation", f"contradicts the value, {result}")
    return result


def _known(sent: _Sent, patients: Patients) -> Patients:
    """Patients by what a reference says: those within the resource go before those of the Bundle."""
    within = {f"#{each['id']}": each for each in sent.contained if isinstance(each.get("id"), str)}
    return {**patients, **within}


def _given(text: str, path: str) -> str:
    if not text:
        raise FhirError("required", path, "this element is needed")
    return text


def _told(sent: _Sent, subject: Subject, evidence: Evidence | None) -> Told:
    own = next(((each.system, each.value) for each in sent.identifier if each.value), None)
    return Told(sent.resource_type, sent.id, subject, evidence, own)
