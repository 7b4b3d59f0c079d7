"""One thing that a registry asks for, by itself or in a Bundle: read, done, and told what became of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from django.utils import timezone

from gapura.core.evidence.fhir import KINDS, Entry, FhirError, Told, read
from gapura.fhir import marks
from gapura.fhir.acts import sending
from gapura.fhir.acts.sending import AmbiguousError, OtherVersionError, Sent
from gapura.fhir.models import VaccineCode
from gapura.fhir.outcomes import Document, outcome, refusal, refused
from gapura.partners.models import Partner

TAKEN: Final = "Taken in. Whether the person is known here is told to nobody."
_FIND: Final = re.compile(r"(?:[A-Za-z]{1,40}\?|\?)?(?P<query>identifier=[^&]+)")
_VERSION: Final = re.compile(r'(?:W/)?"(?P<number>[0-9]{1,9})"', re.ASCII)

Patients = Mapping[str, Any]
Codes = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it: a status of HTTP, the resource as it is now (none after a DELETE), and words."""

    status: int
    sent: Sent | None
    outcome: Document

    @property
    def location(self) -> str:
        """Where the resource is, from `/fhir/R4/` on; empty where it is nowhere."""
        return f"{self.sent.kind}/{self.sent.id}/_history/{self.sent.version}" if self.sent else ""

    @property
    def etag(self) -> str:
        """The version, as HTTP writes it."""
        return f'W/"{self.sent.version}"' if self.sent else ""


def known_codes() -> Codes:
    """Codes of vaccines that the operator has written down."""
    rows = VaccineCode.objects.values_list("system", "code", "product")
    return {(system, code): product for system, code, product in rows}


def do(asked: Entry, *, patients: Patients, codes: Codes, by: Partner) -> Done:
    """Do what is asked for. Raises outcomes.Refusal."""
    if asked.kind == "Patient" and asked.resource is not None:
        text = "Read to tell whom other entries are about; nothing of it is kept, and nobody looked up."
        return Done(200, None, outcome("information", "informational", text))
    if asked.kind not in KINDS:
        raise refusal("not-found", f"only {' and '.join(KINDS)} are taken in", asked.kind)
    if asked.method == "DELETE":
        return _delete(asked, by)
    told = _told(asked, patients, codes)
    if asked.method == "PUT":
        return _put(asked, told, by)
    return _create(asked, told, by)


def marks_of(asked: Entry, by: Partner) -> list[bytes]:
    """What an entry waits for others with (`sending.hold`)."""
    if asked.id:
        return [marks.key_of(by, asked.kind, asked.id).bytes]
    find = _find(asked)
    return [marks.identifier_hash(by, asked.kind, find)] if find else []


def _told(asked: Entry, patients: Patients, codes: Codes) -> Told:
    try:
        told = read(asked.resource or {}, now=timezone.now(), patients=patients, more=codes)
    except FhirError as error:
        raise refused(error.issue) from None
    if told.kind != asked.kind:
        raise refusal("invalid", f"not {asked.kind}, as the address says", "Resource.resourceType")
    if asked.method == "PUT" and told.id != asked.id:
        raise refusal("invalid", "not the id that the address says", f"{told.kind}.id")
    return told


def _create(asked: Entry, told: Told, by: Partner) -> Done:
    if asked.if_match:
        raise refusal("invalid", "If-Match is for a PUT")
    find = _find(asked)
    if find is not None and find != told.identifier:
        text = "the resource must have the identifier that If-None-Exist asks for"
        raise refusal("business-rule", text, f"{told.kind}.identifier")
    try:
        sent = sending.create(told=told, find=find, by=by)
    except AmbiguousError:
        raise refusal("conflict", "more than one resource has this identifier") from None
    return _done(sent)


def _put(asked: Entry, told: Told, by: Partner) -> Done:
    if asked.if_none_exist:
        raise refusal("invalid", "If-None-Exist is for a POST")
    try:
        sent = sending.put(told=told, resource_id=asked.id, expected=_version(asked.if_match), by=by)
    except OtherVersionError:
        raise refusal("conflict", "the resource has another version than If-Match says") from None
    return _done(sent)


def _delete(asked: Entry, by: Partner) -> Done:
    if asked.if_match or asked.if_none_exist:
        raise refusal("not-supported", "a DELETE has no conditions")
    was_there = sending.delete(kind=asked.kind, resource_id=asked.id, by=by)
    text = "Taken back, with all that it brought." if was_there else "There was no such resource."
    return Done(200, None, outcome("information", "informational", text))


def _done(sent: Sent) -> Done:
    return Done(201 if sent.created else 200, sent, outcome("information", "informational", TAKEN))


def _find(asked: Entry) -> tuple[str, str] | None:
    """The number that a conditional create looks for, (system, value)."""
    if not asked.if_none_exist:
        return None
    match = _FIND.fullmatch(asked.if_none_exist)
    pairs = parse_qsl(match["query"], keep_blank_values=True) if match else []
    system, bar, value = pairs[0][1].partition("|") if len(pairs) == 1 else ("", "", "")
    if not bar or not value:
        raise refusal("not-supported", "If-None-Exist is identifier=SYSTEM|VALUE here")
    return system, value


def _version(if_match: str) -> int | None:
    if not if_match:
        return None
    match = _VERSION.fullmatch(if_match.strip())
    if match is None:
        raise refusal("invalid", 'If-Match is a version, as W/"3"')
    return int(match["number"])
