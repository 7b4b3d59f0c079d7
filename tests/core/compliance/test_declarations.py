"""Every day is judged by what was declared when it began."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.compliance import Declaration, LeftOut, Pools, habits, open_dates, yardstick
from tests.core.compliance.place import (
    PARAMETERS,
    SINCE,
    UNTIL,
    WEEKDAYS,
    every_day,
    measured,
    office,
    weeks_before,
)

SECOND_WEEK = SINCE + timedelta(days=13)  # its Sunday, the last day before the third week
BEGINS, ENDS = weeks_before(8)


def said(**changes: Any) -> Declaration:
    """What the office of sixty visits a day declares, changed."""
    known: dict[str, Any] = {"open_weekdays": WEEKDAYS, "staff": 20, "guests": 43}
    return Declaration(**{**known, **changes})


def test_what_is_declared_after_a_period_changes_nothing_of_it() -> None:
    before = measured(every_day(30))
    later = office(staff=1, guests=0, open_weekdays=frozenset({0}), earlier=((UNTIL, said()),))
    assert measured(every_day(30), later) == before


def test_what_is_declared_within_it_counts_from_then_on() -> None:
    """Two weeks of sixty, two weeks of a hundred and twenty: ninety on an ordinary day."""
    found = measured(every_day(45), office(staff=40, guests=86, earlier=((SECOND_WEEK, said()),)))
    expects = found.expectation
    assert expects.declared == expects.daily == pytest.approx(90)
    assert [(each.since, each.declared, each.weight) for each in expects.stretches] == [
        (SINCE, 60, 10),
        (SECOND_WEEK + timedelta(days=1), 120, 10),
    ]
    assert found.share == pytest.approx(0.5)
    assert (expects.staff, expects.guests) == (40, 86)


def test_days_open_by_the_hours_of_that_time_stay_open() -> None:
    """Mondays only from the third week on: ten days of the first two weeks and two Mondays."""
    place = office(open_weekdays=frozenset({0}), earlier=((SECOND_WEEK, said()),))
    days = open_dates(place, SINCE, UNTIL)
    assert len(days) == 12
    assert [day.weekday() for day in days[10:]] == [0, 0]
    week = place.open_weekdays_in(SINCE, UNTIL)
    assert week == WEEKDAYS
    assert place.open_weekdays_in(SECOND_WEEK + timedelta(days=1), UNTIL) == frozenset({0})


def test_hours_alone_leave_the_expectation_one_sum() -> None:
    place = office(open_weekdays=WEEKDAYS | {5}, earlier=((SECOND_WEEK, said()),))
    assert measured(every_day(30), place).expectation.stretches == ()


def test_declaring_nothing_any_more_takes_nothing_off() -> None:
    place = office(staff=None, guests=None, earlier=((SECOND_WEEK, said()),))
    found = measured(every_day(30), place)
    assert found.expectation.declared == pytest.approx(60)
    assert found.share == pytest.approx(0.5)
    assert found.left_out is None


def test_who_declared_nothing_in_the_whole_period_is_not_ranked() -> None:
    place = office(earlier=((UNTIL, said(staff=None, guests=None)),))
    assert measured(every_day(30), place).left_out is LeftOut.UNDECLARED


def test_a_weekday_that_was_closed_then_is_not_learned_as_silent() -> None:
    """The office opens on Saturdays, too, since its period began; eight Saturdays before were closed."""
    place = office(open_weekdays=WEEKDAYS | {5}, earlier=((ENDS, said()),))
    own = habits(place, every_day(60, BEGINS, ENDS), BEGINS, ENDS)
    assert own.open_days == (8, 8, 8, 8, 8, 0, 0)
    peers = Pools([(place, own)], SINCE, PARAMETERS).of(place, PARAMETERS)[1]
    found = yardstick(place.open_weekdays_in(SINCE, UNTIL), own, peers, PARAMETERS)
    assert found.shut == ()
    assert found.pattern[5] > 0


def test_peers_are_those_of_the_size_declared_when_the_period_began() -> None:
    place = office(staff=4000, earlier=((SINCE, said()),))
    others = [office(key=str(number)) for number in range(6)]
    learned = [(each, habits(each, every_day(60, BEGINS, ENDS), BEGINS, ENDS)) for each in [place, *others]]
    group, peers = Pools(learned, SINCE, PARAMETERS).of(place, PARAMETERS)
    assert (group, peers.places) == (("kantor_desa", 1), 7)


def test_a_head_count_of_a_day_that_was_closed_then_is_not_used() -> None:
    saturday = SINCE + timedelta(days=5)
    place = office(
        open_weekdays=WEEKDAYS | {5}, earlier=((SECOND_WEEK, said()),), counts={saturday: 500, SINCE: 60}
    )
    assert measured(every_day(30), place, yardstick=measured({}).yardstick).expectation.counted_days == 1


@given(cuts=st.lists(st.integers(-60, 40), unique=True, max_size=5))
def test_declaring_the_same_again_changes_nothing(cuts: list[int]) -> None:
    earlier = tuple((SINCE + timedelta(days=cut), said()) for cut in sorted(cuts))
    again, once = measured(every_day(30), office(earlier=earlier)), measured(every_day(30))
    assert again.share == pytest.approx(once.share)
    assert (again.low, again.high) == pytest.approx((once.low, once.high))
    assert again.expectation.stretches == ()


@given(cuts=st.lists(st.dates(date(2021, 9, 1), date(2021, 11, 30)), unique=True, max_size=5))
def test_the_pieces_of_a_period_are_the_whole_of_it(cuts: list[date]) -> None:
    place = office(earlier=tuple((cut, said(staff=number)) for number, cut in enumerate(sorted(cuts))))
    pieces = list(place.held(SINCE, UNTIL))
    assert (pieces[0][0], pieces[-1][1]) == (SINCE, UNTIL)
    assert all(one[1] + timedelta(days=1) == next_[0] for one, next_ in pairwise(pieces))
    assert all(place.on(first) is place.on(last) is declared for first, last, declared in pieces)
