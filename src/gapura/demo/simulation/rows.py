"""A simulated quarter as rows in the database: places that declare what they expect."""

from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from gapura.demo.simulation.quarter import Quarter
from gapura.oversight.compliance.models import HeadCount
from gapura.venues.models import Venue

ZONE = ZoneInfo("Asia/Makassar")
COUNTED_BY = "system"


def declare(quarter: Quarter, venues: Iterable[Venue]) -> None:
    """Let the venues declare what the quarter's offices declare, from their first days on."""
    by_key = {office.key: office for office in quarter.offices}
    changed = []
    for venue in venues:
        office = by_key[str(venue.pk)]
        venue.staff, venue.daily_guests, venue.opening_hours = office.staff, office.guests, office.hours
        venue.created_at = datetime.combine(quarter.first_day_of(office), time(8), ZONE)
        changed.append(venue)
    Venue.objects.bulk_update(changed, ["staff", "daily_guests", "opening_hours", "created_at"])
    HeadCount.objects.bulk_create(
        HeadCount(venue_id=office.key, day=day, people=people, counted_by=COUNTED_BY)
        for office in quarter.offices
        for day, people in office.counted.items()
    )
