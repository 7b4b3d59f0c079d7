"""How an act writes itself into the trail, and how people read what was written."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from gapura.audit import words
from gapura.audit.models import Event
from gapura.audit.redaction import blanked
from gapura.audit.words import Who
from gapura.common import requests

MOST: Final = 100
"""Events that are shown at once."""

_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


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


class Story(list[Entry]):
    """Events for people, oldest first; `earlier` is what to go on `before`, where there are more."""

    def __init__(self, entries: Iterable[Entry], earlier: int | None) -> None:
        super().__init__(entries)
        self.earlier = earlier


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


def events_about(
    *subjects: str, full: bool = True, acts: Collection[str] = (), before: str | None = None
) -> Story:
    """The newest `MOST` events about these subjects, oldest first, in the reader's language.

    `before` goes on from a story's `earlier`; what is no number is as none. `acts` leaves the others out.
    `full=False` is for those it concerns who are not staff: they see which office acted and not who or from
    which address.
    """
    found = Event.objects.filter(subject__in=subjects)
    if acts:
        found = found.filter(act__in=acts)
    if before and _NUMBER.fullmatch(before):
        found = found.filter(id__lt=int(before))
    newest = list(found.order_by("-id")[: MOST + 1])
    events = newest[MOST - 1 :: -1]
    who = words.actors(event.by for event in events)
    earlier = events[0].pk if len(newest) > MOST else None
    return Story((_entry(event, who, full) for event in events), earlier)


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
