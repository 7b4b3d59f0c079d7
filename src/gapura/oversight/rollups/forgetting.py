"""Lets go of counts that nobody needs any more, the finest first."""

from datetime import date, timedelta
from typing import Final

from django.db.models import Model
from django.utils import timezone

from gapura.oversight.rollups.models import CountedHour, RegionHour, VenueDay, VenueHour

KEPT: Final[dict[type[Model], int]] = {VenueHour: 100, RegionHour: 60, VenueDay: 800}
"""Local days for which each kind of count is kept; days of regions and categories stay for good."""

HOURS_NOTED: Final = 400


def forget(today: date | None = None) -> int:
    """Delete counts past their term, whole days at a time; returns how many rows went."""
    today = today or timezone.localdate()
    gone = 0
    for model, days in KEPT.items():
        gone += model._default_manager.filter(day__lt=today - timedelta(days=days)).delete()[0]
    CountedHour.objects.filter(hour__lt=timezone.now() - timedelta(days=HOURS_NOTED)).delete()
    return gone
