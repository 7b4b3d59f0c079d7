"""Which UTC days of visits a database holds."""

from datetime import date, timedelta
from typing import Final

AHEAD: Final = 8
"""Days that are made before they come, so that a week without upkeep stops nobody."""


def kept(today: date, retention_days: int) -> tuple[date, date]:
    """The first and the last day that have their partition; what is older goes with retention."""
    return today - timedelta(days=retention_days), today + timedelta(days=AHEAD)
