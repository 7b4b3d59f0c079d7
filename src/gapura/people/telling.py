"""What is on record about somebody, item by item, in words: what it is, what told of it, who recorded it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapura.audit import words
from gapura.common.fields import lookup_hash
from gapura.common.times import day_and_time
from gapura.core.evidence import EvidenceError
from gapura.core.policy.words import product_name
from gapura.people import evidence
from gapura.people.models import EvidenceRecord

SHOWN = 50
"""Withdrawn items that are shown, the newest."""


@dataclass(frozen=True, slots=True)
class Told:
    """One item in words; `key` names it, and `office` is empty where no office recorded it."""

    key: str
    item: evidence.Item
    text: str
    source: str
    reference: str
    office: str
    at: datetime | None
    withdrawn_at: datetime | None
    reason: str


def in_force(person_id: UUID) -> list[Told]:
    """What makes the colour, newest first; nothing where it cannot be read, which its colour says."""
    try:
        return _told(evidence.on_record(person_id))
    except EvidenceError:
        return []


def withdrawn(person_id: UUID) -> list[Told]:
    """What was taken back and is still kept, newest first."""
    rows = EvidenceRecord.objects.filter(person_id=person_id, withdrawn_at__isnull=False)
    return _told(rows.order_by("-withdrawn_at")[:SHOWN])


def key_of(item: evidence.Item) -> str:
    """A short name of an item, for addresses: a keyed hash, which says nothing of what is in it."""
    return lookup_hash("evidence item", evidence.key_of(item))[:8].hex()


def sentence(item: evidence.Item) -> str:
    """An item in the page's language, with its dates."""
    ((kind, (one,)),) = item.items()
    return _SENTENCES[kind](one)


def _told(rows: Iterable[EvidenceRecord]) -> list[Told]:
    found = list(rows)
    offices = words.actors(row.recorded_by for row in found)
    return [_one(row, offices) for row in found]


def _one(row: EvidenceRecord, offices: dict[str, words.Who]) -> Told:
    earlier = row.source == EvidenceRecord.Source.EARLIER
    by_staff = row.recorded_by.startswith("user:")
    return Told(
        key=key_of(row.item),
        item=row.item,
        text=sentence(row.item),
        source=str(row.get_source_display()),
        reference=row.reference or "",
        office=(offices[row.recorded_by].office or offices[row.recorded_by].name) if by_staff else "",
        at=None if earlier else row.recorded_at,
        withdrawn_at=row.withdrawn_at,
        reason=row.withdrawn_reason or "",
    )


def _dose(one: Any) -> str:
    return _("Dose of %(product)s on %(day)s") % {
        "product": product_name(one["product"]),
        "day": _day(one["date"]),
    }


def _test(one: Any) -> str:
    sentences = {
        ("pcr", "positive"): _("PCR test positive, %(at)s"),
        ("pcr", "negative"): _("PCR test negative, %(at)s"),
        ("antigen", "positive"): _("Antigen test positive, %(at)s"),
        ("antigen", "negative"): _("Antigen test negative, %(at)s"),
    }
    at = timezone.localtime(datetime.fromisoformat(one["at"]))
    return sentences[one["kind"], one["result"]] % {"at": day_and_time(at, "j F Y")}


def _contact(one: Any) -> str:
    return _("Close contact, last on %(day)s") % {"day": _day(one["date"])}


def _arrival(one: Any) -> str:
    day = _day(one["date"])
    if not one.get("quarantine_ended"):
        return _("Arrival from abroad on %(day)s, no end of quarantine on record") % {"day": day}
    ended = _day(one["quarantine_ended"])
    return _("Arrival from abroad on %(day)s, quarantine until %(ended)s") % {"day": day, "ended": ended}


def _recovery(one: Any) -> str:
    return _("Declared recovered on %(day)s") % {"day": _day(one["date"])}


def _exemption(one: Any) -> str:
    return _("Doctor's letter from %(start)s to %(until)s") % {
        "start": _day(one["from"]),
        "until": _day(one["until"]),
    }


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")


_SENTENCES: dict[str, Callable[[Any], str]] = {
    "doses": _dose,
    "tests": _test,
    "contacts": _contact,
    "arrivals": _arrival,
    "recoveries": _recovery,
    "exemptions": _exemption,
}
