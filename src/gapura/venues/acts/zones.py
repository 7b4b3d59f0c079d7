"""A place follows its region into another time zone."""

from collections.abc import Collection
from typing import Any

from django.dispatch import receiver

from gapura.audit import trail
from gapura.regions.signals import zones_corrected
from gapura.venues.models import Venue


@receiver(zones_corrected)
def _follow(codes: Collection[str], before: str, after: str, by: trail.Actor, **_: Any) -> None:
    """Places that have their region's former zone; visits keep their own times and days."""
    followers = Venue.objects.filter(region__in=codes, time_zone=before)
    # In the order in which the gate takes them.
    keys = list(followers.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    Venue.objects.filter(pk__in=keys).update(time_zone=after)
    places = (f"venue:{key}" for key in keys)
    trail.record_each("venue.follow_zone", by=by, subjects=places, before=before, zone=after)
