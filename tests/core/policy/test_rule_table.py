"""Every row of the table of dated rules: inside its days, and on the days just outside them."""

import csv
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gapura.core.policy import NoRuleSetError
from tests.core.policy.builders import on, person

ROOT = Path(__file__).parents[3]
TABLE = Path(os.environ.get("GAPURA_DATA", ROOT.parent / "shared" / "data")) / "status_rules.csv"
needs_table = pytest.mark.skipif(not TABLE.is_file(), reason=f"no table of rules at {TABLE}")

A = ("2021-08-10", "2021-08-30")
B = ("2021-08-31", "2021-09-12")
C = ("2021-09-13", "2022-02-13")
D = ("2022-02-14", "2022-07-16")
E = ("2022-07-17", "2022-12-29")
F = ("2022-12-30", "2026-11-22")
NO_RULES = "no rule set"


class Row(NamedTuple):
    """A row of the table: on its first and last day `who` has a colour, and which on the days around."""

    number: int
    ruleset: str
    days: tuple[str, str]
    who: dict[str, Any]
    colour: str
    decision: str
    before: str
    after: str


ROWS = [
    Row(1, "A_2021-08", A, {"doses": 2}, "green", "admit", NO_RULES, "green"),
    Row(2, "A_2021-08", A, {"doses": 1}, "yellow", "verify", NO_RULES, "yellow"),
    Row(3, "A_2021-08", A, {"doses": 0}, "red", "refuse", NO_RULES, "red"),
    Row(3, "A_2021-08", A, {"doses": 0, "recovered": 30}, "red", "refuse", NO_RULES, "yellow"),
    Row(1, "A_2021-08", A, {"doses": 2, "positive": 3}, "green", "admit", NO_RULES, "black"),
    Row(2, "A_2021-08", A, {"doses": 1, "product": "janssen"}, "yellow", "verify", NO_RULES, "green"),
    Row(4, "B_2021-09", B, {"doses": 2, "positive": 3}, "black", "refuse", "green", "black"),
    Row(4, "B_2021-09", B, {"doses": 2, "contact": 3}, "black", "refuse", "green", "black"),
    Row(5, "B_2021-09", B, {"doses": 1, "product": "janssen"}, "green", "admit", "yellow", "green"),
    Row(5, "B_2021-09", B, {"doses": 2, "arrival": 3}, "green", "admit", "green", "black"),
    Row(6, "B_2021-09", B, {"doses": 1}, "yellow", "verify", "yellow", "yellow"),
    Row(6, "B_2021-09", B, {"doses": 0, "recovered": 30}, "yellow", "verify", "red", "yellow"),
    Row(7, "B_2021-09", B, {"doses": 0}, "red", "refuse", "red", "red"),
    Row(8, "C_2021-09-13", C, {"doses": 2, "arrival": 3}, "black", "refuse", "green", "black"),
    Row(8, "C_2021-09-13", C, {"doses": 2, "positive": 13}, "black", "refuse", "black", "green"),
    Row(8, "C_2021-09-13", C, {"doses": 2, "contact": 13}, "black", "refuse", "black", "green"),
    Row(9, "C_2021-09-13", C, {"doses": 2}, "green", "admit", "green", "green"),
    Row(10, "C_2021-09-13", C, {"doses": 1, "recovered": 30}, "yellow", "verify", "yellow", "green"),
    Row(10, "C_2021-09-13", C, {"doses": 0, "recovered": 91}, "yellow", "verify", "yellow", "red"),
    Row(11, "C_2021-09-13", C, {"doses": 0, "negative_pcr": [0]}, "red", "refuse", "red", "green"),
    Row(
        12, "C_exit", C, {"doses": 2, "positive": 12, "negative_pcr": [1]}, "green", "admit", "green", "green"
    ),
    Row(12, "C_exit", C, {"doses": 2, "positive": 12}, "black", "refuse", "black", "green"),
    Row(
        13,
        "C_exit",
        C,
        {"doses": 2, "contact": 7, "negative_antigen": [6, 2]},
        "green",
        "admit",
        "green",
        "green",
    ),
    Row(
        13, "C_exit", C, {"doses": 2, "contact": 7, "negative_pcr": [2]}, "black", "refuse", "black", "black"
    ),
    Row(
        14,
        "C_exit",
        C,
        {"doses": 2, "arrival": 6, "quarantine_ends_in": 0},
        "green",
        "admit",
        "green",
        "green",
    ),
    Row(
        14,
        "C_exit",
        C,
        {"doses": 2, "arrival": 6, "quarantine_ends_in": 1},
        "black",
        "refuse",
        "green",
        "black",
    ),
    Row(15, "D_2022-02-14", D, {"doses": 2, "positive": 9}, "black", "refuse", "black", "black"),
    Row(15, "D_2022-02-14", D, {"doses": 2, "positive": 10}, "green", "admit", "black", "yellow"),
    Row(15, "D_2022-02-14", D, {"doses": 2, "contact": 9}, "black", "refuse", "black", "black"),
    Row(15, "D_2022-02-14", D, {"doses": 3, "arrival": 9}, "black", "refuse", "black", "green"),
    Row(16, "D_2022-02-14", D, {"doses": 1, "recovered": 30}, "green", "admit", "yellow", "yellow"),
    Row(16, "D_2022-02-14", D, {"doses": 0, "negative_pcr": [2]}, "green", "admit", "red", "green"),
    Row(16, "D_2022-02-14", D, {"doses": 2}, "green", "admit", "green", "yellow"),
    Row(17, "D_2022-02-14", D, {"doses": 1}, "yellow", "verify", "yellow", "red"),
    Row(17, "D_2022-02-14", D, {"doses": 0, "recovered": 89}, "yellow", "verify", "yellow", "red"),
    Row(18, "D_2022-02-14", D, {"doses": 0, "recovered": 90}, "red", "refuse", "yellow", "red"),
    Row(
        19,
        "D_exit",
        ("2022-02-15", "2022-07-16"),
        {"doses": 3, "positive": 6, "negative_pcr": [1, 0]},
        "green",
        "admit",
        "black",
        "green",
    ),
    Row(
        20,
        "D_exit",
        ("2022-02-15", "2022-02-19"),
        {"doses": 2, "contact": 5, "negative_antigen": [0]},
        "green",
        "admit",
        "black",
        "green",
    ),
    Row(
        20,
        "D_exit",
        ("2022-02-15", "2022-02-19"),
        {"doses": 2, "contact": 10},
        "green",
        "admit",
        "green",
        "black",
    ),
    Row(
        21,
        "D_exit",
        ("2022-02-20", "2022-07-16"),
        {"doses": 3, "contact": 4, "negative_antigen": [0]},
        "green",
        "admit",
        "black",
        "black",
    ),
    Row(
        22,
        "D_exit",
        ("2022-02-15", "2022-07-16"),
        {"doses": 3, "arrival": 9, "quarantine_ends_in": 1},
        "black",
        "refuse",
        "black",
        "green",
    ),
    Row(
        22,
        "D_exit",
        ("2022-02-15", "2022-07-16"),
        {"doses": 3, "arrival": 9, "quarantine_ends_in": 0},
        "green",
        "admit",
        "green",
        "green",
    ),
    Row(23, "E_2022-07-17", E, {"doses": 3, "positive": 9}, "black", "refuse", "black", "black"),
    Row(23, "E_2022-07-17", E, {"doses": 3, "contact": 13}, "black", "refuse", "black", "black"),
    Row(24, "E_2022-07-17", E, {"doses": 3}, "green", "admit", "green", "green"),
    Row(24, "E_2022-07-17", E, {"doses": 2, "recovered": 89}, "green", "admit", "green", "green"),
    Row(24, "E_2022-07-17", E, {"doses": 0, "negative_pcr": [2]}, "green", "admit", "green", "green"),
    Row(24, "E_2022-07-17", E, {"doses": 2, "product": "janssen"}, "green", "admit", "green", "green"),
    Row(25, "E_2022-07-17", E, {"age": 17, "doses": 2}, "green", "admit", "green", "green"),
    Row(25, "E_2022-07-17", E, {"age": 6, "doses": 1, "recovered": 9}, "green", "admit", "green", "green"),
    Row(26, "E_2022-07-17", E, {"age": 18, "doses": 2}, "yellow", "refuse", "green", "yellow"),
    Row(26, "E_2022-07-17", E, {"doses": 1, "product": "janssen"}, "yellow", "refuse", "green", "yellow"),
    Row(26, "E_2022-07-17", E, {"doses": 1, "recovered": 89}, "yellow", "refuse", "green", "yellow"),
    Row(27, "E_2022-07-17", E, {"age": 12, "doses": 1}, "yellow", "refuse", "yellow", "yellow"),
    Row(27, "E_2022-07-17", E, {"age": 12, "recovered": 89}, "yellow", "refuse", "yellow", "yellow"),
    Row(28, "E_2022-07-17", E, {"doses": 1}, "red", "refuse", "yellow", "red"),
    Row(28, "E_2022-07-17", E, {"doses": 0, "recovered": 30}, "red", "refuse", "yellow", "red"),
    Row(29, "E_2022-07-17", E, {"age": 17, "doses": 0}, "red", "refuse", "red", "red"),
    Row(30, "E_2022-07-17", E, {"age": 5, "doses": 0}, "green", "admit", "red", "green"),
    Row(31, "E_exempt", E, {"doses": 0, "exempt": True}, "red", "verify", "red", "red"),
    Row(31, "E_exempt", E, {"doses": 2, "exempt": True}, "yellow", "verify", "green", "yellow"),
    Row(
        32, "E_exit", E, {"doses": 3, "positive": 5, "negative_pcr": [0]}, "green", "admit", "black", "green"
    ),
    Row(32, "E_exit", E, {"doses": 3, "positive": 10}, "green", "admit", "green", "green"),
    Row(33, "F_2022-12-30", F, {"doses": 0}, "red", "admit", "red", "red"),
    Row(33, "F_2022-12-30", F, {"doses": 0, "positive": 1}, "black", "admit", "black", "black"),
]
ROW_IDS = [f"{row.number} {row.ruleset} {row.who}" for row in ROWS]


def colour_on(day: date, who: dict[str, Any]) -> str:
    try:
        return on(day, person(day, **who)).colour
    except NoRuleSetError:
        return NO_RULES


@pytest.mark.parametrize("row", ROWS, ids=ROW_IDS)
def test_a_row_of_the_table_holds_on_its_first_and_on_its_last_day(row: Row) -> None:
    for day in map(date.fromisoformat, row.days):
        screening = on(day, person(day, **row.who))
        assert (screening.colour, screening.decision) == (row.colour, row.decision)


@pytest.mark.parametrize("row", ROWS, ids=ROW_IDS)
def test_the_neighbouring_rules_hold_on_the_days_around_a_row(row: Row) -> None:
    first, last = map(date.fromisoformat, row.days)
    assert colour_on(first - timedelta(days=1), row.who) == row.before
    assert colour_on(last + timedelta(days=1), row.who) == row.after


@needs_table
def test_every_row_of_the_table_has_a_case_of_its_own_colour_and_days() -> None:
    colours = {"hijau": "green", "kuning": "yellow", "merah": "red", "hitam": "black", "bebas": "green"}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=1):
            cases = [row for row in ROWS if (row.number, row.ruleset) == (number, line["ruleset"])]
            colour = colours.get(line["colour"])
            assert [row for row in cases if colour in (None, row.colour)], line
            if not line["effective_from"].startswith("<="):
                assert {row.days[0] for row in cases} == {line["effective_from"]}
            assert not line["effective_to"] or {row.days[1] for row in cases} == {line["effective_to"]}
