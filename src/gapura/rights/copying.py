"""The copy of everything that is kept about one visitor, as a JSON document: `docs/reference/own-data.md`.

Every part asks by the person, by the persons whose records they took over, or by the keyed hash of a contact
that they have shown to hold; so nothing of anybody else can be in it, and companions are a number.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gapura.accounts import pacing
from gapura.audit import trail, words
from gapura.audit.models import Event
from gapura.core.ids import time_of
from gapura.core.policy import kept_reason_text
from gapura.fhir import waiting
from gapura.fhir.models import Delivery
from gapura.mail import addresses
from gapura.mail.models import Message
from gapura.partners import subjects
from gapura.partners.acts import links
from gapura.partners.models import Link
from gapura.people import evidence
from gapura.people.acts import codes, erased
from gapura.people.models import (
    Contact,
    Correction,
    Device,
    EvidenceRecord,
    Pass,
    Person,
    Shown,
    SignInCode,
    Standing,
)
from gapura.rights import terms
from gapura.scanning.models import Look
from gapura.tracing import telling
from gapura.tracing.models import Case, Notice
from gapura.venues.models import Venue
from gapura.visits import history, standings, taking_over
from gapura.visits.history import Entry
from gapura.visits.models import Nearness

FORMAT: Final = "gapura-own-data"
VERSION: Final = 1
MOST: Final = 10_000
"""Rows of each kind, the newest; `cut` names the kinds of which there are more."""
MOST_AN_HOUR: Final = 10
"""Copies of one person's: each reads all that is kept, holds the record meanwhile and stays in the trail."""

_PAGE: Final = 500
_BROUGHT: Final = (*codes.TEMPLATES.values(), *telling.TEMPLATES)
Document = dict[str, Any]


def make(*, by: Person) -> bytes:
    """The document as UTF-8. That it was made stands in the trail, which is in it, too.

    Raises erased.ErasedError, and pacing.TooOftenError after `MOST_AN_HOUR`.
    """
    pacing.spend("copy", str(by.pk), most=MOST_AN_HOUR, within=pacing.HOUR)
    return _make(by)


@transaction.atomic
def _make(by: Person) -> bytes:
    by = erased.hold(by)
    trail.record("rights.copy", by=by, subject=f"person:{by.pk}")
    contacts = list(by.contacts.order_by("-verified_at")[:MOST])
    people = [by.pk, *taking_over.taken_by(by)]
    standing = Standing.objects.filter(pk=by.pk).first() or Standing(person_id=by.pk)
    parts: dict[str, Iterable[Document]] = {
        "contacts": map(_contact, contacts),
        "codes": _codes(contacts),
        "messages": _messages(contacts),
        "devices": map(_device, Device.objects.filter(person_id=by.pk).order_by("-created_at").iterator()),
        "apps": map(_app, links.of(by).iterator()),
        "passes": map(_pass, by.passes.select_related("region").order_by("-issued_at").iterator()),
        "visits": _visits(by.pk),
        "evidence_records": map(_evidence_record, evidence.all_of(by.pk)),
        "evidence_waiting": map(_waiting, waiting.of(by)),
        "certificates": map(_certificate, by.certificates.iterator()),
        "cases": map(_case, by.cases.order_by("-id").iterator()),
        "notices": map(_notice, by.notices.select_related("site__venue").order_by("-id").iterator()),
        "corrections": map(_correction, by.corrections.order_by("-id").iterator()),
        "looks": _looks(people),
        "trail": _trail(people, by),
    }
    lists = {name: list(islice(rows, MOST + 1)) for name, rows in parts.items()}
    document: Document = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _iso(timezone.now()),
        "person": _person(by),
        "evidence": standing.evidence,
        "inside": _text(standing.visit_id),
        **{name: rows[:MOST] for name, rows in lists.items()},
        "took_over": [str(pk) for pk in people[1:]],
        "cut": sorted(name for name, rows in lists.items() if len(rows) > MOST),
        "terms": asdict(terms.kept()),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _person(person: Person) -> Document:
    return {
        "id": str(person.pk),
        "name": person.name,
        "document": {"kind": person.document_kind, "number": person.document} if person.identified else None,
        "seen": {"at": _iso(person.seen_at), "for": person.seen_for} if person.seen else None,
        "language": person.language,
        "since": _iso(person.created_at),
    }


def _contact(contact: Contact) -> Document:
    return {"kind": contact.kind, "value": contact.value, "verified_at": _iso(contact.verified_at)}


def _codes(contacts: list[Contact]) -> Iterator[Document]:
    """When codes were sent and used; nothing of from where they were asked for, who may be somebody else."""
    values = {bytes(contact.value_hash): contact.value for contact in contacts}
    sent = SignInCode.objects.filter(value_hash__in=values).defer("value").order_by("-created_at")
    for code in sent.iterator():
        yield {
            "to": values[bytes(code.value_hash)],
            "from": _iso(code.created_at),
            "until": _iso(code.expires_at),
            "tries": code.tries,
            "used_at": _iso(code.used_at),
        }


def _messages(contacts: list[Contact]) -> Iterator[Document]:
    """Messages that brought a visitor's codes and notices. What else an office wrote is the office's."""
    values = {addresses.recipient_hash(str(contact.value)): contact.value for contact in contacts}
    sent = Message.objects.filter(to_hash__in=values, template__in=_BROUGHT)
    for message in sent.defer("to", "subject", "text", "html").order_by("-created_at").iterator():
        yield {
            "to": values[bytes(message.to_hash)],
            "channel": message.channel,
            "at": _iso(message.created_at),
            "state": message.state,
            "state_at": _iso(message.state_at),
            "opened_at": _iso(message.opened_at),
        }


def _device(device: Device) -> Document:
    return {
        "label": device.label,
        "from": _iso(device.created_at),
        "until": _iso(device.revoked_at or device.expires_at),
    }


def _app(link: Link) -> Document:
    return {
        "name": link.partner.name,
        "organisation": link.partner.organisation,
        "scopes": link.scopes.split(),
        "subject": subjects.of(link),
        "from": _iso(link.created_at),
        "uses": link.uses,
        "last_used_at": _iso(link.last_used_at),
        "last_use": link.last_use or None,
    }


def _pass(row: Pass) -> Document:
    return {
        "number": row.spelled,
        "kind": row.kind,
        "region": row.region.name if row.region else None,
        "from": _iso(row.issued_at),
        "until": _iso(row.withdrawn_at or row.expires_at),
        "withdrawn": row.withdrawn_at is not None,
    }


def _visits(person_id: UUID) -> Iterator[Document]:
    before: UUID | None = None
    while True:
        page = history.page(person_id, before=before, size=_PAGE)
        ids = [entry.visit.id for entry in page.entries]
        far = dict(Nearness.objects.filter(visit_id__in=ids).values_list("visit_id", "far"))
        yield from (_visit(entry, far.get(entry.visit.id)) for entry in page.entries)
        before = page.older
        if before is None:
            return


def _visit(entry: Entry, far: bool | None) -> Document:
    visit, venue = entry.visit, entry.venue
    return {
        "id": str(visit.id),
        "venue": venue.name if venue else None,
        "time_zone": venue.time_zone if venue else None,
        "door": entry.door,
        "companions": visit.companions,
        "colour": visit.colour,
        "decision": visit.decision,
        "reasons": [
            {"code": code, "text": kept_reason_text(visit.ruleset, code, standings.language())}
            for code in visit.reasons.split(",")
            if code
        ],
        "ruleset": visit.ruleset,
        "occupancy": visit.occupancy,
        "capacity": visit.capacity,
        "from": _iso(visit.checked_in_at),
        "until": _iso(visit.left_at),
        "closes_at": _iso(visit.limit_at),
        "left_by": visit.left_by,
        "offline": visit.offline,
        "far": far,
    }


def _evidence_record(row: EvidenceRecord) -> Document:
    return {
        "item": row.item,
        "source": row.source,
        "reference": row.reference,
        "from": _iso(row.recorded_at),
        "until": _iso(row.withdrawn_at),
        "reason": row.withdrawn_reason,
    }


def _certificate(shown: Shown) -> Document:
    return {
        "kind": shown.kind,
        "contents": shown.contents.split(","),
        "issuer": shown.issuer,
        "country": shown.country,
        "from": _iso(shown.added_at),
        "until": _iso(shown.revoked_at),
    }


def _waiting(row: Delivery) -> Document:
    return {"item": json.loads(str(row.item)), "source": "registry", "from": _iso(row.changed_at)}


def _case(case: Case) -> Document:
    return {
        "day_0": case.day_0.isoformat(),
        "from": _iso(case.begins),
        "until": _iso(case.ends),
        "at": _iso(case.recorded_at),
        "withdrawn_at": _iso(case.withdrawn_at),
    }


def _notice(notice: Notice) -> Document:
    return {
        "venue": notice.site.venue.name,
        "contact_day": notice.contact_day.isoformat(),
        "at": _iso(notice.told_at),
        "withdrawn_at": _iso(notice.withdrawn_at),
    }


def _correction(asked: Correction) -> Document:
    return {
        "visit": _text(asked.visit_id),
        "text": asked.text,
        "at": _iso(asked.created_at),
        "due_at": _iso(asked.due_at),
        "answer": asked.answer,
        "answered_at": _iso(asked.answered_at),
    }


def _looks(people: list[UUID]) -> Iterator[Document]:
    looks = list(Look.objects.filter(person_id__in=people).order_by("-id")[: MOST + 1])
    venues = Venue.objects.in_bulk({look.venue_id for look in looks})
    for look in looks:
        venue = venues[look.venue_id].name
        what = look.get_act_display() % {"venue": venue}
        yield {"at": _iso(time_of(look.id)), "act": look.act, "what": what, "venue": venue}


def _trail(people: list[UUID], by: Person) -> Iterator[Document]:
    """What the trail says about these persons; of staff the office, of the visitor's own acts from where."""
    own = {f"visitor:{pk}" for pk in people}
    corrections = by.corrections.values_list("pk", flat=True)
    subjects = [*(f"person:{pk}" for pk in people), *(f"correction:{pk}" for pk in corrections)]
    events = list(Event.objects.filter(subject__in=subjects).order_by("-id")[: MOST + 1])
    offices = words.actors(event.by for event in events if event.by not in own)
    for event in events:
        mine = event.by in own
        yield {
            "at": _iso(event.at),
            "act": event.act,
            "what": words.tell(event.act, event.data),
            "by": "visitor" if mine else offices[event.by].office or offices[event.by].name,
            "address": event.address if mine else None,
        }


def _iso(at: datetime | None) -> str | None:
    """A moment with its offset from UTC."""
    return timezone.localtime(at).isoformat() if at else None


def _text(id: UUID | None) -> str | None:
    return str(id) if id else None
