"""A record is erased on its holder's wish: what says who it was goes at once, what others need by its term.

What stays leads to nobody: visits without a name until their days go, the numbers of withdrawn passes until
they expire, and the trail.
"""

from typing import Final

from django.db import transaction
from django.utils import timezone

from gapura.accounts import pacing
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common import locks
from gapura.fhir import waiting
from gapura.partners.acts import links
from gapura.people import evidence, handovers
from gapura.people.acts import codes, devices, erased
from gapura.people.models import Contact, Correction, Handover, Person, Shown, Standing
from gapura.people.passes import acts as passes
from gapura.tracing import cases, telling
from gapura.visits.leaving import leave

MOST_AN_HOUR: Final = 10
"""Records that one member of staff may erase."""
MOST_A_DAY: Final = 3
"""Records that one contact may be erased with: the count of codes sent to it goes, too, and each costs."""


class HasPhoneError(Exception):
    """This person signs in, and erases the record by themselves."""


def erase(*, by: Person) -> None:
    """Erase a visitor's own record.

    Raises erased.ErasedError where that is done already, and pacing.TooOftenError after `MOST_A_DAY`.
    """
    for contact in by.contacts.all():
        whose = bytes(contact.value_hash).hex()
        pacing.spend("erase contact", whose, most=MOST_A_DAY, within=pacing.LONGEST)
    _erase(by, by)


def erase_on_paper(*, person: Person, by: User) -> None:
    """Erase the record of somebody without a phone who showed `by` their document and asks for it.

    Raises HasPhoneError, erased.ErasedError, and pacing.TooOftenError after `MOST_AN_HOUR`.
    """
    pacing.spend("erase on paper", str(by.pk), most=MOST_AN_HOUR, within=pacing.HOUR)
    _erase(person, by)


@transaction.atomic
def _erase(person: Person, by: Person | User) -> None:
    # 1. Nobody signs in by these contacts, nor prints a pass for this document, meanwhile.
    contacts = list(Contact.objects.filter(person=person).order_by("value_hash"))
    for contact in contacts:
        codes.lock_contact(bytes(contact.value_hash))
    if number := _document_hash_of(person):
        locks.hold(number)
    held = erased.hold(person)
    if isinstance(by, User) and not handovers.is_written_down(held):
        raise HasPhoneError
    # 2. What leads to the person, and what is theirs alone. A message that is just being handed over is
    #    waited for here, where the gate does not wait with us.
    codes.forget_contacts(contacts)
    links.end_all(person=held, by=by)
    devices.forget_all(held)
    passes.withdraw_all(person=held, by=by)
    for model in (Handover, Correction, Contact, Shown):
        model.objects.filter(person=held).delete()
    evidence.forget_all(held.pk)
    cases.forget_person(held)
    if held.seen and number:
        waiting.forget(number)
    telling.forget_person(held, contacts)
    _empty(held)
    # 3. The gate waits from here on. Whoever it was about to let in finds no row: the new one is younger than
    #    what it has looked at, and no device leads to it. Late news of an officer's device still finds it.
    leave(held.pk, left_by="officer" if isinstance(by, User) else "visitor")
    Standing.objects.filter(pk=held.pk).delete()
    Standing.objects.create(person_id=held.pk)
    trail.record("rights.erase", by=by, subject=f"person:{held.pk}")


def _document_hash_of(person: Person) -> bytes | None:
    """As it is now: whoever has just taken a record over came without a document."""
    found = Person.objects.filter(pk=person.pk).values_list("document_hash", flat=True).first()
    return bytes(found) if found else None


def _empty(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(
        name=None,
        document_kind="",
        document=None,
        document_hash=None,
        seen_at=None,
        seen_by="",
        seen_for="",
        language="id",
        erased_at=timezone.now(),
    )
