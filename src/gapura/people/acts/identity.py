"""Who a person is, a name and a NIK or a passport: as they say, once, or as staff have seen."""

from datetime import date, datetime

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
from gapura.people.acts import erased
from gapura.people.models import Contact, Person, Standing
from gapura.people.signals import document_seen

YOUNGEST = 6
"""Years, of whoever says by themselves who they are.

A NIK has no century, and what somebody types is no proof: nobody becomes a small child by it, whom the rules
let in beside a parent. Small children are companions, or known by what an officer was shown.
"""

_SHOWN = "people.document_shown"


class AlreadyIdentifiedError(Exception):
    """Name and document are given once; a change is a correction."""


@transaction.atomic
def identify(*, name: str, document: Nik | Passport, by: Person) -> None:
    """Write down who `by` says to be. Raises AlreadyIdentifiedError, erased.ErasedError.

    It is their word, whoever else gave the same: nothing in it tells whether a document is on record.
    """
    # Tries at once wait for each other.
    person = erased.hold(by)
    if person.identified:
        raise AlreadyIdentifiedError
    _write(name, document, person, years_before(timezone.localdate(), YOUNGEST))
    kind = kind_of(document).value
    trail.record("people.identify", by=by, subject=f"person:{by.id}", document=kind)


def holder_of(document: Nik | Passport) -> Person | None:
    """Whose document it is, as far as staff have seen it: what is known of its holder is theirs alone."""
    return holder_by_hash(document_hash_of(document))


def holder_by_hash(document_hash: bytes) -> Person | None:
    """The same, of a document that is known by its keyed hash only."""
    return Person.objects.filter(document_hash=document_hash, seen_at__isnull=False).first()


@transaction.atomic
def identity_of(*, name: str, document: Nik | Passport, seen_for: Person.Seen, by: User) -> Person:
    """The holder of a document that `by` has seen, made if there is none, and reached by nothing then.

    Of two who are shown the same at once the second gets the person of the first. Whoever calls this counts
    how often `by` does so: it tells whether a document is on record.
    """
    locks.hold(document_hash_of(document))
    if known := holder_of(document):
        return known
    person = Person(seen_at=timezone.now(), seen_by=by.actor, seen_for=seen_for)
    person.save()
    Standing.objects.create(person_id=person.id)
    _write(name, document, person, timezone.localdate())
    kind = kind_of(document).value
    trail.record("people.see_document", by=by, subject=f"person:{person.id}", document=kind)
    tell_who_typed(person, by=by)
    document_seen.send(Person, person=person)
    return person


@transaction.atomic
def correct_name(*, person: Person, name: str, by: User) -> bool:
    """Write the name as `by` reads it on the document; False where more than the name is on record.

    With evidence or a phone behind it, another name would lend what is somebody's to somebody else.
    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    standing = Standing.objects.filter(pk=person.pk).first()
    if Contact.objects.filter(person=person).exists() or has_evidence(standing):
        return False
    locked.name = person.name = name
    locked.save(update_fields=["name"])
    trail.record("people.correct_name", by=by, subject=f"person:{person.pk}")
    return True


def has_evidence(standing: Standing | None) -> bool:
    """Whether more is on record than the birth date, which the number itself says."""
    return standing is not None and bool(set(standing.evidence) - {"birth_date"})


def tell_who_typed(person: Person, *, by: User) -> None:
    """Let all who typed this person's document know that `by` says to have seen it.

    One of them may be its holder, and somebody else have shown it.
    """
    typed = Person.objects.filter(document_hash=person.document_hash, seen_at=None)
    subjects = [f"person:{pk}" for pk in typed.values_list("pk", flat=True)]
    trail.record_each(_SHOWN, by=by, subjects=subjects)


def shown_at(person: Person) -> datetime | None:
    """When staff last said to have seen the document that this person only typed."""
    if not person.identified or person.seen:
        return None
    told = Event.objects.filter(subject=f"person:{person.pk}", act=_SHOWN)
    return told.order_by("-id").values_list("at", flat=True).first()


def kind_of(document: Nik | Passport) -> Person.Document:
    """Which kind of document it is."""
    return Person.Document.NIK if isinstance(document, Nik) else Person.Document.PASSPORT


def document_hash_of(document: Nik | Passport) -> bytes:
    """What a person is found by."""
    return lookup_hash(f"document:{kind_of(document)}", document.value)


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
