"""Everything a reviewer sees of one application."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail, words
from gapura.audit.trail import Entry
from gapura.audit.words import Who
from gapura.mail import history
from gapura.mail.models import Message
from gapura.registration.models import Application, Document, Remark
from gapura.registration.names import plain_name
from gapura.registration.review.listing import SEALED
from gapura.registration.review.words import Check, checks_in_words, hours_in_words
from gapura.registration.scope import applications_of
from gapura.registration.states import State
from gapura.registration.venue import venue_of_same_name
from gapura.venues.models import Venue

MOST_ALIKE = 10


@dataclass(frozen=True, slots=True)
class Paper:
    """A document, and the numbers of its pages that are shown as pictures."""

    document: Document
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A remark and who made it."""

    remark: Remark
    who: Who


@dataclass(frozen=True, slots=True)
class Sheet:
    """One application with its papers, checks, relatives and history."""

    application: Application
    late: bool
    papers: list[Paper]
    checks: list[Check]
    hours: list[tuple[str, str]]
    alike: list[Application]
    place: Venue | None
    earlier: list[Application]
    later: list[Application]
    said: list[Said]
    entries: list[Entry]
    mails: list[Message]


def sheet_of(application: Application, user: User, now: datetime | None = None) -> Sheet:
    """What `user` may see of it; applications elsewhere that are like it are left out."""
    related = _related(application, user)
    return Sheet(
        application=application,
        late=application.is_late(now or timezone.now()),
        papers=[Paper(each, tuple(range(1, each.pages + 1))) for each in application.documents.all()],
        checks=checks_in_words(application.checks),
        hours=hours_in_words(application.opening_hours),
        alike=_alike(application, user),
        place=venue_of_same_name(application),
        earlier=[each for each in related if each.pk == application.replaces_id],
        later=[each for each in related if each.replaces_id == application.pk],
        said=_said(application),
        entries=trail.events_about(application.subject),
        mails=history.messages_about(application.subject),
    )


def _related(application: Application, user: User) -> list[Application]:
    """The application that this one replaces, and those that replace it."""
    found = applications_of(user).filter(Q(pk=application.replaces_id) | Q(replaces=application))
    return list(found.defer(*SEALED))


def _alike(application: Application, user: User) -> list[Application]:
    """Other applications for a place of this name there, or by the same address; not those it replaced."""
    others = applications_of(user).exclude(pk=application.pk).exclude(state=State.REPLACED)
    same_region = others.filter(region_id=application.region_id).values_list("pk", "place_name")
    name = plain_name(application.place_name)
    named_so = [pk for pk, known in same_region if plain_name(known) == name]
    same = Q(pk__in=named_so)
    if application.email_hash:
        same |= Q(email_hash=application.email_hash)
    return list(others.filter(same).defer(*SEALED).order_by("-submitted_at")[:MOST_ALIKE])


def _said(application: Application) -> list[Said]:
    remarks = list(application.remarks.all())
    who = words.actors(remark.by for remark in remarks)
    return [Said(remark, who[remark.by]) for remark in remarks]
