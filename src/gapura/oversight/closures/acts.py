"""Stating that a place is closed, and taking that back."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.oversight.closures.models import LONGEST_REASON, Closure
from gapura.venues.acts.registering import subject
from gapura.venues.models import Venue

LONGEST: Final = 62  # days of one closure
AHEAD: Final = timedelta(days=366)
BACK: Final = {Role.PIC: timedelta(days=7), Role.COORDINATOR: timedelta(days=60)}
"""How far back it may be stated: days of silence are not to be explained away when a ranking is near."""


class ClosureError(ValueError):
    """This cannot be stated; `problem` is `order`, `long`, `late`, `far` or `reason`."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@transaction.atomic
def state_closure(
    *, venue: Venue, since: date, until: date, reason: str, by: User, now: datetime | None = None
) -> Closure:
    """State that a place is closed on the dates from `since` to `until`, both included, and why.

    Nobody is expected there on these days. Raises ClosureError.
    """
    today = (now or timezone.now()).astimezone(ZoneInfo(venue.time_zone)).date()
    words = " ".join(reason.split())
    if until < since:
        raise ClosureError("order")
    if (until - since).days >= LONGEST:
        raise ClosureError("long")
    if since < today - BACK[Role(by.role)]:
        raise ClosureError("late")
    if until > today + AHEAD:
        raise ClosureError("far")
    if not 0 < len(words) <= LONGEST_REASON:
        raise ClosureError("reason")
    closure = Closure.objects.create(venue=venue, since=since, until=until, reason=words, stated_by=by.actor)
    _record("closure.state", closure, by)
    return closure


@transaction.atomic
def take_back(*, closure: Closure, by: User) -> None:
    """Say that the place was, or will be, open after all. What was frozen with it stays as it was.

    Taken back twice is taken back once.
    """
    if Closure.objects.filter(pk=closure.pk).delete()[0]:
        _record("closure.take_back", closure, by)


def _record(act: str, closure: Closure, by: User) -> None:
    trail.record(
        act,
        by=by,
        subject=subject(closure.venue),
        since=closure.since.isoformat(),
        until=closure.until.isoformat(),
        reason=closure.reason,
    )
