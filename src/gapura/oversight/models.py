"""Every table of oversight, where Django looks for it; each part keeps its own."""

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
    "RegionDay",
    "RegionHour",
    "RegionNow",
    "VenueDay",
    "VenueHour",
    "VenueTrend",
]
