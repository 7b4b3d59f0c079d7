"""Which days of visits a database holds."""

from datetime import date

from gapura.core import days


def test_the_oldest_day_kept_is_the_first_that_retention_leaves() -> None:
    assert days.kept(date(2021, 10, 30), 14) == (date(2021, 10, 16), date(2021, 11, 7))
