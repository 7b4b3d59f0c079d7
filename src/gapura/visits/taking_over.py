"""Somebody whom staff wrote down takes their record over: whoever signed in becomes that person.

Nothing of a visit is rewritten. The contacts of whoever has just signed in lead to the written-down person
from then on, and the empty person of the sign-in is gone.
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
from gapura.common import requests
from gapura.people import handovers
from gapura.people.acts import codes, devices
from gapura.people.acts.devices import SignedIn
from gapura.people.models import Contact, Correction, Device, Handover, Person, Standing
from gapura.visits.models import Visit

WINDOW = timedelta(days=1)
PER_PERSON = 5
PER_ADDRESS = 50
OWN = 2
"""Tries that a sign-in has, whatever others did from its address."""


class WrongCodeError(Exception):
    """There is no such code, or it was used, replaced or is too old."""


class TooManyTriesError(Exception):
    """So many codes were wrong that the next try must wait until tomorrow."""


class NotNewError(Exception):
    """Whoever signed in has a name or visits of their own, which would be lost."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Whose record a code hands over, and how many visits and passes on paper come with it."""

    person: Person
    visits: int
    passes: int


def look(*, code: str, by: Person) -> Offer:
    """What a code hands over to `by`.

    Raises WrongCodeError, TooManyTriesError, NotNewError, handovers.MistypedError.
    """
    with _counted(code, by) as digest:
        _check_new(by)
        person = _handover(digest).person
    mine = person.passes.filter(kind="paper", withdrawn_at=None, expires_at__gt=timezone.now())
    return Offer(person, Visit.objects.filter(person_id=person.pk).count(), mine.count())


def take_over(*, code: str, label: str, by: Person) -> SignedIn:
    """Make `by` the person whom a code hands over; the token of this device from now on. Raises as `look`.

    Other devices that `by` signed in on sign in again.
    """
    with _counted(code, by) as digest:
        return _take_over(digest, label, by)


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
    except NotNewError:
        _give_back(tries)
        raise
    _give_back(tries)


def _give_back(tries: Iterable[tuple[str, str]]) -> None:
    for each in tries:
        pacing.give_back(*each)


@transaction.atomic
def _take_over(digest: bytes, label: str, by: Person) -> SignedIn:
    # 1. Nobody signs in by these contacts meanwhile, nor says who they are, nor is handed another code.
    for contact in Contact.objects.filter(person=by).order_by("value_hash"):
        codes.lock_contact(bytes(contact.value_hash))
    _lock(by.pk)
    person = _lock(_handover(digest).person_id)
    handover = _handover(digest)
    # 2. The gate locks the same row before it lets anybody in: what it has let in shows, and what comes now
    #    finds nobody.
    Standing.objects.select_for_update().filter(pk=by.pk).first()
    _check_new(by)
    # 3. Whoever reached the empty person reaches the written-down one.
    Contact.objects.filter(person=by).update(person=person)
    Correction.objects.filter(person=by).update(person=person)
    Person.objects.filter(pk=person.pk).update(language=by.language)
    issued_by = handover.issued_by
    handover.delete()
    Device.objects.filter(person_id=by.pk).delete()
    Standing.objects.filter(pk=by.pk).delete()
    Person.objects.filter(pk=by.pk).delete()
    token = devices.add(person=person, label=label)
    trail.record(
        "people.take_over", by=person, subject=f"person:{person.pk}", issued_by=issued_by, before=by.actor
    )
    return SignedIn(person, token)


def _lock(person_id: UUID) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise WrongCodeError  # the same press twice: the first has done it
    return person


def _handover(digest: bytes) -> Handover:
    now = timezone.now()
    found = Handover.objects.select_related("person").filter(code_hash=digest, expires_at__gt=now).first()
    if found is None or not handovers.is_written_down(found.person):
        raise WrongCodeError
    return found


def _check_new(by: Person) -> None:
    person = Person.objects.get(pk=by.pk)
    standing = Standing.objects.filter(pk=by.pk).first()
    known = bool(standing and (standing.evidence or standing.visit_id))
    if person.identified or known or Visit.objects.filter(person_id=by.pk).exists():
        raise NotNewError
