"""Codes that staff hand over in person, by which somebody without a phone so far takes their record over."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from gapura.accounts import one_time, pacing
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.fields import lookup_hash
from gapura.core.codes import base32
from gapura.people.acts import identity
from gapura.people.models import Contact, Handover, Pass, Person

LENGTH: Final = one_time.LENGTH
"""Characters, the last of them a check: 55 bits to guess."""
LIFETIME: Final = timedelta(days=3)
MOST_AN_HOUR: Final = 20
"""Codes that one member of staff may hand out."""


class HasPhoneError(Exception):
    """This person signs in already, so there is nothing to hand over."""


class MistypedError(ValueError):
    """What was typed is no code, by its length or its check character."""


def read(typed: str) -> str:
    """A code in one spelling, read as a one-time password is. Raises MistypedError."""
    code = one_time.plain(typed)
    if not code or not base32.is_whole(base32.values(code.encode()) or b""):
        raise MistypedError
    return code


def hashed(code: str) -> bytes:
    """What a code is found by."""
    return lookup_hash("handover", code)


def issue(*, row: Pass, by: User) -> tuple[str, datetime]:
    """A fresh code for the holder of a pass on paper, and until when it is good.

    `by` hands it to whoever showed the document; an earlier one is good no more. Raises HasPhoneError, and
    pacing.TooOftenError after `MOST_AN_HOUR`.
    """
    pacing.spend("handover", str(by.pk), most=MOST_AN_HOUR, within=pacing.HOUR)
    return _issue(row, by)


@transaction.atomic
def _issue(row: Pass, by: User) -> tuple[str, datetime]:
    person = Person.objects.select_for_update().get(pk=row.person_id)
    if not is_written_down(person):
        raise HasPhoneError
    values = base32.checked(bytes(secrets.randbelow(32) for _ in range(LENGTH - 1)))
    code = base32.text(values)
    kept, _ = Handover.objects.update_or_create(
        person=person,
        defaults={
            "code_hash": hashed(code),
            "issued_by": by.actor,
            "expires_at": timezone.now() + LIFETIME,
        },
    )
    trail.record("people.issue_handover", by=by, subject=f"person:{person.id}", number=row.spelled)
    identity.tell_who_typed(person, by=by)
    return one_time.grouped(code), kept.expires_at


def forget_expired(*, before: datetime) -> int:
    """Delete codes that were good until before a moment and that nobody used; how many."""
    return Handover.objects.filter(expires_at__lt=before).delete()[0]


def is_written_down(person: Person) -> bool:
    """Whether staff have seen this person's document, and no e-mail address or phone leads to them."""
    return person.seen and not Contact.objects.filter(person=person).exists()
