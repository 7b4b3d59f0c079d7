"""Renaming doors and taking them out of use."""

from django.db import transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.venues.acts.registering import VenueError, checked_name, subject
from gapura.venues.models import Door, Venue


class WithdrawnDoorError(VenueError):
    """The door is out of use already."""


@transaction.atomic
def rename_door(
    *, door: Door, name: str, kind: str, by: trail.Actor, screen_only: bool | None = None
) -> Door:
    """Another name or use for a door; its code stays. Raises VenueError, WithdrawnDoorError among them.

    `screen_only` says whether its poster stops counting; None leaves that as it is.
    """
    locked = in_use(door)
    if kind not in Door.Kind.values:
        raise VenueError(f"a door is for {', '.join(Door.Kind.values)}, not {kind!r}")
    locked.name, locked.kind = checked_name(name, 80), kind
    changed = screen_only is not None and screen_only != locked.screen_only
    if changed:
        locked.screen_only = bool(screen_only)
    locked.save(update_fields=["name", "kind", "screen_only"])
    trail.record("venue.rename_door", by=by, subject=subject(locked.venue), door=locked.number)
    if changed:
        act = "venue.screen_only" if locked.screen_only else "venue.poster_again"
        trail.record(act, by=by, subject=subject(locked.venue), door=locked.number)
    return locked


@transaction.atomic
def withdraw_door(*, door: Door, by: trail.Actor) -> Door:
    """Take a door out of use: its code answers that it is withdrawn. VenueError for a venue's last one."""
    locked = in_use(door)
    if not locked.venue.doors.filter(withdrawn_at=None).exclude(pk=locked.pk).exists():
        raise VenueError("a venue keeps at least one door")
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    trail.record("venue.withdraw_door", by=by, subject=subject(locked.venue), door=locked.number)
    return locked


def in_use(door: Door) -> Door:
    """A door that is not withdrawn, its venue locked. Raises WithdrawnDoorError."""
    # The venue's lock, so that of two doors withdrawn at once one stays.
    Venue.objects.select_for_update(no_key=True).get(pk=door.venue_id)
    locked = Door.objects.select_related("venue").get(pk=door.pk)
    if locked.withdrawn_at is not None:
        raise WithdrawnDoorError("the door is withdrawn already")
    return locked
