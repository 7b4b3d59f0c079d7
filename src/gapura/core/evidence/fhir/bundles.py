"""A Bundle of type batch or transaction: what is to be done, one entry after the other."""

import re
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from gapura.core.evidence.fhir.elements import Resource, Uri
from gapura.core.evidence.fhir.issues import FhirError
from gapura.core.evidence.fhir.reading import Raw, convert

MOST_ENTRIES: Final = 200

_WHERE: Final = re.compile(r"(?P<kind>[A-Za-z]{1,40})(/(?P<id>[A-Za-z0-9\-.]{1,64}))?", re.ASCII)


class Request(Struct, forbid_unknown_fields=True, frozen=True, rename="camel"):
    """What an entry asks for, as a request by itself would."""

    method: Literal["POST", "PUT", "DELETE"]
    url: Uri
    if_none_exist: Uri = ""
    if_match: Uri = ""
    id: Any = None
    extension: Any = None


class _Sent(Struct, forbid_unknown_fields=True, frozen=True, rename="camel"):
    request: Request
    full_url: Uri = ""
    resource: Raw | None = None
    id: Any = None
    extension: Any = None


class _Bundle(Resource, kw_only=True, frozen=True):
    type: Literal["batch", "transaction"]
    entry: Annotated[tuple[_Sent, ...], Meta(max_length=MOST_ENTRIES)] = ()
    identifier: Any = None
    timestamp: Any = None


class Entry(Struct, frozen=True):
    """One thing to do; `id` is empty for a POST."""

    method: Literal["POST", "PUT", "DELETE"]
    kind: str
    id: str
    resource: Raw | None
    if_none_exist: str
    if_match: str


class Bundle(Struct, frozen=True):
    """What is to be done, all or nothing in a transaction, and the Patients whom entries may mean."""

    transaction: bool
    entries: tuple[Entry, ...]
    patients: dict[str, Raw]


def read_bundle(raw: Raw) -> Bundle:
    """What a Bundle asks for. Raises FhirError; what is within its entries' resources is read later."""
    sent = convert(_shell(raw), _Bundle, "Bundle")
    resources = [each.get("resource") for each in raw.get("entry") or ()]
    entries = tuple(
        _entry(each, resource, place)
        for place, (each, resource) in enumerate(zip(sent.entry, resources, strict=True))
    )
    patients = {
        each.full_url: resource
        for each, resource in zip(sent.entry, resources, strict=True)
        if each.full_url and resource and resource.get("resourceType") == "Patient"
    }
    return Bundle(sent.type == "transaction", entries, patients)


def _shell(raw: Raw) -> Raw:
    """The Bundle with empty resources: what is wrong within one is refused with that one alone."""
    entries = raw.get("entry")
    if not isinstance(entries, list):
        return raw
    return {**raw, "entry": [_empty(each) for each in entries]}


def _empty(entry: Any) -> Any:
    within = isinstance(entry, dict) and isinstance(entry.get("resource"), dict)
    return {**entry, "resource": {}} if within else entry


def _entry(sent: _Sent, resource: Raw | None, place: int) -> Entry:
    asked, path = sent.request, f"Bundle.entry[{place}].request"
    where = _WHERE.fullmatch(asked.url)
    if where is None:
        raise FhirError("not-supported", f"{path}.url", "a type, or a type and an id")
    if (asked.method == "POST") is (where["id"] is not None):
        raise FhirError("invalid", f"{path}.url", "a POST names no id, a PUT and a DELETE do")
    if (asked.method == "DELETE") is not (resource is None):
        raise FhirError("invalid", path, "a DELETE has no resource, a POST and a PUT have")
    return Entry(
        asked.method, where["kind"], where["id"] or "", resource, asked.if_none_exist, asked.if_match
    )
