"""What waits for somebody whose document staff have not seen: for how long, shown to them, and forgotten."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from gapura.common.pieces import AT_ONCE, delete_oldest
from gapura.fhir.acts import settling
from gapura.fhir.models import Delivery, lock
from gapura.people.models import Person

TERM: Final = timedelta(days=90)
"""For how long evidence waits, and for how long the id of what was deleted is known."""

_FORGOTTEN: Final[dict[str, Any]] = {"document_hash": None, "born": None, "item": None}


def of(person: Person) -> Iterator[Delivery]:
    """What waits for somebody although staff have seen the document, newest first.

    It has not been settled yet, or there is as much on record as can be. What gives another birth date is
    somebody else's: a mistyped number.
    """
    if not person.seen:
        return
    rows = Delivery.objects.filter(document_hash=person.document_hash).order_by("-changed_at")
    for row in rows.iterator():
        if settling.is_meant(person, row):
            yield row


@transaction.atomic
def forget(document_hash: bytes) -> None:
    """Forget what waits for the holder of a document; that it was sent stays, so that no repeat brings it."""
    waits = Delivery.objects.filter(document_hash=document_hash)
    waits.filter(pk__in=lock(waits)).update(**_FORGOTTEN)


def forget_old(now: datetime) -> int:
    """Forget what has waited for long, and delete ids of what was deleted long ago; how many.

    That it was sent stays, as of what was given: the answer to a repeat would else tell which of the two was.
    """
    before = now - TERM
    waited = Delivery.objects.filter(document_hash__isnull=False, unsettled=False, changed_at__lt=before)
    gone = 0
    while keys := list(waited.order_by("changed_at").values_list("pk", flat=True)[:AT_ONCE]):
        gone += waited.filter(pk__in=keys).update(**_FORGOTTEN)
    deleted = Delivery.objects.filter(deleted_at__lt=before, unsettled=False)
    return gone + delete_oldest(deleted, "deleted_at")
