"""The data types of FHIR R4 that resources here are made of; what has no place in them is refused.

An element of type `Any` is one of R4's that says nothing of the evidence, and is left out knowingly.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from gapura.core.evidence.fhir.issues import FhirError
from gapura.core.evidence.model import EARLIEST, LATEST

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9\-.]{1,64}\Z")]
Uri = Annotated[str, Meta(min_length=1, max_length=300)]
Code = Annotated[str, Meta(min_length=1, max_length=60)]
Word = Annotated[str, Meta(min_length=1, max_length=200)]
MOST: Final = 20
"""Codings of one concept, identifiers of one person."""

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)


class Coding(Struct, forbid_unknown_fields=True, frozen=True, rename="camel"):
    """One code of one system."""

    system: Uri = ""
    code: Code = ""
    version: Any = None
    display: Any = None
    user_selected: Any = None
    id: Any = None
    extension: Any = None


class Concept(Struct, forbid_unknown_fields=True, frozen=True):
    """A CodeableConcept: the same thing in one or more systems."""

    coding: Annotated[tuple[Coding, ...], Meta(max_length=MOST)] = ()
    text: Any = None
    id: Any = None
    extension: Any = None


class Identifier(Struct, forbid_unknown_fields=True, frozen=True):
    """A number or word by which somebody else finds a person or a resource."""

    system: Uri = ""
    value: Word = ""
    use: Literal["usual", "official", "temp", "secondary", "old"] = "usual"
    type: Any = None
    period: Any = None
    assigner: Any = None
    id: Any = None
    extension: Any = None


class Reference(Struct, forbid_unknown_fields=True, frozen=True):
    """Whom a resource is about: by an identifier, or by where in the same message they are."""

    reference: Uri = ""
    identifier: Identifier | None = None
    type: Any = None
    display: Any = None
    id: Any = None
    extension: Any = None


class Resource(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True, rename="camel"):
    """What every resource may have."""

    resource_type: str
    id: Id = ""
    meta: Any = None
    language: Any = None
    text: Any = None
    extension: Any = None


def read_day(text: str, path: str) -> date:
    """The day of a FHIR dateTime as it was written there. Raises FhirError where it is less than a day."""
    try:
        if _DAY.fullmatch(text):
            return _within_reason(date.fromisoformat(text), path)
        return _within_reason(_instant(text).date(), path)
    except ValueError as error:
        if isinstance(error, FhirError):
            raise
        raise FhirError("value", path, "not a whole day, as 2021-03-01") from None


def read_instant(text: str, path: str) -> datetime:
    """A FHIR dateTime or instant with its time and offset. Raises FhirError where either is missing."""
    try:
        at = _instant(text)
    except ValueError:
        raise FhirError(
            "value", path, "not an instant with its offset, as 2021-10-11T08:00:00+08:00"
        ) from None
    _within_reason(at.date(), path)
    return at


def _instant(text: str) -> datetime:
    if not _INSTANT.fullmatch(text):
        raise ValueError
    whole, dot, rest = text.partition(".")
    if dot:  # Python keeps six digits of a second
        fraction = re.match(r"\d+", rest)
        digits = fraction[0] if fraction else ""
        text = f"{whole}.{digits[:6].ljust(6, '0')}{rest[len(digits) :]}"
    return datetime.fromisoformat(text)


def _within_reason(day: date, path: str) -> date:
    if not EARLIEST < day < LATEST:
        raise FhirError("value", path, f"{day.isoformat()} is not between {EARLIEST} and {LATEST}")
    return day
