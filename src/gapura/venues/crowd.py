"""How full venues are now, and what was decided at their doors today.

The tables are the gate's and belong to an app above this one; they are read here by plain statements.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from gapura.venues.models import Venue

NEARLY_FULL = 0.8
"""From this share of the capacity on, a venue counts as nearly full."""

_INSIDE = "SELECT venue_id, inside FROM visits_occupancy WHERE venue_id = ANY (%s)"
# Both UTC days that the local day touches are named, so that no other partition is read.
_TODAY = """
    SELECT venue_id, decision, count(*) FROM visits_visit
    WHERE day BETWEEN %s AND %s AND checked_in_at >= %s AND venue_id = ANY (%s)
    GROUP BY venue_id, decision
"""
_FAR_TODAY = """
    SELECT n.venue_id, count(*) FROM visits_nearness n
    WHERE n.day >= %s AND n.visit_id >= %s AND n.far AND n.venue_id = ANY (%s) GROUP BY n.venue_id
"""


@dataclass(slots=True)
class Figures:
    """One venue now and today: people inside, and check-ins by what was decided."""

    inside: int = 0
    admit: int = 0
    verify: int = 0
    refuse: int = 0
    full: int = 0


@dataclass(frozen=True, slots=True)
class Crowded:
    """A venue with its figures, as lists show it."""

    venue: Venue
    figures: Figures

    @property
    def nearly_full(self) -> int:
        """From how many people inside the venue counts as nearly full."""
        return max(1, round(self.venue.capacity * NEARLY_FULL))


def crowded(venues: Iterable[Venue]) -> list[Crowded]:
    """Venues with their figures, in the given order: one statement for the crowd, one a zone for today."""
    found = list(venues)
    figures = {venue.pk: Figures() for venue in found}
    with connection.cursor() as cursor:
        cursor.execute(_INSIDE, [list(figures)])
        for venue_id, inside in cursor.fetchall():
            figures[venue_id].inside = inside
    for zone, ids in _by_zone(found).items():
        _add_today(figures, ids, ZoneInfo(zone))
    return [Crowded(venue, figures[venue.pk]) for venue in found]


def _add_today(figures: dict[UUID, Figures], ids: list[UUID], zone: ZoneInfo) -> None:
    midnight = _midnight(zone)
    days = (midnight.astimezone(UTC).date(), timezone.now().astimezone(UTC).date())
    with connection.cursor() as cursor:
        cursor.execute(_TODAY, [*days, midnight, ids])
        for venue_id, decision, count in cursor.fetchall():
            setattr(figures[venue_id], decision, count)


def far_today(venues: Iterable[Venue]) -> dict[UUID, int]:
    """How many check-ins of today were made far from their venue, of those whose visitors let it be seen.

    Today is each venue's own; one statement a zone.
    """
    far: dict[UUID, int] = {}
    with connection.cursor() as cursor:
        for zone, ids in _by_zone(venues).items():
            midnight = _midnight(ZoneInfo(zone))
            first = UUID(int=int(midnight.timestamp() * 1000) << 80)
            cursor.execute(_FAR_TODAY, [midnight.astimezone(UTC).date(), first, ids])
            far.update(cursor.fetchall())
    return far


def _by_zone(venues: Iterable[Venue]) -> dict[str, list[UUID]]:
    zones: dict[str, list[UUID]] = {}
    for venue in venues:
        zones.setdefault(venue.time_zone, []).append(venue.pk)
    return zones


def _midnight(zone: ZoneInfo) -> datetime:
    """When today began in a zone."""
    return datetime.combine(timezone.now().astimezone(zone).date(), time(), tzinfo=zone)
