"""Still inside? When it is worth asking somebody whether they forgot to check out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from gapura.visits import places
from gapura.visits.history import Entry

AFTER = timedelta(hours=2)
"""A visit this long is asked about, or one of half the longest stay where that is shorter."""


def still_inside(entry: Entry, now: datetime) -> bool:
    """Whether an open visit has gone on for long, or its venue has closed meanwhile."""
    visit, venue = entry.visit, entry.venue
    if visit.decision != "admit" or visit.left_at is not None or visit.limit_at <= now:
        return False
    if now - visit.checked_in_at >= min(AFTER, (visit.limit_at - visit.checked_in_at) / 2):
        return True
    if venue is None:
        return False
    zone = ZoneInfo(venue.time_zone)
    came, today = (
        places.hours(venue.opening_hours, at.astimezone(zone)) for at in (visit.checked_in_at, now)
    )
    return bool(came and came.open_now and today and not today.open_now)
