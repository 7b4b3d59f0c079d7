"""`POST /fhir/R4/`: many at once, each by itself (batch) or all or nothing (transaction)."""

from http import HTTPStatus

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from gapura.core.evidence.fhir import LARGEST_BUNDLE, Bundle, Entry, FhirError, read_bundle
from gapura.fhir.acts import sending
from gapura.fhir.clients import spend
from gapura.fhir.doing import Codes, Done, do, known_codes, marks_of
from gapura.fhir.outcomes import Document, Refusal, answer, refusal, refused
from gapura.fhir.views.asking import body_of, for_registries
from gapura.partners.models import Partner

_ORDER = ("DELETE", "POST", "PUT")
"""In which a transaction is done, whatever its entries' order (R4, 3.1.0.11.2)."""


@for_registries("POST")
def bundle(request: HttpRequest, registry: Partner) -> HttpResponse:
    """Do what the entries of a Bundle ask for; the answer has as many, in their order."""
    spend(registry, 1)  # before it is read: what cannot be read costs as much
    raw = body_of(request, most=LARGEST_BUNDLE)
    try:
        asked = read_bundle(raw)
    except FhirError as error:
        raise refused(error.issue) from None
    if len(asked.entries) > 1:
        spend(registry, len(asked.entries) - 1)
    act = _transaction if asked.transaction else _batch
    told = [{"response": each} for each in act(asked, known_codes(), registry)]
    kind = "transaction-response" if asked.transaction else "batch-response"
    return answer({"resourceType": "Bundle", "type": kind, "entry": told})


def _batch(asked: Bundle, codes: Codes, by: Partner) -> list[Document]:
    return [_one(entry, asked, codes, by) for entry in asked.entries]


def _one(entry: Entry, asked: Bundle, codes: Codes, by: Partner) -> Document:
    try:
        return _told(do(entry, patients=asked.patients, codes=codes, by=by))
    except Refusal as error:
        return {"status": _status(error.status), "outcome": error.outcome}


@transaction.atomic
def _transaction(asked: Bundle, codes: Codes, by: Partner) -> list[Document]:
    """All of it; the first refusal undoes it, and says of which entry it is."""
    named = [(entry.kind, entry.id) for entry in asked.entries if entry.id]
    if len(set(named)) < len(named):
        raise refusal("invalid", "a resource may be named only once in a transaction", "Bundle.entry")
    done: dict[int, Document] = {}
    places = range(len(asked.entries))
    sending.hold(mark for place in places for mark in _marks(asked.entries[place], place, by))
    for place in sorted(places, key=lambda place: _ORDER.index(asked.entries[place].method)):
        try:
            done[place] = _told(do(asked.entries[place], patients=asked.patients, codes=codes, by=by))
        except Refusal as error:
            raise error.within(f"Bundle.entry[{place}]") from None
    return [done[place] for place in places]


def _marks(entry: Entry, place: int, by: Partner) -> list[bytes]:
    try:
        return marks_of(entry, by)
    except Refusal as error:
        raise error.within(f"Bundle.entry[{place}]") from None


def _told(done: Done) -> Document:
    told: Document = {"status": _status(done.status), "outcome": done.outcome}
    if done.sent:
        told |= {"location": done.location, "etag": done.etag}
    return told


def _status(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"
