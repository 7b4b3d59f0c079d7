"""A health officer puts an item of evidence on somebody's record, or takes one back.

A positive result makes a case, which ends where the result is withdrawn.
"""

from typing import Final

from django.db import transaction

from gapura.accounts import pacing
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.core.evidence import Evidence
from gapura.people import evidence as ledger
from gapura.people import reaching
from gapura.people.acts import erased
from gapura.people.models import Contact, EvidenceRecord, Person
from gapura.tracing import cases
from gapura.tracing.models import Opening

MOST_AN_HOUR: Final = 40
"""Items that one account may record and withdraw: a desk types one in a minute and a half, a thief more."""


class NotSeenError(Exception):
    """No staff have seen this person's document: the number on record is only what they typed."""


class OwnRecordError(Exception):
    """Nobody writes into their own record."""


class NotThereError(Exception):
    """The item is not on record any more, or is there already."""


def record(*, opening: Opening, evidence: Evidence, reference: str, by: User) -> EvidenceRecord:
    """Put one item on the record that `opening` opened; the colour follows at once.

    `reference` says where it is written: the institution, and the number of its letter or result.
    Raises NotSeenError, OwnRecordError, NotThereError, erased.ErasedError, EvidenceError where there would be
    too much, and pacing.TooOftenError after `MOST_AN_HOUR`.
    """
    _brake(by)
    return _record(opening, evidence, reference, by)


@transaction.atomic
def _record(opening: Opening, evidence: Evidence, reference: str, by: User) -> EvidenceRecord:
    person = _writable(opening, by)
    new = ledger.record(
        person=person, evidence=evidence, source=ledger.Source.STAFF, reference=reference, by=by
    )
    if not new:
        raise NotThereError
    cases.begin(person=person, item=new[0].item, by=by)
    return new[0]


def withdraw(*, opening: Opening, item: ledger.Item, reason: str, by: User) -> None:
    """Take one item back, whoever told of it; the person reads the reason. Raises as `record`."""
    _brake(by)
    _withdraw(opening, item, reason, by)


@transaction.atomic
def _withdraw(opening: Opening, item: ledger.Item, reason: str, by: User) -> None:
    person = _writable(opening, by)
    if not ledger.withdraw(person=person, item=item, reason=reason, by=by):
        raise NotThereError
    cases.end(person=person, item=item, by=by)


def is_own(person: Person, by: User) -> bool:
    """Whether a record is that of whoever holds this account, by its contact or by the document behind it."""
    if not by.contact:
        return False
    try:
        contact = reaching.read(str(by.contact))
    except reaching.ReachError:
        return False
    known = Contact.objects.select_related("person").filter(value_hash=contact.hash).first()
    if known is None:
        return False
    same = bool(person.document_hash) and known.person.document_hash == person.document_hash
    return known.person_id == person.pk or same


def _writable(opening: Opening, by: User) -> Person:
    person = erased.hold(opening.person)
    if not person.seen:
        raise NotSeenError
    if is_own(person, by):
        raise OwnRecordError
    return person


def _brake(by: User) -> None:
    """Count in no transaction that could be undone; the first time too many stands in the trail."""
    counted = pacing.count("record evidence", str(by.pk), within=pacing.HOUR)
    if counted.number == MOST_AN_HOUR + 1:
        trail.record("tracing.braked", by=by, subject=f"user:{by.pk}", most=MOST_AN_HOUR)
    if counted.number > MOST_AN_HOUR:
        raise pacing.TooOftenError(counted.since + pacing.HOUR)
