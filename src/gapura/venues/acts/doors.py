"""Renaming doors and taking them out of use."""

from django.db import transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.venues.acts.registering import VenueError, checked_name, subject
from gapura.venues.models import Door, Venue


@transaction.atomic
def rename_door(*, door: Door, name: str, kind: str, by: trail.Actor) -> Door:
    """Another name or use for a door; its code stays. Raises VenueError."""
    locked = _in_use(door)
    if kind not in Door.Kind.values:
        raise VenueError(f"a door is for {', '.join(Door.Kind.values)}, not {kind!r}")
    locked.name, locked.kind = checked_name(name, 80), kind
    locked.save(update_fields=["name", "kind"])
    trail.record("venue.rename_door", by=by, subject=subject(locked.venue), door=locked.number)
    return locked


@transaction.atomic
def withdraw_door(*, door: Door, by: trail.Actor) -> Door:
    """Take a door out of use: its code answers that it is withdrawn. VenueError for a venue's last one."""
    locked = _in_use(door)
    if not locked.venue.doors.filter(withdrawn_at=None).exclude(pk=locked.pk).exists():
        raise VenueError("a venue keeps at least one door")
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    trail.record("venue.withdraw_door", by=by, subject=subject(locked.venue), door=locked.number)
    return locked


def _in_use(door: Door) -> Door:
    # The venue's lock, so that of two doors withdrawn at once one stays.
    Venue.objects.select_for_update(no_key=True).get(pk=door.venue_id)
    locked = Door.objects.select_related("venue").get(pk=door.pk)
    if locked.withdrawn_at is not None:
        raise VenueError("the door is withdrawn already")
    return locked
