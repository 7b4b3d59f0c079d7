"""The ledger of evidence: where each item about a person came from, and who took it back.

What the gate reads (`Standing.evidence`) is made anew by each act from the items on record, so that of a dose
which two sources told, one may be withdrawn and the dose stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.common.pieces import delete_oldest
from gapura.core.evidence import Evidence, EvidenceError, decode, encode, without_repeats
from gapura.people.acts import erased
from gapura.people.models import EvidenceRecord, Person, Standing
from gapura.people.signals import doses_changed

Source = EvidenceRecord.Source

KEPT: Final = timedelta(days=90)
"""For how long a withdrawn item stays in the ledger, so that its withdrawal can be asked about."""

KINDS: Final = ("doses", "tests", "contacts", "arrivals", "recoveries", "exemptions")

_BEFORE_THE_LEDGER: Final = trail.named("before")
Item = dict[str, Any]
"""Evidence of one kind that holds one item, as JSON: `{"doses": [{"date": …, "product": …}]}`."""


class FullError(EvidenceError):
    """A person would have more evidence of a kind than one can have."""


class OtherBirthDateError(Exception):
    """What is to be recorded gives another birth date than the one on record."""


@transaction.atomic
def record(
    *,
    person: Person,
    evidence: Evidence,
    source: str,
    by: trail.Actor,
    reference: str = "",
    origin: bytes | None = None,
) -> list[EvidenceRecord]:
    """Put each item of `evidence` on record; the colour follows at once. Returns what was not there yet.

    `source` is one of `Source`; `reference` says in words where an item is written (a letter's number, a
    laboratory), and is sealed; `origin` is a keyed hash that names one certificate, case or message, by which
    all that came from it is found. An item that is on record from the same source and origin is left as it
    is. A birth date is taken where none is on record.

    Raises erased.ErasedError, OtherBirthDateError, FullError, and EvidenceError for a record that is broken.
    """
    held = erased.hold(person)
    standing, live = _hold(held.pk)
    _keep_birth_date(standing, evidence.birth_date)
    known = {(key_of(each.item), each.source, _bytes(each.origin)) for each in live}
    new = [
        EvidenceRecord(
            person_id=held.pk,
            item=item,
            source=source,
            reference=reference or None,
            origin=origin,
            recorded_by=by.actor,
        )
        for item in items(evidence)
        if (key_of(item), source, origin) not in known
    ]
    _put_in_force(standing, [*live, *new])
    EvidenceRecord.objects.bulk_create(new)
    if new:
        _tell("people.record_evidence", held, new, by)
    return new


@transaction.atomic
def withdraw(*, person: Person, item: Item, reason: str, by: trail.Actor) -> bool:
    """Take one item back, whoever told of it; False where it is not on record. Raises erased.ErasedError."""
    wanted = key_of(item)
    return _withdraw(person, lambda each: key_of(each.item) == wanted, reason, by)


@transaction.atomic
def withdraw_origin(*, person: Person, origin: bytes, reason: str, by: trail.Actor) -> bool:
    """Take back all that came from one origin; False where nothing did. Raises erased.ErasedError."""
    return _withdraw(person, lambda each: _bytes(each.origin) == origin, reason, by)


def from_origin(origin: bytes) -> list[EvidenceRecord]:
    """Everything on record, of whomever, that came from one origin."""
    return list(EvidenceRecord.objects.filter(origin=origin, withdrawn_at=None).order_by("id"))


def was_taken_back_by_staff(person_id: UUID, origin: bytes) -> bool:
    """Whether staff have taken back anything that came from an origin, as long as that is kept."""
    gone = EvidenceRecord.objects.filter(person_id=person_id, origin=origin)
    return gone.filter(withdrawn_by__startswith="user:").exists()


def on_record(person_id: UUID) -> list[EvidenceRecord]:
    """The items in force, newest first; those from before there was a ledger as unsaved rows, `EARLIER`."""
    standing = Standing.objects.filter(pk=person_id).first()
    live = list(_live(person_id))
    return [*reversed(live), *_unrecorded(standing, live)] if standing else []


def all_of(person_id: UUID) -> Iterator[EvidenceRecord]:
    """The whole ledger of one person, newest first."""
    return EvidenceRecord.objects.filter(person_id=person_id).order_by("-id").iterator()


def items(evidence: Evidence) -> Iterator[Item]:
    """Each item of some evidence by itself, without the birth date."""
    for kind in KINDS:
        for each in getattr(evidence, kind):
            yield {kind: [msgspec.to_builtins(each, builtin_types=())]}


def key_of(item: Item) -> str:
    """An item as text, by which it is told from others."""
    return json.dumps(item, sort_keys=True)


def move(*, taken: UUID, kept: UUID) -> None:
    """Let one person have what is in another's ledger. Rows are made anew: a row lies with its person."""
    rows = list(EvidenceRecord.objects.filter(person_id=taken))
    EvidenceRecord.objects.filter(person_id=taken).delete()
    for row in rows:
        row.person_id = kept
    EvidenceRecord.objects.bulk_create(rows)


def forget_all(person_id: UUID) -> None:
    """Delete a person's ledger."""
    EvidenceRecord.objects.filter(person_id=person_id).delete()


def forget_withdrawn(now: datetime) -> int:
    """Delete what was withdrawn more than `KEPT` ago; how many."""
    return delete_oldest(EvidenceRecord.objects.filter(withdrawn_at__lt=now - KEPT), "withdrawn_at")


def _withdraw(person: Person, meant: Any, reason: str, by: trail.Actor) -> bool:
    held = erased.hold(person)
    standing, live = _hold(held.pk)
    gone = [each for each in live if meant(each)]
    if not gone:
        return False
    EvidenceRecord.objects.filter(person_id=held.pk, id__in=[each.id for each in gone]).update(
        withdrawn_at=timezone.now(), withdrawn_by=by.actor, withdrawn_reason=reason
    )
    _put_in_force(standing, [each for each in live if each not in gone])
    _tell("people.withdraw_evidence", held, gone, by)
    return True


def _hold(person_id: UUID) -> tuple[Standing, list[EvidenceRecord]]:
    """The person's row, locked, and what is in force.

    The gate decides by the evidence before this act, or by all of it.

    What is in it and in no ledger is put into one first, as told by nobody knows whom.
    """
    standing = Standing.objects.select_for_update().get(pk=person_id)
    live = list(_live(person_id))
    earlier = EvidenceRecord.objects.bulk_create(_unrecorded(standing, live))
    return standing, [*live, *earlier]


def _unrecorded(standing: Standing, live: Iterable[EvidenceRecord]) -> list[EvidenceRecord]:
    known = {key_of(each.item) for each in live}
    return [
        EvidenceRecord(
            person_id=standing.pk, item=item, source=Source.EARLIER, recorded_by=_BEFORE_THE_LEDGER.actor
        )
        for item in items(_read(standing))
        if key_of(item) not in known
    ]


def _live(person_id: UUID) -> Iterable[EvidenceRecord]:
    return EvidenceRecord.objects.filter(person_id=person_id, withdrawn_at=None).order_by("id")


def _keep_birth_date(standing: Standing, born: date | None) -> None:
    known = _read(standing).birth_date
    if born is not None and known is not None and born != known:
        raise OtherBirthDateError
    if born is not None:
        standing.evidence = {**standing.evidence, "birth_date": born.isoformat()}


def _put_in_force(standing: Standing, records: Iterable[EvidenceRecord]) -> None:
    """Write what the gate reads: each item once, by its dates. Raises FullError.

    A dose of which one told the product and another only the day is one dose.
    """
    merged: dict[str, list[Any]] = {}
    for item in sorted({key_of(each.item) for each in records}):
        for kind, (one,) in json.loads(item).items():
            merged.setdefault(kind, []).append(one)
    born = {key: value for key, value in standing.evidence.items() if key == "birth_date"}
    try:
        whole = decode(json.dumps({**born, **merged}))
    except EvidenceError as error:
        raise FullError(error.path, error.problem) from None
    whole = msgspec.structs.replace(whole, doses=without_repeats(whole.doses))
    standing.evidence = json.loads(encode(whole))
    standing.save(update_fields=["evidence"])


def _read(standing: Standing) -> Evidence:
    return decode(json.dumps(standing.evidence))


def _tell(act: str, person: Person, told: list[EvidenceRecord], by: trail.Actor) -> None:
    """The trail says what kind of evidence, and what told of it; never what it says, nor why it went."""
    kinds = sorted({kind for each in told for kind in each.item})
    sources = sorted({str(each.source) for each in told})
    trail.record(act, by=by, subject=f"person:{person.pk}", kinds=kinds, sources=sources)
    if "doses" in kinds:
        doses_changed.send(Person, person=person)


def _bytes(value: bytes | memoryview | None) -> bytes | None:
    return None if value is None else bytes(value)
