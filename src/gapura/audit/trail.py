"""How an act writes itself into the trail, and how people read what was written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from gapura.audit import words
from gapura.audit.models import Event
from gapura.audit.redaction import blanked
from gapura.audit.words import Who
from gapura.common import requests


class Actor(Protocol):
    """Whoever can act: a staff account, a visitor, or the system itself."""

    @property
    def actor(self) -> str:
        """`user:ID`, `visitor:UUID`, `command` or `system`."""
        ...


class _Named:
    def __init__(self, actor: str) -> None:
        self.actor = actor


SYSTEM: Actor = _Named("system")
COMMAND: Actor = _Named("command")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event for people: when, who, what, why, and from which network address."""

    at: datetime
    who: Who
    what: str
    why: str
    address: str
    act: str


def named(code: str) -> Actor:
    """An actor without an account: `applicant:UUID`."""
    return _Named(code)


def record(act: str, *, by: Actor, subject: str, **data: object) -> Event:
    """Add one event, in the caller's transaction. `data` must be plain JSON without personal data.

    `reason` in it is the why that people read. E-mail addresses, NIKs and mobile numbers are blanked, since
    what people type as a reason may hold them and the trail can never be corrected.
    """
    event = _event(act, by, subject, data)
    event.save(force_insert=True)
    return event


def record_each(act: str, *, by: Actor, subjects: Iterable[str], **data: object) -> None:
    """Add the same event about each of many subjects, as `record` does about one; a statement a thousand."""
    events = (_event(act, by, subject, data) for subject in subjects)
    Event.objects.bulk_create(events, batch_size=1_000)


def _event(act: str, by: Actor, subject: str, data: Mapping[str, object]) -> Event:
    context = requests.current()
    return Event(
        act=act,
        by=by.actor,
        subject=subject,
        data=blanked({**data}),
        request_id=context.request_id,
        address=context.address,
    )


def events_about(*subjects: str, full: bool = True) -> list[Entry]:
    """What happened to these subjects, oldest first, in the reader's language.

    `full=False` is for those it concerns who are not staff: they see which office acted and not who or from
    which address.
    """
    events = list(Event.objects.filter(subject__in=subjects).order_by("id"))
    who = words.actors(event.by for event in events)
    return [_entry(event, who, full) for event in events]


def _entry(event: Event, who: Mapping[str, Who], full: bool) -> Entry:
    actor = who[event.by]
    return Entry(
        at=event.at,
        who=actor if full or not actor.office else Who(actor.office),
        what=words.tell(event.act, event.data),
        why=str(event.data.get("reason") or ""),
        address=event.address if full else "",
        act=event.act,
    )
