"""Every way out of black, with the last black day, the first other day, and the tests that do not count."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gapura.core.evidence import Arrival, Contact, Dose, Evidence, Test
from gapura.core.policy import explain, get, screen
from tests.core.policy.builders import MAKASSAR, noon, on, person

IN_B, IN_C = date(2021, 9, 5), date(2021, 10, 12)
D_FIRST, D_CASE, D_TEN, D_FOURTEEN = (
    date(2022, 2, 14),
    date(2022, 2, 17),
    date(2022, 2, 19),
    date(2022, 3, 10),
)
IN_E = date(2022, 8, 10)


def is_black(day: date, **who: Any) -> bool:
    colour = on(day, person(day, doses=3, **who)).colour
    assert colour in ("black", "green")
    return colour == "black"


@pytest.mark.parametrize("day", [IN_B, IN_C])
@pytest.mark.parametrize("kind", ["negative_pcr", "negative_antigen"])
def test_in_2021_a_case_leaves_black_on_day_11_with_a_negative_test_from_day_10(day: date, kind: str) -> None:
    assert is_black(day, positive=10, **{kind: [0]})
    assert not is_black(day, positive=11, **{kind: [1]})
    assert not is_black(day, positive=12, **{kind: [0]})
    assert is_black(day, positive=14, **{kind: [5]})


@pytest.mark.parametrize("day", [IN_B, IN_C])
def test_in_2021_a_case_without_a_test_leaves_black_on_day_15(day: date) -> None:
    assert is_black(day, positive=0)
    assert is_black(day, positive=14)
    assert not is_black(day, positive=15)


@pytest.mark.parametrize("day", [IN_B, IN_C])
def test_in_2021_a_contact_leaves_black_on_day_6_with_tests_on_days_1_and_5(day: date) -> None:
    assert is_black(day, contact=5, negative_pcr=[4, 0])
    assert not is_black(day, contact=6, negative_pcr=[5, 1])
    assert not is_black(day, contact=6, negative_antigen=[5], negative_pcr=[1])
    assert is_black(day, contact=6, negative_pcr=[5, 2])
    assert is_black(day, contact=6, negative_pcr=[6, 1])
    assert is_black(day, contact=6, negative_pcr=[1, 1])


@pytest.mark.parametrize("day", [IN_B, IN_C])
def test_in_2021_a_contact_without_tests_leaves_black_on_day_15(day: date) -> None:
    assert is_black(day, contact=14)
    assert not is_black(day, contact=15)


def test_an_arrival_leaves_black_on_the_day_its_quarantine_ended() -> None:
    for day in (IN_C, D_FOURTEEN):
        assert is_black(day, arrival=8, quarantine_ends_in=1)
        assert not is_black(day, arrival=8, quarantine_ends_in=0)
    assert not is_black(IN_B, arrival=1)
    assert not is_black(IN_E, arrival=1)


def test_an_arrival_whose_end_nobody_recorded_is_no_longer_just_arrived_after_two_weeks() -> None:
    assert is_black(IN_C, arrival=14)
    assert not is_black(IN_C, arrival=15)
    assert is_black(D_FOURTEEN, arrival=13)
    assert not is_black(D_FOURTEEN, arrival=14)


def test_in_february_2022_a_case_leaves_black_with_two_negative_pcrs_on_days_5_and_6() -> None:
    assert not is_black(D_CASE, positive=6, negative_pcr=[1, 0])
    assert is_black(D_CASE, positive=5, negative_pcr=[1, 0])
    assert is_black(D_CASE, positive=6, negative_pcr=[0])
    assert is_black(D_CASE, positive=6, negative_pcr=[2, 0])
    assert is_black(D_CASE, positive=9, negative_antigen=[2, 1, 0])
    assert is_black(D_CASE, positive=6, negative_pcr=[0], negative_antigen=[1])


@pytest.mark.parametrize(("minutes_apart", "black"), [(24 * 60 - 1, True), (24 * 60, False)])
def test_the_two_negative_pcrs_lie_24_hours_apart_to_the_minute(minutes_apart: int, black: bool) -> None:
    second = noon(D_CASE)
    first = second - timedelta(minutes=minutes_apart)
    evidence = Evidence(
        doses=(Dose(date=date(2021, 3, 1), product="janssen"),),
        tests=(
            Test(kind="pcr", result="positive", at=second - timedelta(days=6)),
            Test(kind="pcr", result="negative", at=first),
            Test(kind="pcr", result="negative", at=second),
        ),
    )
    assert (on(D_CASE, evidence).colour == "black") is black


def test_in_2022_a_case_without_a_test_leaves_black_on_day_10() -> None:
    for day in (D_FIRST, D_CASE, D_FOURTEEN, IN_E):
        assert is_black(day, positive=9)
        assert not is_black(day, positive=10)


def test_on_14_february_2022_the_earlier_exit_of_a_case_is_not_yet_open() -> None:
    assert is_black(D_FIRST, positive=6, negative_pcr=[1, 0])
    assert not is_black(D_FIRST + timedelta(days=1), positive=6, negative_pcr=[1, 0])


def test_from_15_to_19_february_2022_a_contact_leaves_black_with_a_test_from_day_5_or_on_day_10() -> None:
    for day in (D_FIRST + timedelta(days=1), D_TEN):
        assert not is_black(day, contact=5, negative_antigen=[0])
        assert is_black(day, contact=5, negative_antigen=[1])
        assert is_black(day, contact=9)
        assert not is_black(day, contact=10)


def test_from_20_february_2022_a_contact_leaves_black_with_a_test_from_day_4_or_on_day_14() -> None:
    for day in (D_TEN + timedelta(days=1), D_FOURTEEN):
        assert not is_black(day, contact=4, negative_antigen=[0])
        assert not is_black(day, contact=9, negative_pcr=[5])
        assert is_black(day, contact=4, negative_pcr=[1])
        assert is_black(day, contact=13)
        assert not is_black(day, contact=14)


def test_from_july_2022_one_negative_pcr_from_day_5_ends_black() -> None:
    assert not is_black(IN_E, positive=5, negative_pcr=[0])
    assert is_black(IN_E, positive=5, negative_pcr=[1])
    assert is_black(IN_E, positive=9, negative_antigen=[0])
    assert not is_black(IN_E, contact=5, negative_pcr=[0])
    assert is_black(IN_E, contact=13)
    assert not is_black(IN_E, contact=14)


def test_leaving_as_a_case_does_not_help_a_contact_still_inside_its_window() -> None:
    screening = on(D_CASE, person(D_CASE, doses=2, positive=6, negative_pcr=[1, 0], contact=2))
    assert (screening.colour, screening.reasons) == ("black", ("contact_recent",))


def test_a_second_positive_result_starts_the_case_again() -> None:
    first = person(IN_C, positive=14, negative_pcr=[2], doses=2)
    again = person(IN_C, positive=1, doses=2)
    both = Evidence(doses=first.doses, tests=first.tests + again.tests)
    assert on(IN_C, first).colour == "green"
    assert on(IN_C, both).colour == "black"


@pytest.mark.parametrize(
    ("zone", "colour"), [("Asia/Jakarta", "black"), ("Asia/Makassar", "green"), ("Asia/Jayapura", "black")]
)
def test_the_days_of_a_case_are_dates_in_the_zone_of_the_venue(zone: str, colour: str) -> None:
    result = datetime(2022, 3, 1, 15, 30, tzinfo=ZoneInfo("UTC"))
    now = datetime(2022, 3, 10, 16, 30, tzinfo=ZoneInfo("UTC"))
    evidence = Evidence(
        doses=(Dose(date=date(2021, 3, 1), product="janssen"),),
        tests=(Test(kind="pcr", result="positive", at=result),),
    )
    screening = screen(get("D_2022-02-14"), evidence, at=now, zone=ZoneInfo(zone))
    assert screening.colour == colour


def test_the_explanation_names_the_first_day_that_is_not_black() -> None:
    evidence = Evidence(contacts=(Contact(date=IN_C - timedelta(days=4)),))
    explanation = explain(get("C_2021-09-13"), evidence, at=noon(IN_C), zone=MAKASSAR)
    assert explanation.black_ends == IN_C + timedelta(days=11)
    still = explain(
        get("C_2021-09-13"),
        Evidence(arrivals=(Arrival(date=IN_C, quarantine_ended=IN_C + timedelta(days=400)),)),
        at=noon(IN_C),
        zone=MAKASSAR,
    )
    assert still.black_ends is None
