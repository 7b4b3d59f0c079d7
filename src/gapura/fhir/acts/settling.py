"""The ledger of evidence follows what registries sent: given to whom it is about, or taken back.

Whom it is about is somebody whose document staff have seen, born on the day that the sender gave. Of anybody
else it waits, sealed, until staff see the document; what was typed is a word and brings nothing.
"""

import logging
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.common import locks
from gapura.common.pieces import AT_ONCE
from gapura.core.evidence import EvidenceError, decode
from gapura.fhir import marks, tasks
from gapura.fhir.models import Delivery
from gapura.people import evidence
from gapura.people.acts.erased import ErasedError
from gapura.people.acts.identity import holder_by_hash
from gapura.people.models import EvidenceRecord, Person, Standing

CORRECTED = "Dikoreksi oleh pengirimnya"
"""Why evidence was withdrawn, for the person: the ledger keeps words, and everybody here reads these."""

AT_A_DESK: Final = 40
"""Resources that are given while somebody waits at a desk; more than anybody has who is not sent much."""

log = logging.getLogger(__name__)


def run() -> int:
    """Settle all that registries have changed; how many. What fails is logged and left for the next time.

    What an operator takes back is settled by that job (`run_taken_back`): it may be millions, and nobody else
    waits for it.
    """
    return _run(Delivery.objects.filter(unsettled=True, reason=""))


def run_taken_back(sender: str) -> int:
    """Settle all that was taken back of one sender's; how many."""
    return _run(Delivery.objects.filter(unsettled=True, sender=sender).exclude(reason=""))


def _run(rows: QuerySet[Delivery]) -> int:
    settled, last = 0, UUID(int=0)
    while keys := _some(rows, after=last):
        for last in keys:
            try:
                settled += settle(last)
            except ErasedError:
                log.info("a record has just moved: %s is settled later", last)
            except Exception:
                log.exception("what a registry sent could not be settled: %s", last)
    return settled


@transaction.atomic
def settle(key: UUID) -> bool:
    """Let the ledger follow one resource; False where it has changed just now, or needs nothing.

    Raises ErasedError where a record has moved meanwhile.
    """
    seen = Delivery.objects.filter(pk=key, unsettled=True).first()
    if seen is None:
        return False
    if seen.document_hash:
        locks.hold(bytes(seen.document_hash))
    row = Delivery.objects.select_for_update().filter(pk=key, unsettled=True).first()
    if row is None or row.version != seen.version:
        return False
    _settle(row)
    return True


def give_waiting(person: Person) -> None:
    """Give somebody whose document staff have just seen what waits for them, in the same transaction.

    What is more than `AT_A_DESK` follows by a job: somebody stands there.
    """
    waits = Delivery.objects.filter(document_hash=person.document_hash).order_by("key")
    first = list(waits.select_for_update()[:AT_A_DESK])
    for row in first:
        _settle(row)
    if len(first) == AT_A_DESK:
        waits.filter(key__gt=first[-1].key).update(unsettled=True)
        transaction.on_commit(tasks.wake)


def is_meant(person: Person, row: Delivery) -> bool:
    """Whether the holder of the document may be born on the day that the sender gave."""
    if not row.born:
        return True
    standing = Standing.objects.filter(pk=person.pk).first()
    known: str | None = standing.evidence.get("birth_date") if standing else None
    return known is None or known.startswith(str(row.born))


def _settle(row: Delivery) -> None:
    holder = _holder(row)
    origin, by = marks.origin_of(row.key), trail.named(row.changed_by)
    before = {(each.person_id, evidence.key_of(each.item)) for each in evidence.from_origin(origin)}
    wanted = set()
    if holder is not None and row.item:
        wanted = {(holder.pk, evidence.key_of(item)) for item in evidence.items(decode(row.item))}
    given = holder is not None
    if before != wanted:
        for person_id in sorted({person_id for person_id, _item in before}):
            reason = row.reason or CORRECTED
            evidence.withdraw_origin(person=Person(pk=person_id), origin=origin, reason=reason, by=by)
        given = holder is not None and _give(holder, row, origin, by)
    if given:
        row.document_hash = row.born = row.item = None
    row.unsettled = False
    row.save()


def _give(holder: Person, row: Delivery, origin: bytes, by: trail.Actor) -> bool:
    """Give it, unless it is doubted; False where the record is as full as can be: it goes on waiting."""
    if _is_doubted(holder, row, origin):
        return True
    try:
        evidence.record(
            person=holder,
            evidence=decode(str(row.item)),
            source=evidence.Source.REGISTRY,
            origin=origin,
            by=by,
        )
    except EvidenceError:
        log.warning("a person has as much evidence as there can be: %s goes on waiting", row.key)
        return False
    return True


def _is_doubted(holder: Person, row: Delivery, origin: bytes) -> bool:
    """Whether a health officer took back what a resource says, which it says again: a repeat is no news.

    What an operator took back of a whole registry's comes again when it is sent again.
    """
    said = {evidence.key_of(item) for item in evidence.items(decode(str(row.item)))}
    gone = EvidenceRecord.objects.filter(person_id=holder.pk, origin=origin, withdrawn_by__startswith="user:")
    staff = [
        int(each.withdrawn_by.removeprefix("user:")) for each in gone if evidence.key_of(each.item) in said
    ]
    return User.objects.filter(pk__in=staff, role=Role.HEALTH_OFFICER).exists()


def _holder(row: Delivery) -> Person | None:
    if not row.document_hash or not row.item:
        return None
    person = holder_by_hash(bytes(row.document_hash))
    return person if person is not None and is_meant(person, row) else None


def _some(rows: QuerySet[Delivery], *, after: UUID) -> list[UUID]:
    found = rows.filter(key__gt=after).order_by("key")
    return list(found.values_list("key", flat=True)[:AT_ONCE])
