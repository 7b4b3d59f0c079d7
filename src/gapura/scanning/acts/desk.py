"""People without a phone: looked up for a stated purpose, let in or out by an officer through the gate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from struct import Struct
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from gapura import config
from gapura.accounts import pacing
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.core import sealing
from gapura.core.codes import base64url
from gapura.core.codes.nik import Nik
from gapura.core.codes.passport import Passport
from gapura.core.ids import new_id
from gapura.people.acts.identity import holder_of, identity_of
from gapura.people.models import Person, Standing
from gapura.scanning.acts import scanners
from gapura.scanning.models import Look, Scanner
from gapura.venues.acts.registering import subject
from gapura.venues.models import Venue
from gapura.visits import gate_client

LOOKS = 40
WINDOW = timedelta(minutes=10)
GOOD_FOR = timedelta(minutes=15)
_TICKET = Struct(">16sI2x")
"""A person and an end in Unix seconds, in a length that sealed is whole in base64url."""


class TooManyLooksError(Exception):
    """So many people were looked up of late that it looks like looking people up."""


class NotHereError(Exception):
    """The person's paper was shown too long ago, or at another place."""


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who stands at the door; `ticket` lets the officer act for them for a quarter of an hour."""

    person: Person
    inside: bool
    ticket: str


def look_up(*, document: Nik | Passport, venue: Venue, by: User, name: str = "") -> Found | None:
    """Who has this document, for a check-in here; the person sees it later.

    Who is not on record yet is written down by a `name`, as the document says. Raises TooManyLooksError.
    """
    _count_look(by)
    with transaction.atomic():
        person = _known(document, venue, by)
        if person is None and name:
            person = identity_of(name=name, document=document, seen_for=Person.Seen.DOOR, by=by)
    return None if person is None else _found(person, venue)


def check_in(
    *, id: UUID, ticket: str, companions: int, verified: bool, venue: Venue, by: User
) -> dict[str, object]:
    """The gate's answer; the same id again changes nothing.

    Raises NotHereError, GateRefusedError, GateUnreachableError.
    """
    item = {"companions": companions, "verified": verified}
    return _ask("/gate/v1/check-ins", id, ticket, item, venue, by)


def check_out(*, ticket: str, venue: Venue, by: User) -> dict[str, object]:
    """The gate's answer. Raises as `check_in`."""
    return _ask("/gate/v1/check-outs", new_id(), ticket, {"kind": "check-out"}, venue, by)


def undo(*, ticket: str, visit: UUID, venue: Venue, by: User) -> dict[str, object]:
    """Take back a check-in of the last minute. Raises as `check_in`."""
    item = {"kind": "undo", "visit": str(visit)}
    return _ask("/gate/v1/check-outs", new_id(), ticket, item, venue, by)


def person_of(ticket: str, venue: Venue) -> Person:
    """Whom a ticket is about. Raises NotHereError."""
    try:
        sealed = base64url.decode(ticket)
        plain = sealing.unseal_bytes(config.key_ring(), sealed, context=_context(venue))
    except ValueError:
        raise NotHereError from None
    person_id, until = _TICKET.unpack(plain)
    person = Person.objects.filter(pk=UUID(bytes=person_id)).first()
    if person is None or person.erased_at or until < timezone.now().timestamp():
        raise NotHereError
    return person


def _ask(
    path: str, id: UUID, ticket: str, item: Mapping[str, object], venue: Venue, by: User
) -> dict[str, object]:
    person = person_of(ticket, venue)
    body = {"id": str(id), "officer": by.pk, "person": str(person.pk), **item}
    return gate_client.post(path, body, token=token_of(venue, by), language=get_language() or "id")


@transaction.atomic
def token_of(venue: Venue, by: User) -> str:
    """The portal's own scanner of a venue, which whoever has a post there may use."""
    until = timezone.now() + scanners.LIFETIME
    desk, _ = Scanner.objects.update_or_create(
        venue=venue,
        desk=True,
        defaults={"expires_at": until},
        create_defaults={"expires_at": until, "label": "portal", "registered_by": by},
    )
    scanners.take_up(desk, by)
    return scanners.token_of(desk)


def _found(person: Person, venue: Venue) -> Found:
    inside = Standing.objects.filter(pk=person.pk, venue_id=venue.pk).exists()
    return Found(person, inside, _ticket(person, venue))


def _ticket(person: Person, venue: Venue) -> str:
    """Sealed, not only signed: the person's id is nothing for an officer to keep."""
    until = int((timezone.now() + GOOD_FOR).timestamp())
    plain = _TICKET.pack(person.pk.bytes, until)
    return base64url.encode(sealing.seal_bytes(config.key_ring(), plain, context=_context(venue)))


def _context(venue: Venue) -> bytes:
    return b"scanning desk " + venue.pk.bytes


def _known(document: Nik | Passport, venue: Venue, by: User) -> Person | None:
    """Whose document it is, if staff have seen it; that somebody asked, not after whom, is on the trail."""
    person = holder_of(document)
    if person is None:
        trail.record("scanning.look_missed", by=by, subject=subject(venue))
    else:
        trail.record("scanning.look", by=by, subject=subject(venue))
        Look.objects.create(person_id=person.pk, act=Look.Act.LOOK, venue_id=venue.pk, user_id=by.pk)
    return person


def _count_look(by: User) -> None:
    """Counted for good, in no transaction that could be undone."""
    try:
        pacing.spend("look", str(by.pk), most=LOOKS, within=WINDOW)
    except pacing.TooOftenError:
        raise TooManyLooksError from None
