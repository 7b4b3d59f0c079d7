"""Devices that stay signed in: added when a code was right, renewed while used, signed out at a word."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gapura import config
from gapura.audit import trail
from gapura.common.pieces import AT_ONCE, delete_oldest
from gapura.core.codes import token
from gapura.people.acts.codes import lock_contact
from gapura.people.models import Contact, Device, Person, SignInCode, Standing
from gapura.people.passes import acts as passes

LIFETIME = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person, and the token by which this device is theirs from now on."""

    person: Person
    token: str


def signed_in() -> QuerySet[Device]:
    """The devices, whoever's, that are signed in now."""
    return Device.objects.filter(revoked_at=None, expires_at__gt=timezone.now())


@transaction.atomic
def sign_in(*, code: SignInCode, label: str, language: str) -> SignedIn:
    """Give the holder of a used code a device; whoever is new becomes a person with an empty standing."""
    person = _person_of(code, language)
    token = add(person=person, label=label)
    trail.record("people.sign_in", by=person, subject=f"person:{person.id}", by_way_of=code.kind)
    return SignedIn(person, token)


def add(*, person: Person, label: str) -> str:
    """One more device of a person's; its token. Whoever calls this writes into the trail why."""
    return _token(_add(person, label))


def add_app(*, person: Person, label: str) -> int:
    """A device that is no browser but an app of somebody else's; its id. Whoever calls this writes why."""
    return _add(person, label).id


def token_for(*, person_id: UUID, device_id: int, seconds: int) -> str:
    """A token that an app's device shows at the gate just now. It leaves this house never."""
    expires_at = timezone.now() + timedelta(seconds=seconds)
    return _token(Device(person_id=person_id, id=device_id, expires_at=expires_at))


def end_app(*, person_id: UUID, device_id: int) -> None:
    """Forget an app's device: the gate knows it no more."""
    Device.objects.filter(person_id=person_id, id=device_id).delete()


def renew(*, person_id: UUID, device_id: int) -> str:
    """Another 180 days for a device in use; its new token."""
    expires_at = timezone.now() + LIFETIME
    Device.objects.filter(person_id=person_id, id=device_id).update(expires_at=expires_at)
    return _token(Device(person_id=person_id, id=device_id, expires_at=expires_at))


@transaction.atomic
def sign_out(*, device_id: int, by: Person) -> bool:
    """End one of a person's own devices; whether there was such a one."""
    mine = Device.objects.filter(person_id=by.id, id=device_id, revoked_at=None)
    ended = mine.update(revoked_at=timezone.now()) == 1
    if ended:
        passes.withdraw_of_device(person=by, device_id=device_id)
        trail.record("people.sign_out", by=by, subject=f"person:{by.id}")
    return ended


def forget_ended(*, before: datetime) -> int:
    """Delete devices that were signed out or had expired by a moment; how many. Their tokens stay as dead."""
    signed_out = delete_oldest(Device.objects.filter(revoked_at__lt=before), "revoked_at")
    return signed_out + _forget_expired(before)


@transaction.atomic
def _forget_expired(before: datetime) -> int:
    """Read all devices once: nothing else asks when they expire, and an index would cost every renewal."""
    expired = Device.objects.filter(expires_at__lt=before)
    found = expired.values_list("pk", flat=True).iterator(chunk_size=AT_ONCE)
    gone = 0
    while keys := list(islice(found, AT_ONCE)):
        gone += expired.filter(pk__in=keys).delete()[0]  # but none that was renewed meanwhile
    return gone


def forget_all(person: Person) -> None:
    """Delete every device of a person's: their tokens are dead from then on."""
    Device.objects.filter(person_id=person.pk).delete()


def _add(person: Person, label: str) -> Device:
    now = timezone.now()
    return Device.objects.create(
        person_id=person.id,
        id=secrets.randbits(63),
        label=label[:60],
        created_at=now,
        expires_at=now + LIFETIME,
    )


def _person_of(code: SignInCode, language: str) -> Person:
    value_hash = bytes(code.value_hash)
    lock_contact(value_hash)
    known = Contact.objects.select_related("person").filter(value_hash=value_hash).first()
    if known is not None and _may_be_anothers(known):
        trail.record("people.let_go", by=trail.SYSTEM, subject=f"person:{known.person_id}")
        known.delete()
        known = None
    if known is not None:
        Contact.objects.filter(pk=known.pk).update(verified_at=timezone.now())
        if known.person.language != language:
            Person.objects.filter(pk=known.person_id).update(language=language)
        return known.person
    person = Person.objects.create(language=language)
    Contact.objects.create(person=person, kind=code.kind, value=code.value, value_hash=value_hash)
    Standing.objects.create(person_id=person.id)
    trail.record("people.join", by=person, subject=f"person:{person.id}", by_way_of=code.kind)
    return person


def _may_be_anothers(contact: Contact) -> bool:
    """Whether a phone number may have been given to somebody else: its holder has long not been seen.

    Whose record it was takes it over again with a code from staff, as whoever never had a phone does.
    """
    now = timezone.now()
    person = contact.person
    if contact.kind != Contact.Kind.PHONE or not person.identified or contact.verified_at > now - LIFETIME:
        return False
    return not signed_in().filter(person_id=person.pk).exists()


def _token(device: Device) -> str:
    expires = int(device.expires_at.timestamp())
    return token.issue(config.key_ring(), device.person_id, device.id, expires)
