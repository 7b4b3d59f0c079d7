"""Screens at a door: given a link, shown the changing code, ended."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gapura.audit import trail
from gapura.common.fields import lookup_hash
from gapura.venues.acts.doors import in_use
from gapura.venues.acts.registering import VenueError, subject
from gapura.venues.models import Door, Screen

MOST = 20
"""Screens at one door."""

NOTED = timedelta(minutes=1)
_SECRET_BYTES = 32


@transaction.atomic
def add_screen(*, door: Door, by: trail.Actor) -> str:
    """Give a door one more screen; the secret of its link, which nobody can read again. Raises VenueError."""
    locked = in_use(door)
    if locked.screens.filter(ended_at=None).count() >= MOST:
        raise VenueError(f"a door has at most {MOST} screens")
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    Screen.objects.create(door=locked, secret_hash=_hash(secret))
    trail.record("venue.add_screen", by=by, subject=subject(locked.venue), door=locked.number)
    return secret


@transaction.atomic
def end_screen(*, screen: Screen, by: trail.Actor) -> None:
    """Let a screen show nothing any more; ended twice is ended once."""
    if Screen.objects.filter(pk=screen.pk, ended_at=None).update(ended_at=timezone.now()):
        door = screen.door
        trail.record("venue.end_screen", by=by, subject=subject(door.venue), door=door.number)


def screen_of(secret: str) -> Screen | None:
    """The screen whose link holds this secret, if it has not been ended and its door is in use."""
    found = Screen.objects.select_related("door__venue").prefetch_related("door__venue__numbers")
    return found.filter(secret_hash=_hash(secret), ended_at=None, door__withdrawn_at=None).first()


def note_seen(screen: Screen) -> None:
    """Write down that a screen fetched codes, at most once a minute."""
    now = timezone.now()
    stale = Q(seen_at=None) | Q(seen_at__lt=now - NOTED)
    Screen.objects.filter(stale, pk=screen.pk).update(seen_at=now)


def _hash(secret: str) -> bytes:
    return lookup_hash("screen", secret)
