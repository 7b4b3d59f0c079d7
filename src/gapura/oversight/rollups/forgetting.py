"""Lets go of counts that nobody needs any more, the finest first."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db.models import Model
from django.utils import timezone

from gapura.common.pieces import delete_oldest
from gapura.oversight.rollups.models import CountedHour, RegionHour, VenueDay, VenueHour

KEPT: Final[dict[type[Model], int]] = {VenueHour: 100, RegionHour: 60, VenueDay: 800}
"""Local days for which each kind of count is kept; days of regions and categories stay for good."""

HOURS_NOTED: Final = 400


def forget(today: date | None = None) -> int:
    """Delete counts past their term; returns how many rows went.

    A few hours or one day is a statement: a nation has millions of rows a day, and a job that was away for
    weeks has to catch up.
    """
    today = today or timezone.localdate()
    gone = 0
    for model, days in KEPT.items():
        before = today - timedelta(days=days)
        old = model._default_manager.filter(day__lt=before)
        if model is VenueDay:
            gone += delete_oldest(old, "day")
        else:
            # Found by the hour, which is indexed; a place far in the west goes a day later.
            gone += delete_oldest(old.filter(hour__lt=datetime.combine(before, time(), UTC)), "hour")
    CountedHour.objects.filter(hour__lt=timezone.now() - timedelta(days=HOURS_NOTED)).delete()
    return gone
