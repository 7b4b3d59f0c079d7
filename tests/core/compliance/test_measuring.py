"""What the metric says of one place, and the laws it keeps."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from gapura.core.compliance import Day, LeftOut, Yardstick, dates, open_dates
from tests.core.compliance.place import (
    PARAMETERS,
    SINCE,
    UNTIL,
    WEEKDAYS,
    every_day,
    measured,
    office,
)

OPEN = open_dates(office(), SINCE, UNTIL)
counts = st.lists(st.integers(0, 400), min_size=len(OPEN), max_size=len(OPEN))


@dataclass
class Counted:
    """The days of a period with their check-ins and companions."""

    check_ins: list[int]
    companions: list[int]

    def days(self) -> dict[date, Day]:
        """As the metric reads them."""
        rows = zip(OPEN, self.check_ins, self.companions, strict=True)
        return {day: Day(day=day, check_ins=came, companions=with_) for day, came, with_ in rows}


days_counted = st.builds(Counted, counts, counts)


def test_the_share_is_of_those_who_should_come() -> None:
    found = measured(every_day(30))
    assert found.expected == 60 * 20
    assert (found.check_ins, found.open_days) == (30 * 20, 20)
    assert found.share == 0.5
    assert found.low < 0.5 < found.high


def test_ninety_of_a_hundred_beat_a_thousand_of_ten_thousand() -> None:
    small = measured(every_day(90), office(staff=0, guests=100))
    large = measured(every_day(1000), office(staff=0, guests=10_000))
    assert small.low > large.high


def test_nobody_came_in_leaves_an_upper_end() -> None:
    found = measured({})
    assert (found.share, found.low) == (0, 0)
    assert 0 < found.high < 0.02
    assert found.silent_days == found.open_days == 20


def test_a_closed_day_is_neither_expected_nor_silent() -> None:
    holiday = date(2021, 10, 20)
    counted = every_day(30)
    del counted[holiday]
    found = measured(counted, office(shut=frozenset({holiday})))
    assert (found.open_days, found.silent_days, found.share) == (19, 0, 0.5)


def test_a_day_that_the_place_says_it_is_closed_is_left_out_and_counted_as_such() -> None:
    monday, sunday, holiday = date(2021, 10, 18), date(2021, 10, 17), date(2021, 10, 20)
    counted = every_day(30)
    del counted[monday], counted[holiday]
    place = office(shut=frozenset({holiday}), stated=frozenset({monday, sunday, holiday}))
    found = measured(counted, place)
    assert (found.open_days, found.silent_days, found.share) == (18, 0, 0.5)
    assert found.stated_days == 1  # the others are closed without its word


def test_a_head_count_of_a_day_said_to_be_closed_corrects_nothing() -> None:
    monday = date(2021, 10, 18)
    place = office(counts={monday: 5}, stated=frozenset({monday}))
    assert measured(every_day(30), place).expectation.counted_days == 0


def test_scans_on_a_closed_day_are_told_apart() -> None:
    sunday = date(2021, 10, 10)
    found = measured(every_day(30) | {sunday: Day(day=sunday, check_ins=12)})
    assert (found.check_ins, found.elsewhen) == (600, 12)


def test_a_group_scanner_is_seen_and_counted_in_part() -> None:
    found = measured(every_day(6, companions=48))
    assert found.group_share == pytest.approx(48 / 54)
    assert found.group_share > PARAMETERS.group_share
    assert found.companions_counted == found.check_ins / 2


def test_ordinary_companions_count_in_full() -> None:
    assert measured(every_day(30, companions=6)).counted == 20 * 36


def test_head_counts_correct_what_is_declared() -> None:
    counted = every_day(30)
    says_less = office(staff=0, guests=30, counts=dict.fromkeys(OPEN, 60))
    assert measured(counted, office(staff=0, guests=30)).share == pytest.approx(1)
    assert 0.5 < measured(counted, says_less).share < 0.55


def test_check_outs_and_officers_answers_stand_beside_it() -> None:
    known = every_day(30, check_outs=15, to_verify=4)
    found = measured({day: structs.replace(each, verified=3) for day, each in known.items()})
    assert found.check_out_share == 0.5
    assert found.verified_share == 0.75
    assert measured(known).verified_share is None


def test_check_outs_are_of_the_scans_that_let_in_and_a_refusal_breaks_the_silence() -> None:
    found = measured(every_day(10, scans=30, admitted=20, check_outs=15))
    assert found.check_out_share == 0.75
    assert measured(every_day(0, scans=3, admitted=0)).silent_days == 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"live": False}, LeftOut.WITHDRAWN),
        ({"open_weekdays": frozenset()}, LeftOut.CLOSED),
        ({"shut": frozenset(dates(SINCE, UNTIL - timedelta(days=7)))}, LeftOut.CLOSED),
        ({"since": UNTIL - timedelta(days=9)}, LeftOut.NEW),
        ({"since": UNTIL + timedelta(days=9)}, LeftOut.NEW),
        ({"staff": None, "guests": None}, LeftOut.UNDECLARED),
        ({"staff": 0, "guests": 1}, LeftOut.THIN),
        ({}, None),
        ({"staff": None, "guests": None, "counts": dict.fromkeys(OPEN[:5], 60)}, None),
    ],
)
def test_who_is_left_out_and_why(changes: dict[str, object], why: LeftOut | None) -> None:
    assert measured(every_day(30), office(**changes)).left_out == why


@given(days_counted, st.integers(0, len(OPEN) - 1), st.integers(1, 500))
def test_more_check_ins_never_lower_the_score(counted: Counted, where: int, more: int) -> None:
    before = measured(counted.days())
    counted.check_ins[where] += more
    after = measured(counted.days())
    assert after.share >= before.share
    assert after.low >= before.low
    assert after.high >= before.high
    assert after.silent_days <= before.silent_days


@given(days_counted)
def test_the_interval_holds_the_share(counted: Counted) -> None:
    found = measured(counted.days())
    assert 0 <= found.low <= found.share <= found.high


@given(st.integers(1, 200), st.integers(2, 26))
def test_the_interval_narrows_with_more_weeks(daily: int, weeks: int) -> None:
    def width(number: int) -> float:
        until = SINCE + timedelta(weeks=number) - timedelta(days=1)
        found = measured(every_day(daily, SINCE, until), until=until)
        return (found.high - found.low) / found.share

    assert width(weeks) < width(weeks - 1)


@given(st.integers(1, 200), st.integers(1, len(OPEN)))
def test_the_interval_narrows_with_more_head_counts(daily: int, number: int) -> None:
    def width(counted: int) -> float:
        found = measured(every_day(daily), office(counts=dict.fromkeys(OPEN[:counted], 60)))
        return found.high - found.low

    assert width(number) < width(number - 1)


@given(st.floats(1, 50), st.floats(1, 50), st.integers(0, 200))
def test_the_interval_widens_where_days_scatter(one: float, other: float, daily: int) -> None:
    calm, wild = (
        measured(every_day(daily), yardstick=Yardstick(dispersion=each)) for each in sorted((one, other))
    )
    assert wild.high - wild.low >= (calm.high - calm.low) * 0.999


def test_every_weekday_of_the_office_is_there() -> None:
    assert {day.weekday() for day in OPEN} == set(WEEKDAYS)
