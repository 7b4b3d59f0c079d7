"""Stating that a place is closed, and taking that back."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.oversight.closures.models import LONGEST_REASON, Closure
from gapura.venues.acts.registering import subject
from gapura.venues.models import Venue
from gapura.visits.models import Occupancy

LONGEST: Final = 62  # days of one closure
ONE_DAY: Final = timedelta(days=1)
ERRING: Final = timedelta(hours=1)
"""How long after it was stated a closure can be a slip, however many come meanwhile."""

AHEAD: Final = timedelta(days=366)
BACK: Final = {Role.PIC: timedelta(days=7), Role.COORDINATOR: timedelta(days=60)}
"""How far back it may be stated: days of silence are not to be explained away when a ranking is near."""


class ClosureError(ValueError):
    """This cannot be stated, or taken back.

    `problem` is `order`, `long`, `late`, `far` or `reason`; of what is taken back, `begun` or `late`.
    """

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
    today = venue.day_of(now)
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
    _record("closure.state", closure, closure.since, by)
    return closure


@transaction.atomic
def take_back(*, closure: Closure, by: User, now: datetime | None = None) -> None:
    """Say that the place will be open after all on what is `left_to` take back; on the rest it stays closed.

    What was frozen with it stays as it was. Raises ClosureError where nothing is left: whoever could take a
    day back once it is known how many came would state every day and keep the silent ones.
    """
    locked = Closure.objects.select_for_update(of=("self",)).select_related("venue").get(pk=closure.pk)
    first = left_to(locked, Role(by.role), now)
    if first is None:
        raise ClosureError("begun" if by.role == Role.PIC else "late")
    _record("closure.take_back", locked, first, by)
    if first == locked.since:
        locked.delete()
    else:
        locked.until = first - ONE_DAY
        locked.save(update_fields=["until"])


def left_to(closure: Closure, role: Role, now: datetime | None = None) -> date | None:
    """From which day on somebody of a role may take a closure back; None where it is too late.

    The person in charge: the whole on the day it was stated, while no more is known of that day than then;
    later from tomorrow. The coordinator: the whole, as long as it could still be stated.
    """
    now = now or timezone.now()
    today = closure.venue.day_of(now)
    if role == Role.PIC:
        if _may_be_a_slip(closure, now):
            return closure.since
        first = max(closure.since, today + ONE_DAY)
        return first if first <= closure.until else None
    return closure.since if closure.since >= today - BACK[role] else None


def _may_be_a_slip(closure: Closure, now: datetime) -> bool:
    """Whether it was stated on this day, just now or with nobody coming or going since."""
    stated = closure.stated_at
    if closure.venue.day_of(stated) != closure.venue.day_of(now):
        return False
    moved = Occupancy.objects.filter(venue_id=closure.venue_id, changed_at__gt=stated)
    return now < stated + ERRING or not moved.exists()


def _record(act: str, closure: Closure, since: date, by: User) -> None:
    trail.record(
        act,
        by=by,
        subject=subject(closure.venue),
        since=since.isoformat(),
        until=closure.until.isoformat(),
        reason=closure.reason,
    )
