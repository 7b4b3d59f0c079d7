"""Everything a reviewer sees of one application."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail, words
from gapura.audit.trail import Story
from gapura.audit.words import Who
from gapura.core.positions import metres
from gapura.mail import history
from gapura.mail.models import Message
from gapura.regions.models import CODE_LENGTHS, Level
from gapura.registration.checks.likeness import ALIKE, BESIDE, likeness
from gapura.registration.models import Application, Document, Remark
from gapura.registration.review.listing import SEALED
from gapura.registration.review.words import Check, checks_in_words, hours_in_words
from gapura.registration.scope import applications_of
from gapura.registration.states import State
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
    places: list[Venue]
    earlier: list[Application]
    later: list[Application]
    said: list[Said]
    entries: Story
    mails: list[Message]


def sheet_of(
    application: Application, user: User, now: datetime | None = None, *, before: str | None = None
) -> Sheet:
    """What `user` may see of it; applications elsewhere that are like it are left out.

    `before` goes on with earlier events.
    """
    related = _related(application, user)
    return Sheet(
        application=application,
        late=application.is_late(now or timezone.now()),
        papers=[Paper(each, tuple(range(1, each.pages + 1))) for each in application.documents.all()],
        checks=checks_in_words(application.checks),
        hours=hours_in_words(application.opening_hours),
        alike=_alike(application, user),
        places=_places(application),
        earlier=[each for each in related if each.pk == application.replaces_id],
        later=[each for each in related if each.replaces_id == application.pk],
        said=_said(application),
        entries=trail.events_about(application.subject, before=before),
        mails=history.messages_about(application.subject),
    )


def _related(application: Application, user: User) -> list[Application]:
    """The application that this one replaces, and those that replace it."""
    found = applications_of(user).filter(Q(pk=application.replaces_id) | Q(replaces=application))
    return list(found.defer(*SEALED))


def _alike(application: Application, user: User) -> list[Application]:
    """Other applications much like this one, or by the same e-mail address; not those that were replaced."""
    others = applications_of(user).exclude(pk=application.pk).exclude(state=State.REPLACED)
    columns = ("pk", "place_name", "category", "latitude", "longitude")
    around = others.filter(_same_kecamatan(application)).values_list(*columns)
    like_it = [pk for pk, *known in around if _is_like(application, *known)]
    same = Q(pk__in=like_it)
    if application.email_hash:
        same |= Q(email_hash=application.email_hash)
    return list(others.filter(same).defer(*SEALED).order_by("-submitted_at")[:MOST_ALIKE])


def _places(application: Application) -> list[Venue]:
    """Places that are known already under this name or one much like it, but for its own."""
    around = Venue.objects.filter(_same_kecamatan(application))
    others = (each for each in around if each.pk != application.venue_id)
    return [each for each in others if _is_like(application, each.name, each.category)][:MOST_ALIKE]


def _same_kecamatan(application: Application) -> Q:
    return Q(region__code__startswith=application.region_id[: CODE_LENGTHS[Level.KECAMATAN]])


def _is_like(
    application: Application,
    name: str,
    category: str,
    latitude: float | None = None,
    longitude: float | None = None,
) -> bool:
    """As the check for duplicates sees it: of one category, and beside it or of much the same name."""
    if category != application.category:
        return False
    if None not in (latitude, longitude, application.latitude, application.longitude):
        here, there = (application.latitude, application.longitude), (latitude, longitude)
        if metres(here, there) <= BESIDE:  # type: ignore[arg-type]
            return True
    return likeness(application.place_name, name) >= ALIKE


def _said(application: Application) -> list[Said]:
    remarks = list(application.remarks.all())
    who = words.actors(remark.by for remark in remarks)
    return [Said(remark, who[remark.by]) for remark in remarks]
