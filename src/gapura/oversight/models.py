"""Every table of oversight, where Django looks for it; each part keeps its own."""

from gapura.oversight.compliance.models import HeadCount
from gapura.oversight.dashboards.models import HealthDay
from gapura.oversight.holidays.models import Holiday
from gapura.oversight.nudges.models import Spell
from gapura.oversight.ranking.models import Entry, Hearing, Ranking, VenueWarning
from gapura.oversight.rollups.models import (
    CountedHour,
    RegionDay,
    RegionHour,
    RegionNow,
    VenueDay,
    VenueHour,
    VenueTrend,
)

__all__ = [
    "CountedHour",
    "Entry",
    "HeadCount",
    "HealthDay",
    "Hearing",
    "Holiday",
    "Ranking",
    "RegionDay",
    "RegionHour",
    "RegionNow",
    "Spell",
    "VenueDay",
    "VenueHour",
    "VenueTrend",
    "VenueWarning",
]
