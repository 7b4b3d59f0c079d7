"""A visitor links an app and unlinks it; the app acts for them for as long as the link is good."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from gapura.audit import trail
from gapura.common.pieces import AT_ONCE
from gapura.partners import scopes
from gapura.partners.acts import calls
from gapura.partners.models import Link, Partner
from gapura.partners.scopes import Scope
from gapura.people.acts import devices, erased
from gapura.people.models import Person

A_MOMENT = 60
"""Seconds for which a token for the gate is good: it is made for one request and used at once."""
RENEWED = timedelta(days=1)
"""A link that is used is good for another 180 days; so often is enough to write that down."""


def good() -> QuerySet[Link]:
    """The links that count: of no partner that is suspended, and with a device that is still signed in."""
    return Link.objects.filter(_signed_in(), partner__suspended_at=None)


def of(person: Person) -> QuerySet[Link]:
    """A visitor's links, suspended partners' too, the newest first."""
    mine = Link.objects.filter(_signed_in(), person=person)
    return mine.select_related("partner").order_by("-created_at")


@transaction.atomic
def link(*, partner: Partner, allowed: Iterable[Scope], by: Person) -> Link:
    """Let a partner do this much for `by`, where it is linked already no more than this.

    Raises erased.ErasedError.
    """
    by = erased.hold(by)
    wanted = scopes.written(allowed)
    found = _held(Link.objects.filter(partner=partner, person=by))
    if found is not None and good().filter(pk=found.pk).exists():
        Link.objects.filter(pk=found.pk).update(scopes=wanted)
        found.scopes = wanted
    else:
        if found is not None:
            _forget(found)
        device_id = devices.add_app(person=by, label=_("App: %(app)s") % {"app": partner.name})
        found = Link.objects.create(partner=partner, person=by, device_id=device_id, scopes=wanted)
    trail.record(
        "partners.link", by=by, subject=f"person:{by.pk}", partner=partner.name, scopes=wanted.split()
    )
    return found


@transaction.atomic
def unlink(*, link_id: UUID, by: Person) -> str | None:
    """End a visitor's own link; the partner's name, or None where there is no such link of theirs."""
    found = _held(Link.objects.filter(pk=link_id, person=by))
    if found is None:
        return None
    _end(found, by)
    return str(found.partner.name)


@transaction.atomic
def give_up(*, link_id: UUID, by: Partner) -> None:
    """A partner ends a link of its own."""
    if found := _held(Link.objects.filter(pk=link_id, partner=by)):
        _end(found, by)


def end_all(*, person: Person, by: trail.Actor) -> None:
    """End every link of a visitor's, in the transaction in which their record goes."""
    mine = Link.objects.select_for_update(of=("self",)).select_related("partner").filter(person=person)
    for each in mine.order_by("pk"):
        _end(each, by)


def end_signed_out() -> int:
    """End the links whose device was signed out or has expired; how many."""
    gone = Link.objects.filter(~_signed_in()).values_list("pk", flat=True)[:AT_ONCE]
    return sum(_end_signed_out(pk) for pk in list(gone))


def use(link: Link, what: Scope) -> None:
    """Note that a partner has used a link, for its visitor to see, and keep its device signed in."""
    now = timezone.now()
    if link.last_used_at is None or link.last_used_at < now - RENEWED:
        devices.renew(person_id=link.person_id, device_id=link.device_id)
    Link.objects.filter(pk=link.pk).update(last_used_at=now, last_use=what, uses=F("uses") + 1)


def token_of(link: Link) -> str:
    """What is shown at the gate for the visitor of a link, in one request."""
    return devices.token_for(person_id=link.person_id, device_id=link.device_id, seconds=A_MOMENT)


def _signed_in() -> Exists:
    return Exists(devices.signed_in().filter(person_id=OuterRef("person_id"), id=OuterRef("device_id")))


def _held(links: QuerySet[Link]) -> Link | None:
    return links.select_for_update(of=("self",)).select_related("partner").first()


@transaction.atomic
def _end_signed_out(link_id: UUID) -> int:
    found = _held(Link.objects.filter(~_signed_in(), pk=link_id))
    if found is None:
        return 0
    _end(found, trail.SYSTEM)
    return 1


def _end(link: Link, by: trail.Actor) -> None:
    calls.tell_unlinked(link)
    _forget(link)
    trail.record("partners.unlink", by=by, subject=f"person:{link.person_id}", partner=link.partner.name)


def _forget(link: Link) -> None:
    """Its codes and tokens go with it."""
    devices.end_app(person_id=link.person_id, device_id=link.device_id)
    Link.objects.filter(pk=link.pk).delete()
