"""What the days of a page add up to, of a region as of one place."""

from collections import Counter
from datetime import date


class CountedDays:
    """Counts by name of each local day of a period, which ends today."""

    __slots__ = ()
    today: date
    days: dict[date, Counter[str]]

    @property
    def of_today(self) -> Counter[str]:
        """Today's counts so far."""
        return self.days.get(self.today, Counter())

    @property
    def of_period(self) -> Counter[str]:
        """The counts of all days of the period together."""
        return sum(self.days.values(), Counter())
