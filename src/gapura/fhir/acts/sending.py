"""A registry creates, updates and deletes its resources; the ledger of evidence follows by `settling`.

Whoever calls these wakes the job once it has called them for all that came together (`tasks.wake`).

Nothing here looks at persons, so that neither the answer nor its time tells whom Gapura knows.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from gapura.audit.trail import Actor
from gapura.common import locks
from gapura.core.evidence import encode
from gapura.core.evidence.fhir import Told
from gapura.fhir import marks
from gapura.fhir.marks import KEY_BYTES
from gapura.fhir.models import Delivery, lock
from gapura.people.acts.identity import document_hash_of


class AmbiguousError(Exception):
    """More than one resource has the number that a sender looks for."""


class OtherVersionError(Exception):
    """The resource is not as its sender last knew it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A resource as it is now, and whether this act made it."""

    kind: str
    id: str
    version: int
    created: bool


@transaction.atomic
def create(*, told: Told, find: tuple[str, str] | None, by: Actor) -> Sent:
    """Take a resource in under an id of ours; where there is one with the number `find`, leave that as it is.

    Raises AmbiguousError.
    """
    if find is not None:
        mark = marks.identifier_hash(by, told.kind, find)
        locks.hold(mark)
        found = Delivery.objects.filter(identifier_hash=mark, deleted_at=None)
        known = list(found.values_list("resource_id", "version")[:2])
        if len(known) > 1:
            raise AmbiguousError
        for resource_id, version in known:
            return Sent(told.kind, resource_id, version, created=False)
    resource_id = str(uuid4())
    key = marks.key_of(by, told.kind, resource_id)
    made = Delivery(key=key, sender=by.actor, kind=told.kind, resource_id=resource_id, version=0)
    return _write(made, told, by)


@transaction.atomic
def put(*, told: Told, resource_id: str, expected: int | None, by: Actor) -> Sent:
    """Take a resource in under its sender's id, in place of what was there.

    Raises OtherVersionError where `expected` is another version than the present one.
    """
    key = marks.key_of(by, told.kind, resource_id)
    row = _held(key)
    if expected is not None and (row is None or row.deleted_at or row.version != expected):
        raise OtherVersionError
    made = Delivery(key=key, sender=by.actor, kind=told.kind, resource_id=resource_id, version=0)
    return _write(row or made, told, by)


@transaction.atomic
def delete(*, kind: str, resource_id: str, by: Actor) -> bool:
    """Take back what a resource brought; whether it was there."""
    row = _held(marks.key_of(by, kind, resource_id))
    if row is None or row.deleted_at:
        return False
    row.deleted_at = timezone.now()
    _change(row, by, document_hash=None, born=None, item=None)
    return True


def hold(marked: Iterable[bytes]) -> None:
    """Wait for others who act on any of these resources, in one order for all."""
    held = sorted(set(marked))
    for mark in held:
        locks.hold(mark)
    # Whoever gives what waits at a desk locks rows and knows nothing of these marks.
    lock(Delivery.objects.filter(pk__in=[UUID(bytes=mark) for mark in held if len(mark) == KEY_BYTES]))


def _held(key: UUID) -> Delivery | None:
    locks.hold(key.bytes)
    return Delivery.objects.select_for_update().filter(pk=key).first()


def _write(row: Delivery, told: Told, by: Actor) -> Sent:
    created = row.version == 0 or row.deleted_at is not None
    row.deleted_at = None
    row.identifier_hash = marks.identifier_hash(by, told.kind, told.identifier) if told.identifier else None
    waits: dict[str, Any] = {"document_hash": None, "born": None, "item": None}
    if told.evidence is not None:
        waits = {
            "document_hash": document_hash_of(told.subject.document),
            "born": told.subject.born or None,
            "item": json.dumps(json.loads(encode(told.evidence))),
        }
    _change(row, by, **waits)
    return Sent(told.kind, row.resource_id, row.version, created)


def _change(row: Delivery, by: Actor, **fields: Any) -> None:
    changed = {"version": row.version + 1, "changed_at": timezone.now(), "changed_by": by.actor}
    for name, value in {**fields, **changed, "reason": "", "unsettled": True}.items():
        setattr(row, name, value)
    row.save()
