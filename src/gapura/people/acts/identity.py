"""A visitor says who they are, once: a name, and a NIK or a passport."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.audit.models import Event
from gapura.common import locks
from gapura.common.fields import lookup_hash
from gapura.core.codes.nik import Nik
from gapura.core.codes.passport import Passport
from gapura.core.dates import years_before
from gapura.people.models import Person, Standing

TRIES = 5
TRIES_WINDOW = timedelta(days=1)
YOUNGEST = 6
"""Years, of whoever says by themselves who they are.

A NIK has no century, and what somebody types is no proof: nobody becomes a small child by it, whom the rules
let in beside a parent. Small children are companions, or known by what an officer was shown.
"""

_TAKEN = "people.document_taken"


class DocumentTakenError(Exception):
    """Another person gave this document before; who, is nobody's business."""


class TooManyDocumentsError(Exception):
    """So many taken documents were tried today that it looks like looking people up."""


class AlreadyIdentifiedError(Exception):
    """Name and document are given once; a change is a correction."""


def identify(*, name: str, document: Nik | Passport, by: Person) -> None:
    """Write down who `by` is. Raises DocumentTakenError, TooManyDocumentsError, AlreadyIdentifiedError.

    A refused document is written into the trail.
    """
    if not _identify(name, document, by):
        raise DocumentTakenError


@transaction.atomic
def identity_of(*, name: str, document: Nik | Passport, by: User) -> Person:
    """A new person, known by what they showed a member of staff and reached by nothing.

    Of two who are shown the same at once the second gets the person of the first. Whoever calls this counts
    how often `by` does so: it tells whether a document is on record.
    """
    locks.hold(document_hash_of(document))
    if known := Person.objects.filter(document_hash=document_hash_of(document)).first():
        return known
    person = Person.objects.create()
    Standing.objects.create(person_id=person.id)
    _write(name, document, person, timezone.localdate())
    kind = kind_of(document).value
    trail.record("people.identify", by=by, subject=f"person:{person.id}", document=kind)
    return person


def kind_of(document: Nik | Passport) -> Person.Document:
    """Which kind of document it is."""
    return Person.Document.NIK if isinstance(document, Nik) else Person.Document.PASSPORT


def document_hash_of(document: Nik | Passport) -> bytes:
    """What a person is found by."""
    return lookup_hash(f"document:{kind_of(document)}", document.value)


@transaction.atomic
def _identify(name: str, document: Nik | Passport, by: Person) -> bool:
    """False where another gave the document; that is written down, and an error here would undo it."""
    # Tries at once wait for each other, and so do all who give the same document.
    person = Person.objects.select_for_update().get(pk=by.pk)
    if person.identified:
        raise AlreadyIdentifiedError
    subject, since = f"person:{by.id}", timezone.now() - TRIES_WINDOW
    if Event.objects.filter(subject=subject, act=_TAKEN, at__gt=since).count() >= TRIES:
        raise TooManyDocumentsError
    locks.hold(document_hash_of(document))
    if Person.objects.filter(document_hash=document_hash_of(document)).exists():
        trail.record(_TAKEN, by=by, subject=subject)
        return False
    _write(name, document, person, years_before(timezone.localdate(), YOUNGEST))
    kind = kind_of(document).value
    trail.record("people.identify", by=by, subject=subject, document=kind)
    return True


def _write(name: str, document: Nik | Passport, person: Person, born_by: date) -> None:
    person.name, person.document = name, document.value
    person.document_kind, person.document_hash = kind_of(document), document_hash_of(document)
    person.save(update_fields=["name", "document", "document_kind", "document_hash"])
    if isinstance(document, Nik):
        _keep_birth_date(person, document.birth_date(born_by))


def _keep_birth_date(person: Person, born: date) -> None:
    standing = Standing.objects.select_for_update().get(pk=person.pk)
    standing.evidence = {**standing.evidence, "birth_date": born.isoformat()}
    standing.save(update_fields=["evidence"])
