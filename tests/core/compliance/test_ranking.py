"""Who is named: by the interval's end, equal places equally, never by the name."""

from random import Random
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.compliance import Arithmetic, Day, ranked
from tests.core.compliance.place import PARAMETERS, every_day, measured, office

SIDES: tuple[Literal["worst", "best"], ...] = ("worst", "best")


def arithmetic(daily: int, guests: int = 60, check_outs: int = 0) -> Arithmetic:
    return measured(every_day(daily, check_outs=check_outs), office(staff=0, guests=guests))


places = st.lists(
    st.builds(arithmetic, st.integers(0, 80), st.sampled_from([3, 60, 200]), st.integers(0, 5)),
    min_size=1,
    max_size=30,
)


@pytest.mark.parametrize("side", SIDES)
@given(found=places, seed=st.integers())
def test_names_and_order_never_change_a_rank(
    side: Literal["worst", "best"], found: list[Arithmetic], seed: int
) -> None:
    before = {each.key: each.rank for each in ranked(list(enumerate_keys(found)), side, PARAMETERS)}
    names = [f"name {number:02}" for number in range(len(found))]
    Random(seed).shuffle(names)
    renamed = dict(zip((key for key, _ in enumerate_keys(found)), names, strict=True))
    shuffled = [(renamed[key], each) for key, each in enumerate_keys(found)]
    Random(seed).shuffle(shuffled)
    after = {each.key: each.rank for each in ranked(shuffled, side, PARAMETERS)}
    assert after == {renamed[key]: rank for key, rank in before.items()}


def enumerate_keys(found: list[Arithmetic]) -> list[tuple[str, Arithmetic]]:
    return [(f"place {number}", each) for number, each in enumerate(found)]


def test_equal_places_share_a_rank_and_the_last_one_takes_all_in() -> None:
    alike = [(f"place {number}", arithmetic(0)) for number in range(14)]
    found = ranked(alike, "worst", PARAMETERS)
    assert [each.rank for each in found] == [1] * 14


def test_ten_are_named_of_many() -> None:
    many = [(f"place {number}", arithmetic(1 + number, 1000)) for number in range(40)]
    assert [each.rank for each in ranked(many, "worst", PARAMETERS)] == list(range(1, 11))


def test_silent_days_part_equal_places() -> None:
    steady, spread = every_day(4), every_day(4)
    first, second, *_ = sorted(spread)
    del spread[first]
    spread[second] = Day(day=second, check_ins=8)
    both = [("steady", measured(steady)), ("spread", measured(spread))]
    assert [each.key for each in ranked(both, "worst", PARAMETERS)] == ["spread", "steady"]


def test_nobody_is_lowest_who_may_well_comply() -> None:
    assert ranked([("good", arithmetic(58))], "worst", PARAMETERS) == []


def test_nobody_is_best_of_whom_little_is_known() -> None:
    assert ranked([("unsure", arithmetic(31))], "best", PARAMETERS) == []


def test_whoever_is_left_out_is_never_named() -> None:
    thin = measured({}, office(staff=0, guests=1))
    assert thin.left_out is not None
    assert ranked([("thin", thin)], "worst", PARAMETERS) == []
