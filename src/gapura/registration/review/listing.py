"""The queue: which applications a reviewer sees under a filter, in which order, and which can go together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from gapura.accounts.models import User
from gapura.common.paging import MOST
from gapura.core.codes import tracking
from gapura.regions.models import CODE_LENGTHS, Level, Region
from gapura.registration.findings import Level as How
from gapura.registration.models import Application
from gapura.registration.review.forms import ALL, LATE, MINE, TO_DECIDE, QueueFilter
from gapura.registration.scope import applications_of, is_national
from gapura.registration.states import UNDER_WAY, State

SEALED = ("pic_name", "email", "phone")


@dataclass(frozen=True, slots=True)
class Row:
    """One application in the queue."""

    application: Application
    late: bool
    mine: bool
    choosable: bool
    remarkable: int
    """How many checks are not green."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What fits a filter: the applications in order, how many, and how many may be approved together."""

    form: QueueFilter
    found: QuerySet[Application]
    total: int
    """At most one more than MOST."""
    choosable: int
    """At most MOST, and no more are chosen at once."""


def listing(user: User, data: Mapping[str, Any]) -> Listing:
    """What a reviewer asked for; two statements, and one more where they do not reach to count all."""
    mine = applications_of(user)
    form = QueueFilter(data, regions=_regions_of(mine, user, str(data.get("region", ""))))
    found = _filtered(mine, form, user)
    some, green = found.order_by()[: MOST + 1], choosable_by(user)
    counts = some.aggregate(total=Count("pk"), green=Count("pk", filter=green))
    if counts["total"] > MOST:
        counts["green"] = found.order_by().filter(green)[:MOST].count()
    return Listing(form, found, counts["total"], counts["green"])


def choosable_by(user: User) -> Q:
    """Applications that this reviewer may approve together with others."""
    return Q(green=True) & (Q(state=State.SUBMITTED) | Q(state=State.IN_REVIEW, reviewer=user))


def rows(applications: Iterable[Application], user: User, now: datetime) -> list[Row]:
    """The applications of one page."""
    return [_row(each, user, now) for each in applications]


def next_to_decide(user: User, *, after: Application) -> Application | None:
    """The oldest application that nobody has, other than this one."""
    waiting = applications_of(user).filter(state=State.SUBMITTED).exclude(pk=after.pk)
    return waiting.defer(*SEALED).order_by("submitted_at", "pk").first()


def _row(application: Application, user: User, now: datetime) -> Row:
    mine = application.state == State.IN_REVIEW and application.reviewer_id == user.pk
    return Row(
        application=application,
        late=application.is_late(now),
        mine=mine,
        choosable=application.green and (mine or application.state == State.SUBMITTED),
        remarkable=sum(check["level"] != How.OK for check in application.checks),
    )


def _regions_of(applications: QuerySet[Application], user: User, chosen: str) -> QuerySet[Region]:
    """Regencies and kecamatan with applications; for the nation's reviewer all, and the chosen's parts."""
    if is_national(user):
        # The list of a nation's applications is too long to be looked through for where they lie.
        known = Q(level=Level.REGENCY)
        if regency := chosen[: CODE_LENGTHS[Level.REGENCY]]:
            known |= Q(level=Level.KECAMATAN, code__startswith=f"{regency}.")
    else:
        places = applications.order_by().distinct()
        regencies = places.annotate(up=Left("region_id", CODE_LENGTHS[Level.REGENCY])).values("up")
        kecamatan = places.annotate(up=Left("region_id", CODE_LENGTHS[Level.KECAMATAN])).values("up")
        known = Q(level=Level.REGENCY, code__in=regencies) | Q(level=Level.KECAMATAN, code__in=kecamatan)
    return Region.objects.filter(known).order_by("code")


def _filtered(found: QuerySet[Application], form: QueueFilter, user: User) -> QuerySet[Application]:
    found = found.select_related("region__parent", "reviewer").defer(*SEALED)
    if not form.is_valid():
        return found.none()
    wanted = form.cleaned_data
    if wanted["region"]:
        found = found.filter(Region(code=wanted["region"], level=Level.REGENCY).within())
    if wanted["category"]:
        found = found.filter(category=wanted["category"])
    if wanted["green"]:
        found = found.filter(green=True)
    if wanted["search"]:
        found = found.filter(_named(wanted["search"]))
    return _standing(found, wanted["state"], user)


def _named(text: str) -> Q:
    try:
        return Q(number=tracking.read(text))
    except tracking.TrackingError:
        return Q(place_name__icontains=text)


def _standing(found: QuerySet[Application], state: str, user: User) -> QuerySet[Application]:
    oldest_first = found.order_by("submitted_at", "pk")
    if state == TO_DECIDE:
        return oldest_first.filter(state__in=(State.SUBMITTED, State.IN_REVIEW))
    if state == MINE:
        return oldest_first.filter(state=State.IN_REVIEW, reviewer=user)
    if state == LATE:
        return oldest_first.filter(state__in=UNDER_WAY, due_at__lt=timezone.now())
    newest_first = found.order_by("-since", "-pk")
    return newest_first if state == ALL else newest_first.filter(state=state)
