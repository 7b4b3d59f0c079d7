"""Whose record was erased is nobody: an empty row while passes and visits still point at it, then nothing."""

from datetime import datetime

from django.db import transaction

from gapura.common.pieces import AT_ONCE
from gapura.people.models import Person, Standing


class ErasedError(Exception):
    """The record was erased just now, so nothing is added to it."""


def hold(person: Person) -> Person:
    """The person as they are now, locked until the transaction ends. Raises ErasedError."""
    held = Person.objects.select_for_update().filter(pk=person.pk, erased_at=None).first()
    if held is None:
        raise ErasedError
    return held


def forget(*, before: datetime) -> int:
    """Delete the rows of who was erased before a moment and of whom no pass is listed any more; how many."""
    old = Person.objects.filter(erased_at__lt=before, passes=None).order_by("erased_at")
    count = 0
    while some := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            Person.objects.filter(pk__in=some).delete()
            Standing.objects.filter(pk__in=some).delete()
        count += len(some)
    return count
