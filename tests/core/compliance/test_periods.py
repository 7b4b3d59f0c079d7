"""No two published periods tell a few days by their difference."""

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.compliance import tell_few_days

FIRST = date(2021, 10, 1)
FEWEST = 14
DAY = timedelta(days=1)


def span(since: int, until: int) -> tuple[date, date]:
    """From one day of October 2021 to another, which may lie beyond it."""
    return FIRST + timedelta(days=since - 1), FIRST + timedelta(days=until - 1)


@pytest.mark.parametrize(
    ("new", "others", "fits"),
    [
        (span(1, 31), [], True),
        (span(1, 31), [span(1, 31)], True),  # of another region: the same figures
        (span(1, 31), [span(1, 30)], False),
        (span(2, 31), [span(1, 31)], False),
        (span(2, 32), [span(1, 31)], False),  # a day at each end: one may be a Sunday
        (span(32, 61), [span(1, 31)], True),
        (span(33, 61), [span(1, 31)], True),  # the day between is in neither
        (span(1, 92), [span(1, 31)], True),
        (span(1, 61), [span(1, 31), span(33, 61)], False),  # what both leave of it is one day
        (span(1, 44), [span(1, 30)], True),
        (span(1, 43), [span(1, 30)], False),
    ],
)
def test_which_period_may_stand_beside_which(new: object, others: list[object], fits: bool) -> None:
    assert (tell_few_days(new, others, FEWEST) is None) is fits  # type: ignore[arg-type]


days = st.tuples(st.integers(1, 90), st.integers(13, 60)).map(lambda each: span(each[0], sum(each)))


@given(st.lists(days, max_size=6))
def test_no_sum_and_difference_of_those_that_may_is_a_few_days(wanted: list[tuple[date, date]]) -> None:
    public: list[tuple[date, date]] = []
    for each in wanted:
        if tell_few_days(each, public, FEWEST) is None:
            public.append(each)
    for one, other in combinations(public, 2):
        marks = sorted({one[0], one[1] + DAY, other[0], other[1] + DAY})
        apart = [(later - sooner).days for sooner, later in pairwise(marks)]
        overlap = one[0] <= other[1] and other[0] <= one[1]
        assert not overlap or all(gap >= FEWEST for gap in apart)
