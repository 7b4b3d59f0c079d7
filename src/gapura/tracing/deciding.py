"""A health officer decides, for one place of a case, whether those who were there are told."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gapura.accounts import pacing
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.tracing import overlaps, tasks, terms
from gapura.tracing.models import Case, Notice, Site
from gapura.tracing.overlaps import Met

MOST_AN_HOUR: Final = 60
"""Places that one account may decide on."""
_AT_ONCE: Final = 1_000
_STANDING: Final = (Notice.State.PLANNED, Notice.State.TOLD)


class ChangedError(Exception):
    """Other people were there than the officer was shown: visits came late, or somebody was erased."""

    def __init__(self, met: Met) -> None:
        super().__init__(f"{len(met.days)} people")
        self.met = met


class UnconfirmedError(Exception):
    """So many people are told only once the officer has typed how many they are."""


class EndedError(Exception):
    """The case was withdrawn, or those who were there are told already."""


class TooManyError(Exception):
    """More people than are told by messages at all (`overlaps.MOST`)."""


def tell(*, site: Site, people: int, typed: int | None, reason: str, by: User) -> None:
    """Have everybody told who was at a place with a case, as many as the officer saw; a job does it.

    Above the brake `typed` must be that number. Whoever is told of this case already gets no second message;
    where they were there later, their contact is. Raises ChangedError, having noted the new number,
    UnconfirmedError, EndedError, TooManyError, and pacing.TooOftenError after `MOST_AN_HOUR`.
    """
    pacing.spend("tell", str(by.pk), most=MOST_AN_HOUR, within=pacing.HOUR)
    try:
        _tell(site, people, typed, reason, by)
    except ChangedError as changed:
        note(site, changed.met)
        raise


@transaction.atomic
def _tell(site: Site, people: int, typed: int | None, reason: str, by: User) -> None:
    held = _hold(site)
    met = overlaps.met(held.case, held.venue)
    if met.cut:
        raise TooManyError
    if len(met.days) != people:
        raise ChangedError(met)
    if people > terms.current().brake and typed != people:
        raise UnconfirmedError
    _plan(held, met.days, by)
    _decide(held, Site.Decision.NOTIFY, reason, by)
    trail.record("tracing.tell", by=by, subject=f"case:{held.case_id}", people=people, reason=reason)
    tasks.go_on.defer()


@transaction.atomic
def leave(*, site: Site, reason: str, by: User) -> None:
    """Tell nobody, and say why. Raises EndedError where somebody is told already."""
    held = _hold(site)
    if held.decision == Site.Decision.NOTIFY:
        raise EndedError
    _decide(held, Site.Decision.LEAVE, reason, by)
    trail.record("tracing.leave", by=by, subject=f"case:{held.case_id}", people=held.people, reason=reason)


def note(site: Site, met: Met) -> None:
    """Keep how many were there when it was last counted."""
    Site.objects.filter(pk=site.pk).update(
        people=len(met.days), nameless=met.nameless, companions=met.companions
    )


def _hold(site: Site) -> Site:
    """The site as it is, after its case: whoever withdraws the case comes before this or after it."""
    case = Case.objects.select_for_update().filter(pk=site.case_id).first()
    if case is None or case.withdrawn_at is not None:
        raise EndedError
    held = Site.objects.select_for_update(of=("self",)).select_related("venue").get(pk=site.pk)
    held.case = case
    return held


def _plan(site: Site, days: Mapping[UUID, date], by: User) -> None:
    """One notice for each person and case; a later day moves the contact of one that there is."""
    known = {
        notice.person_id: notice
        for notice in Notice.objects.select_for_update().filter(case=site.case, person__in=days)
    }
    Notice.objects.bulk_create(
        (
            Notice(case=site.case, site=site, person_id=person, contact_day=day, planned_by=by.actor)
            for person, day in days.items()
            if person not in known
        ),
        batch_size=_AT_ONCE,
    )
    moved = [
        notice
        for person, notice in known.items()
        if notice.contact_day < days[person] and notice.state in _STANDING
    ]
    for notice in moved:
        notice.contact_day, notice.state = days[notice.person_id], Notice.State.PLANNED
    Notice.objects.bulk_update(moved, ("contact_day", "state"), batch_size=_AT_ONCE)


def _decide(site: Site, decision: Site.Decision, reason: str, by: User) -> None:
    site.decision, site.reason = decision, reason
    site.decided_by, site.decided_at = by.actor, timezone.now()
    site.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
