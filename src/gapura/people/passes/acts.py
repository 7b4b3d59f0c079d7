"""A pass is issued to a phone, printed for somebody without one, and withdrawn."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gapura import config
from gapura.accounts import pacing
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.pieces import delete_oldest
from gapura.core.codes import passes
from gapura.core.codes.nik import Nik
from gapura.core.codes.passport import Passport
from gapura.core.evidence import decode, needed
from gapura.people import names
from gapura.people.acts import erased
from gapura.people.acts.identity import correct_name, identity_of
from gapura.people.models import Pass, Person, Standing
from gapura.people.passes import numbers, paper, terms

MOST_AN_HOUR = 40
"""Passes that one member of staff may try to print, so that nobody tries numbers out."""


class NotIdentifiedError(Exception):
    """Whoever has not said who they are has no pass."""


class OtherNameError(Exception):
    """On record under this document is somebody of another name."""

    def __init__(self, person: Person) -> None:
        super().__init__()
        self.person = person


@dataclass(frozen=True, slots=True)
class Issued:
    """A pass as it goes to whoever shows it, and its row."""

    text: str
    row: Pass


@transaction.atomic
def issue(*, kind: Literal["phone", "page"], anchor: bytes | None, device_id: int, by: Person) -> Issued:
    """A pass for a device of `by`'s: on a phone with the anchor of its links, on a page without.

    Raises NotIdentifiedError, EvidenceError where what is on record cannot be read, erased.ErasedError.
    """
    by = erased.hold(by)
    if not by.identified:
        raise NotIdentifiedError
    now = timezone.now().replace(microsecond=0)
    until = now + (terms.ON_PHONE if kind == "phone" else terms.ON_PAGE)
    row = _row_of_device(by, device_id, now, until)
    return Issued(_text(row, kind, now, until, anchor), row)


def print_paper(*, name: str, document: Nik | Passport, days: int, by: User, renames: bool = False) -> Pass:
    """A pass on paper for whoever showed `by` this document; older ones of theirs are withdrawn.

    Whoever is not on record yet becomes a person with no evidence but the age. Whoever was written down under
    another name, and of whom nothing else is on record, gets this one where `by` says that it is the
    document's (`renames`). Raises OtherNameError, which is written into the trail in a transaction of its
    own, and pacing.TooOftenError after `MOST_AN_HOUR`.
    """
    pacing.spend("print pass", str(by.pk), most=MOST_AN_HOUR, within=pacing.HOUR)
    try:
        return _print_paper(name, document, days, by, renames)
    except OtherNameError as error:
        trail.record("people.print_missed", by=by, subject=f"person:{error.person.pk}")
        raise


def sheet(*, row: Pass, by: User) -> bytes:
    """A printed pass's sheet as PDF, with what is on record now. Raises EvidenceError."""
    made = paper.pdf(row, text_of(row))
    trail.record("people.print_sheet", by=by, subject=f"person:{row.person_id}", number=row.spelled)
    return made


@transaction.atomic
def _print_paper(name: str, document: Nik | Passport, days: int, by: User, renames: bool) -> Pass:
    person = _person(name, document, by, renames)
    now = timezone.now().replace(microsecond=0)
    _withdraw(person.passes.filter(kind=Pass.Kind.PAPER), by, now)
    row = Pass.objects.create(
        number=numbers.fresh(),
        kind=Pass.Kind.PAPER,
        person=person,
        region=by.region,
        issued_at=now,
        issued_by=by.actor,
        expires_at=now + timedelta(days=days),
    )
    trail.record("people.print_pass", by=by, subject=f"person:{person.id}", number=row.spelled, days=days)
    return row


def text_of(row: Pass) -> str:
    """What a paper pass's code says, with what is on record now. Raises EvidenceError."""
    now = timezone.now().replace(microsecond=0)
    return _text(row, "paper", now, row.expires_at, None)


@transaction.atomic
def withdraw(*, row: Pass, by: trail.Actor) -> bool:
    """End a paper pass before its time; whether it was still good."""
    ended = _withdraw(Pass.objects.filter(pk=row.pk), by, timezone.now()) == 1
    if ended:
        subject = f"person:{row.person_id}"
        trail.record("people.withdraw_pass", by=by, subject=subject, number=row.spelled)
    return ended


def withdraw_of_device(*, person: Person, device_id: int) -> None:
    """End the pass of a device that is being signed out."""
    _withdraw(person.passes.filter(device_id=device_id), person, timezone.now())


def withdraw_all(*, person: Person, by: trail.Actor) -> None:
    """End every pass of a person's; their numbers stay listed until they would have expired."""
    _withdraw(person.passes.all(), by, timezone.now())


def forget_expired(*, before: datetime) -> int:
    """Delete passes that expired before a moment, which nothing can name any more; how many."""
    return delete_oldest(Pass.objects.filter(expires_at__lt=before), "number")


def good(rows: QuerySet[Pass], now: datetime) -> QuerySet[Pass]:
    """Those of some passes that are neither withdrawn nor expired."""
    return rows.filter(withdrawn_at=None, expires_at__gt=now)


def _withdraw(rows: QuerySet[Pass], by: trail.Actor, now: datetime) -> int:
    return good(rows, now).update(withdrawn_at=now, withdrawn_by=by.actor)


def _row_of_device(person: Person, device_id: int, now: datetime, until: datetime) -> Pass:
    mine = Pass.objects.select_for_update().filter(person=person, device_id=device_id)
    row, made = mine.get_or_create(
        person=person,
        device_id=device_id,
        defaults={
            "number": numbers.fresh(),
            "kind": Pass.Kind.PHONE,
            "issued_at": now,
            "issued_by": person.actor,
            "expires_at": until,
        },
    )
    if not made:
        row.issued_at, row.expires_at = now, max(until, row.expires_at)
        row.save(update_fields=["issued_at", "expires_at"])
    return row


def _text(
    row: Pass,
    kind: passes.Kind,
    since: datetime,
    until: datetime,
    anchor: bytes | None,
) -> str:
    standing = Standing.objects.filter(pk=row.person_id).first()
    evidence = decode(json.dumps(standing.evidence if standing else {}))
    issued = passes.Pass(
        kind=kind,
        number=row.number,
        issued_at=int(since.timestamp()),
        expires_at=int(until.timestamp()),
        name=names.shortened(str(row.person.name)),
        evidence=needed(evidence, since=since, until=until),
        anchor=anchor,
    )
    return passes.make(config.key_ring().current("pass"), issued)


def _person(name: str, document: Nik | Passport, by: User, renames: bool) -> Person:
    """Whose document this is, made if there is nobody. Raises OtherNameError."""
    known = identity_of(name=name, document=document, seen_for=Person.Seen.PASS, by=by)
    if names.shortened(str(known.name)).casefold() == names.shortened(name).casefold():
        return known
    if not renames or not correct_name(person=known, name=name, by=by):
        raise OtherNameError(known)
    return known
