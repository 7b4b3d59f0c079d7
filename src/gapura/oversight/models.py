"""Every table of oversight, where Django looks for it; each part keeps its own."""

from gapura.oversight.closures.models import Closure
from gapura.oversight.compliance.models import HeadCount
from gapura.oversight.coverage.models import CoverageDay, Stock, StockList
from gapura.oversight.dashboards.models import HealthDay
from gapura.oversight.exports.models import Subscription, WeeklyLetter
from gapura.oversight.holidays.models import Holiday
from gapura.oversight.nudges.models import Spell
from gapura.oversight.open_data.models import Release
from gapura.oversight.ranking.models import Entry, Hearing, Ranking, VenueWarning
from gapura.oversight.rollups.models import (
    CountedHour,
    Look,
    RegionDay,
    RegionHour,
    RegionNow,
    VenueDay,
    VenueHour,
    VenueTrend,
)

__all__ = [
    "Closure",
    "CountedHour",
    "CoverageDay",
    "Entry",
    "HeadCount",
    "HealthDay",
    "Hearing",
    "Holiday",
    "Look",
    "Ranking",
    "RegionDay",
    "RegionHour",
    "RegionNow",
    "Release",
    "Spell",
    "Stock",
    "StockList",
    "Subscription",
    "VenueDay",
    "VenueHour",
    "VenueTrend",
    "VenueWarning",
    "WeeklyLetter",
]
