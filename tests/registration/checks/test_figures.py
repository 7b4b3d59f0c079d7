"""Dates, figures and phones that make no sense, and those that do."""

from datetime import date
from typing import Any

import pytest

from gapura.registration.checks import figures, phones
from gapura.registration.findings import Level
from gapura.venues.acts import NewDoor
from tests.registration.world import asks

TODAY = date(2021, 10, 12)


@pytest.mark.parametrize("day", [TODAY, date(2021, 7, 14)])
def test_a_letter_of_the_last_three_months_is_fine(day: date) -> None:
    assert figures.check_letter_date(day, today=TODAY) == []


def test_a_letter_from_the_future_is_refused_and_an_old_one_asked_about() -> None:
    (future,) = figures.check_letter_date(date(2021, 10, 13), today=TODAY)
    (old,) = figures.check_letter_date(date(2021, 7, 13), today=TODAY)

    assert (future.level, future.code) == (Level.ERROR, "letter_from_the_future")
    assert (old.level, old.code) == (Level.WARNING, "old_letter")


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({}, []),
        ({"staff": 30, "capacity": 30}, []),
        ({"staff": 31, "capacity": 30}, ["less_than_staff"]),
        ({"daily_guests": 3001, "capacity": 30}, ["too_many_guests"]),
        ({"doors": (NewDoor("Keluar", "exit"),)}, ["no_way_in"]),
        ({"doors": (NewDoor("Masuk", "entry"),)}, ["no_way_out"]),
        ({"doors": (NewDoor("Masuk", "entry"), NewDoor("Keluar", "exit"))}, []),
    ],
)
def test_figures_fit_each_other(said: dict[str, Any], codes: list[str]) -> None:
    assert [each.code for each in figures.check_figures(asks(**said))] == codes


@pytest.mark.parametrize(
    ("phone", "codes"),
    [
        ("+6281234567890", []),
        ("+62361943079", ["landline"]),
        ("+12025550123", ["foreign_phone"]),
        ("", []),
    ],
)
def test_a_phone_is_mobile_and_indonesian(phone: str, codes: list[str]) -> None:
    assert [each.code for each in phones.check(phone)] == codes
