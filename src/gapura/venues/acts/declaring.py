"""What a venue declares of its hours, staff and guests, and from which day on that counts for compliance."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from gapura.audit import trail
from gapura.venues.acts.registering import VenueError, checked_reason, subject
from gapura.venues.models import EarlierDeclaration, Venue

DECLARED: Final = ("opening_hours", "staff", "daily_guests")
"""The fields that say when how many people are expected."""

BACK: Final = timedelta(days=60)
"""How far back a wrong declaration may be corrected."""

ONE_DAY: Final = timedelta(days=1)


class DeclaredError(VenueError):
    """This cannot be corrected; `problem` is `late`, or `same` where nothing else was declared since."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def declared_until(venue: Venue, now: datetime | None = None) -> date | None:
    """Until which day what a venue declares still counts where it declares something else now: today.

    So a day is judged by what was declared when it began. None where the new counts from the venue's
    beginning: on its first day, and where it has never declared anything.
    """
    today = venue.day_of(now)
    if today <= venue.day_of(venue.created_at):
        return None
    said = venue.opening_hours or venue.staff is not None or venue.daily_guests is not None
    return today if said or venue.earlier_declarations.exists() else None


def keep_declared(venue: Venue, now: datetime | None = None) -> None:
    """Keep what a venue, locked, declares before that changes; once a day, as it stood when the day began."""
    until = declared_until(venue, now)
    if until is not None:
        declares = {name: getattr(venue, name) for name in DECLARED}
        EarlierDeclaration.objects.get_or_create(venue=venue, until=until, defaults=declares)


@transaction.atomic
def correct_declared(
    *, venue: Venue, since: date, reason: str, by: trail.Actor, now: datetime | None = None
) -> None:
    """Let what a venue declares now count from an earlier day on, because what stood then was a mistake.

    The trail keeps what it was, with the reason. Raises DeclaredError, VenueError without a reason.
    """
    locked = Venue.objects.select_for_update(no_key=True).get(pk=venue.pk)
    reason = checked_reason(reason)
    if since < locked.day_of(now) - BACK:
        raise DeclaredError("late")
    wrong = list(locked.earlier_declarations.filter(until__gte=since).order_by("until"))
    if not wrong:
        raise DeclaredError("same")
    was = [
        {"until": each.until.isoformat(), **{name: getattr(each, name) for name in DECLARED}}
        for each in wrong
    ]
    locked.earlier_declarations.filter(pk__in=[each.pk for each in wrong[1:]]).delete()
    _end_before(wrong[0], since)
    trail.record(
        "venue.correct_declared",
        by=by,
        subject=subject(locked),
        since=since.isoformat(),
        was=was,
        reason=reason,
    )


def _end_before(declaration: EarlierDeclaration, day: date) -> None:
    """Let a declaration hold only until the day before; it goes where none of its days is left."""
    venue, last = declaration.venue, day - ONE_DAY
    begun = venue.day_of(venue.created_at)
    if last < begun or venue.earlier_declarations.filter(until=last).exists():
        declaration.delete()
    else:
        declaration.until = last
        declaration.save(update_fields=["until"])
