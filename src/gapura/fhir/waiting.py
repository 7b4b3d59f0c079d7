"""What waits for somebody whose document staff have not seen: for how long, shown to them, and forgotten."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from gapura.common.pieces import delete_oldest
from gapura.fhir.acts import settling
from gapura.fhir.models import Delivery
from gapura.people.models import Person

TERM: Final = timedelta(days=90)
"""For how long evidence waits, and for how long the id of what was deleted is known."""


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


def forget(document_hash: bytes) -> None:
    """Forget what waits for the holder of a document; that it was sent stays, so that no repeat brings it."""
    Delivery.objects.filter(document_hash=document_hash).update(document_hash=None, born=None, item=None)


def forget_old(now: datetime) -> int:
    """Delete what has waited for long, and ids of what was deleted long ago; how many."""
    before = now - TERM
    waited = Delivery.objects.filter(document_hash__isnull=False, unsettled=False, changed_at__lt=before)
    gone = delete_oldest(waited, "changed_at")
    deleted = Delivery.objects.filter(deleted_at__lt=before, unsettled=False)
    return gone + delete_oldest(deleted, "deleted_at")
