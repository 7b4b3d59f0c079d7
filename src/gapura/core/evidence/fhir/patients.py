"""Whom a resource is about: a NIK or a passport, and the birth date where one is given."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from gapura.core.codes import passport
from gapura.core.codes.nik import Nik, NikError
from gapura.core.codes.passport import Passport, PassportError
from gapura.core.evidence.fhir.elements import MOST, Identifier, Reference, Resource
from gapura.core.evidence.fhir.issues import FhirError
from gapura.core.evidence.fhir.reading import Raw, convert, type_of

NIK: Final = "https://fhir.kemkes.go.id/id/nik"
PASSPORT: Final = "https://fhir.kemkes.go.id/id/paspor"
_NATIONAL_PASSPORT: Final = re.compile(r"http://hl7\.org/fhir/sid/passport-[A-Za-z]{3}")
"""As R4 names each country's (hl7.org/fhir/R4/identifier-registry)."""
_BIRTH_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)

Patients = Mapping[str, Raw]
"""Patients of the same message, by what references to them say: `#id` or the entry's `fullUrl`."""


class Subject(Struct, frozen=True):
    """The holder of a document; `born` is a date or its beginning, as FHIR writes it, or empty."""

    document: Nik | Passport
    born: str = ""


class Patient(Resource, kw_only=True, frozen=True):
    """What of a patient says who they are. Names are not compared: they are spelled in many ways."""

    identifier: Annotated[tuple[Identifier, ...], Meta(max_length=MOST)] = ()
    active: bool = True
    birth_date: Annotated[str, Meta(max_length=10)] = ""
    name: Any = None
    telecom: Any = None
    gender: Any = None
    deceased_boolean: bool = False
    address: Any = None
    marital_status: Any = None
    multiple_birth_boolean: Any = None
    multiple_birth_integer: Any = None
    photo: Any = None
    contact: Any = None
    communication: Any = None
    general_practitioner: Any = None
    managing_organization: Any = None


def subject_of(reference: Reference, patients: Patients, path: str) -> Subject:
    """Whom a reference means. Raises FhirError where that is not said by a NIK or a passport."""
    if reference.reference:
        raw = patients.get(reference.reference)
        if raw is None:
            raise FhirError(
                "not-supported",
                f"{path}.reference",
                "nobody is looked up here: say who it is by a contained Patient, by a Patient of the same "
                "Bundle, or by an identifier",
            )
        return read_patient(raw, path)
    if reference.identifier is None:
        raise FhirError("required", f"{path}.identifier", "a NIK or a passport is needed")
    return Subject(_document((reference.identifier,), f"{path}.identifier"))


def read_patient(raw: Raw, path: str) -> Subject:
    """Whom a Patient resource describes. Raises FhirError."""
    if type_of(raw, path) != "Patient":
        raise FhirError("value", path, "not a Patient")
    patient = convert(raw, Patient, "Patient")
    if not patient.active:
        raise FhirError("business-rule", "Patient.active", "a record that is no longer used means nobody")
    if patient.deceased_boolean:
        raise FhirError("business-rule", "Patient.deceasedBoolean", "nobody who died goes anywhere")
    born = patient.birth_date
    if born and not _BIRTH_DATE.fullmatch(born):
        raise FhirError("value", "Patient.birthDate", "not a date, as 1990-05-01")
    return Subject(_document(patient.identifier, "Patient.identifier"), born)


def _document(identifiers: tuple[Identifier, ...], path: str) -> Nik | Passport:
    """The NIK, else the passport, of identifiers in use; other systems' mean nothing here."""
    used = [each for each in identifiers if each.use != "old"]
    niks = {each.value for each in used if each.system == NIK}
    passports = {each.value for each in used if _is_passport(each.system)}
    found = niks or passports
    if not found:
        raise FhirError("required", path, f"a NIK ({NIK}) or a passport ({PASSPORT}) is needed")
    if len(found) > 1:
        raise FhirError("multiple-matches", path, "more than one number of a kind: who is meant?")
    (number,) = found
    try:
        return Nik.parse(number) if niks else passport.parse(number)
    except (NikError, PassportError) as error:
        raise FhirError("value", path, str(error)) from None


def _is_passport(system: str) -> bool:
    return system == PASSPORT or bool(_NATIONAL_PASSPORT.fullmatch(system))
