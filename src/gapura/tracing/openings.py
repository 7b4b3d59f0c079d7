"""A health officer opens somebody's record, for a stated purpose and half an hour; the person sees it."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gapura.accounts import pacing
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.pieces import delete_oldest
from gapura.core.codes.nik import Nik
from gapura.core.codes.passport import Passport
from gapura.core.ids import first_id
from gapura.people.acts import erased
from gapura.people.acts.identity import holder_of
from gapura.people.models import Correction, Person
from gapura.tracing.models import Case, Opening

GOOD_FOR: Final = timedelta(minutes=30)
MOST_AN_HOUR: Final = 30
"""Records that one account may open, numbers that nobody has shown among them."""

Purpose = Opening.Purpose
BY_NUMBER: Final = tuple(each for each in Purpose if each is not Purpose.CORRECTION)
"""What one may open a record for whose number one types."""


class OverError(Exception):
    """The look is over, or was somebody else's: to look again one says again what for."""


def by_document(*, document: Nik | Passport, purpose: Purpose, words: str, by: User) -> Opening | None:
    """Open the record of whose document staff have seen; None where nobody's is.

    `words` say why in the officer's own words, and the person reads them. That somebody asked for a number
    that is not on record stands in the trail, too, without the number.
    Raises pacing.TooOftenError after `MOST_AN_HOUR`.
    """
    _pace(by)
    return _by_document(document, purpose, words, by)


@transaction.atomic
def _by_document(document: Nik | Passport, purpose: Purpose, words: str, by: User) -> Opening | None:
    person = holder_of(document)
    if person is None:
        subject = f"region:{by.region_id}"
        trail.record("tracing.look_missed", by=by, subject=subject, purpose=purpose.value, reason=words)
        return None
    return _open(person, purpose, by, reason=words)


def for_correction(*, correction: Correction, by: User) -> Opening:
    """Open the record of whoever asked for a correction that waits.

    Whoever calls this has found that the correction is for the region of `by`. Raises erased.ErasedError,
    OverError where it is answered, and pacing.TooOftenError.
    """
    _pace(by)
    return _for_correction(correction, by)


@transaction.atomic
def _for_correction(correction: Correction, by: User) -> Opening:
    person = erased.hold(correction.person)
    waiting = Correction.objects.filter(pk=correction.pk, answered_at=None).first()
    if waiting is None:
        raise OverError
    return _open(person, Purpose.CORRECTION, by, correction=waiting)


def for_case(*, case: Case, by: User) -> Opening:
    """Open the record of whose case it is.

    Whoever calls this has found that the case is of the region of `by`. Raises erased.ErasedError, OverError
    where nothing leads there any more, and pacing.TooOftenError.
    """
    _pace(by)
    return _for_case(case, by)


@transaction.atomic
def _for_case(case: Case, by: User) -> Opening:
    if case.person is None:
        raise OverError
    return _open(erased.hold(case.person), Purpose.CASE, by)


def mine(opening_id: UUID, by: User) -> Opening:
    """What `by` has open. Raises OverError."""
    open_now = Opening.objects.filter(
        pk=opening_id, user=by, expires_at__gt=timezone.now(), person__erased_at=None
    )
    found = open_now.select_related("person", "correction").first()
    if found is None:
        raise OverError
    return found


def forget_old(*, before: datetime) -> int:
    """Delete looks from before a moment; how many. That there was one stays in the trail."""
    return delete_oldest(Opening.objects.filter(id__lt=first_id(before)), "id")


def _pace(by: User) -> None:
    """Count in no transaction that could be undone."""
    pacing.spend("open record", str(by.pk), most=MOST_AN_HOUR, within=pacing.HOUR)


def _open(
    person: Person, purpose: Purpose, by: User, *, correction: Correction | None = None, **why: str
) -> Opening:
    trail.record("tracing.look", by=by, subject=f"person:{person.pk}", purpose=purpose.value, **why)
    return Opening.objects.create(
        person=person,
        user=by,
        purpose=purpose,
        correction=correction,
        expires_at=timezone.now() + GOOD_FOR,
    )
