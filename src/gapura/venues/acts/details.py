"""What a PIC says of their venue, the name they would like, and whether its poster was printed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.core.positions import Position
from gapura.venues.acts.declaring import DECLARED, keep_declared
from gapura.venues.acts.registering import (
    VenueError,
    check_figures,
    checked_hours,
    checked_name,
    subject,
)
from gapura.venues.models import Venue


@transaction.atomic
def describe_venue(
    *,
    venue: Venue,
    address: str,
    capacity: int,
    stay_limit: int,
    staff: int | None,
    daily_guests: int | None,
    opening_hours: Mapping[str, Sequence[str]],
    position: Position | None = None,
    by: trail.Actor,
    now: datetime | None = None,
) -> Venue:
    """Change what may be changed without asking; the trail names what did. Raises VenueError.

    For compliance another declaration counts from the next day on (`declared_until`).
    """
    locked = _locked(venue)
    given = {
        "address": " ".join(address.split())[:300],
        "capacity": capacity,
        "stay_limit": stay_limit,
        "staff": staff,
        "daily_guests": daily_guests,
        "opening_hours": checked_hours(opening_hours),
        "latitude": position and position[0],
        "longitude": position and position[1],
    }
    changed = [name for name, value in given.items() if getattr(locked, name) != value]
    if any(name in changed for name in DECLARED):
        keep_declared(locked, now)
    for name in changed:
        setattr(locked, name, given[name])
    check_figures(locked)
    if changed:
        locked.save(update_fields=changed)
        trail.record("venue.describe", by=by, subject=subject(locked), fields=changed)
    return locked


@transaction.atomic
def ask_for_name(*, venue: Venue, name: str, by: trail.Actor) -> Venue:
    """Ask the coordinator to rename a venue; the present name asks for nothing any more. VenueError."""
    locked = _locked(venue)
    name = checked_name(name)
    locked.wished_name = "" if name == locked.name else name
    locked.save(update_fields=["wished_name"])
    trail.record("venue.ask_for_name", by=by, subject=subject(locked))
    return locked


@transaction.atomic
def decide_name(*, venue: Venue, name: str, accept: bool, by: trail.Actor) -> Venue:
    """Give a venue the name its PIC asks for, or let it keep its own.

    `name` is what the decider saw: VenueError where another is asked for by now, or another place has it.
    """
    locked = _locked(venue)
    if not locked.wished_name or locked.wished_name != name:
        raise VenueError("this name is not asked for any more")
    locked.wished_name = ""
    if accept:
        locked.name = name
    try:
        with transaction.atomic():
            locked.save(update_fields=["name", "wished_name"])
    except IntegrityError:
        raise VenueError("another place of this region has this name") from None
    trail.record("venue.rename" if accept else "venue.keep_name", by=by, subject=subject(locked))
    return locked


@transaction.atomic
def note_printed(*, venues: Iterable[Venue], by: trail.Actor, **how: object) -> None:
    """Note that posters were downloaded to be printed, and when each venue's first one was."""
    printed = list(venues)
    first = Venue.objects.filter(pk__in=[venue.pk for venue in printed], poster_printed_at=None)
    first.update(poster_printed_at=timezone.now())
    trail.record_each("venue.print_poster", by=by, subjects=map(subject, printed), **how)


def _locked(venue: Venue) -> Venue:
    return Venue.objects.select_for_update(no_key=True).get(pk=venue.pk)
