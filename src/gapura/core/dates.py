"""Dates reckoned by years."""

from datetime import date, timedelta


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; the 28th for 29 February."""
    if (day.month, day.day) == (2, 29):
        day -= timedelta(days=1)
    return day.replace(year=day.year - years)
