"""What a venue declares of its hours, staff and guests, and from which day on that counts for compliance."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from gapura.venues.models import EarlierDeclaration, Venue

DECLARED: Final = ("opening_hours", "staff", "daily_guests")
"""The fields that say when how many people are expected."""


def declared_until(venue: Venue, now: datetime | None = None) -> date | None:
    """Until which day what a venue declares still counts where it declares something else now: today.

    So a day is judged by what was declared when it began. None where the new counts from the venue's
    beginning: on its first day, and where it has never declared anything.
    """
    zone = ZoneInfo(venue.time_zone)
    today = (now or timezone.now()).astimezone(zone).date()
    if today <= venue.created_at.astimezone(zone).date():
        return None
    said = venue.opening_hours or venue.staff is not None or venue.daily_guests is not None
    return today if said or venue.earlier_declarations.exists() else None


def keep_declared(venue: Venue, now: datetime | None = None) -> None:
    """Keep what a venue, locked, declares before that changes; once a day, as it stood when the day began."""
    until = declared_until(venue, now)
    if until is not None:
        declares = {name: getattr(venue, name) for name in DECLARED}
        EarlierDeclaration.objects.get_or_create(venue=venue, until=until, defaults=declares)
