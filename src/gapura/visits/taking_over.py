"""Somebody whose document staff have seen takes that record over on a phone of theirs.

Nothing of a visit is rewritten. Of the two persons, the phone's and the record's, one stays: the phone's
where it has visits, which then gets name, document, evidence and passes of the record; else the record, which
the contacts of the phone then lead to.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gapura.accounts import pacing
from gapura.audit import trail
from gapura.audit.models import Event
from gapura.common import requests
from gapura.people import evidence, handovers
from gapura.people.acts import codes, devices, identity
from gapura.people.models import Contact, Correction, Device, Handover, Pass, Person, Shown, Standing
from gapura.people.passes import acts as passes
from gapura.visits.models import Visit
from gapura.visits.signals import taken_over

WINDOW = timedelta(days=1)
PER_PERSON = 5
PER_ADDRESS = 50
OWN = 2
"""Tries that a sign-in has, whatever others did from its address."""

_TAKEN_OVER = "people.take_over"
_IDENTITY = (
    *("name", "document_kind", "document", "document_hash"),
    *("seen_at", "seen_by", "seen_for"),
)


class WrongCodeError(Exception):
    """There is no such code, or it was used, replaced or is too old."""


class TooManyTriesError(Exception):
    """So many codes were wrong that the next try must wait until tomorrow."""


class NotFreeError(Exception):
    """Staff have seen the document of whoever signed in, or evidence of theirs is on record."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Whose record a code hands over, and how many visits and passes on paper come with it."""

    person: Person
    visits: int
    passes: int
    stays: bool
    """Whether the phone's own visits stay, and those of the record are left behind."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Who has the record now, and the token of this device; None where it stays signed in as it was."""

    person: Person
    token: str | None


def look(*, code: str, by: Person) -> Offer:
    """What a code hands over to `by`.

    Raises WrongCodeError, TooManyTriesError, NotFreeError, handovers.MistypedError.
    """
    with _counted(code, by) as digest:
        _check_free(Person.objects.get(pk=by.pk))
        person = _handover(digest).person
    mine = passes.good(person.passes.filter(kind=Pass.Kind.PAPER), timezone.now())
    visits = Visit.objects.filter(person_id=person.pk).count()
    return Offer(person, visits, mine.count(), stays=_has_visits(by))


def take_over(*, code: str, label: str, by: Person) -> TakenOver:
    """Make `by` and the person whom a code hands over one. Raises as `look`.

    Without visits of their own, other devices that `by` signed in on sign in again.
    """
    with _counted(code, by) as digest:
        return _take_over(digest, label, by)


def taken_by(person: Person) -> list[UUID]:
    """Whom this person was before: the records they took over, and the sign-ins they did it with."""
    events = Event.objects.filter(subject=f"person:{person.pk}", act=_TAKEN_OVER)
    actors = events.values_list("data__before", flat=True)
    return [UUID(actor.removeprefix("visitor:")) for actor in actors]


@contextmanager
def _counted(typed: str, by: Person) -> Iterator[bytes]:
    """Count a try, and give it back unless it was a wrong code: in no transaction that could be undone."""
    digest = handovers.hashed(handovers.read(typed))
    tries = (("handover by", str(by.pk)), ("handover from", requests.network_of(requests.current().address)))
    own, from_here = (pacing.count(*each, within=WINDOW).number for each in tries)
    if own > PER_PERSON or (from_here > PER_ADDRESS and own > OWN):
        raise TooManyTriesError
    try:
        yield digest
    except WrongCodeError:
        trail.record("people.wrong_handover", by=by, subject=f"person:{by.pk}")
        raise
    except NotFreeError:
        _give_back(tries)
        raise
    _give_back(tries)


def _give_back(tries: Iterable[tuple[str, str]]) -> None:
    for each in tries:
        pacing.give_back(*each)


@transaction.atomic
def _take_over(digest: bytes, label: str, by: Person) -> TakenOver:
    # 1. Nobody signs in by these contacts meanwhile, nor says who they are, nor is handed another code.
    for contact in Contact.objects.filter(person=by).order_by("value_hash"):
        codes.lock_contact(bytes(contact.value_hash))
    mine = _lock(by.pk)
    record = _lock(_handover(digest).person_id)
    handover = _handover(digest)
    # 2. The gate locks the same rows before it lets anybody in: what it has let in shows, and what comes now
    #    finds the one person who is left.
    list(Standing.objects.select_for_update().filter(pk__in=(mine.pk, record.pk)).order_by("pk"))
    _check_free(mine)
    # 3. The one who has visits on this phone stays; whoever has none becomes the person on record.
    stays = _has_visits(mine)
    kept, left = (mine, record) if stays else (record, mine)
    handover.delete()
    if stays:
        _move_identity(record, mine)
    else:
        _move_sign_in(mine, record)
    evidence.move(taken=left.pk, kept=kept.pk)
    Shown.objects.filter(person=left).update(person=kept)
    taken_over.send(Person, taken=left.pk, kept=kept.pk)
    Standing.objects.filter(pk=left.pk).delete()
    Person.objects.filter(pk=left.pk).delete()
    trail.record(
        _TAKEN_OVER,
        by=kept,
        subject=f"person:{kept.pk}",
        issued_by=handover.issued_by,
        before=left.actor,
    )
    return TakenOver(kept, None if stays else devices.add(person=kept, label=label))


def _move_sign_in(mine: Person, record: Person) -> None:
    """Whoever reached `mine` reaches the record, with a new device."""
    for model in (Contact, Correction):
        model.objects.filter(person=mine).update(person=record)
    mine.passes.filter(kind=Pass.Kind.PAPER).update(person=record)
    Person.objects.filter(pk=record.pk).update(language=mine.language)
    Device.objects.filter(person_id=mine.pk).delete()


def _move_identity(record: Person, mine: Person) -> None:
    """Who the record is about, what is known of them and their passes on paper become `mine`'s."""
    Person.objects.filter(pk=record.pk).update(seen_at=None)  # one person has a document that was seen
    for field in _IDENTITY:
        setattr(mine, field, getattr(record, field))
    mine.save(update_fields=_IDENTITY)
    known = Standing.objects.values_list("evidence", flat=True).get(pk=record.pk)
    Standing.objects.filter(pk=mine.pk).update(evidence=known)
    for model in (Pass, Correction):
        model.objects.filter(person=record).update(person=mine)


def _lock(person_id: UUID) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None or person.erased_at:
        raise WrongCodeError  # the same press twice: the first has done it
    return person


def _handover(digest: bytes) -> Handover:
    now = timezone.now()
    found = Handover.objects.select_related("person").filter(code_hash=digest, expires_at__gt=now).first()
    if found is None or not handovers.is_written_down(found.person):
        raise WrongCodeError
    return found


def _has_visits(person: Person) -> bool:
    """Whether anything was recorded at a door that would be left behind."""
    inside = Standing.objects.filter(pk=person.pk, visit_id__isnull=False)
    return inside.exists() or Visit.objects.filter(person_id=person.pk).exists()


def _check_free(by: Person) -> None:
    """What `by` only typed gives way to what staff have seen; nothing else is written over."""
    if by.seen or identity.has_evidence(Standing.objects.filter(pk=by.pk).first()):
        raise NotFreeError
