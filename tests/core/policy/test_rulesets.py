"""Rule sets: their dates, and documents that are refused."""

import json
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from gapura.core.policy import REASONS, NoRuleSetError, RuleSetError, get, in_force, load_all
from gapura.core.policy.document import Clause
from gapura.core.policy.rulesets import parse

BOUNDARIES = [
    (date(2021, 8, 10), "A_2021-08"),
    (date(2021, 8, 31), "B_2021-09"),
    (date(2021, 9, 13), "C_2021-09-13"),
    (date(2022, 2, 14), "D_2022-02-14"),
    (date(2022, 7, 17), "E_2022-07-17"),
    (date(2022, 12, 30), "F_2022-12-30"),
]


def document(**changes: Any) -> str:
    source = files("gapura.core.policy").joinpath("data/rulesets/C_2021-09-13.json").read_text("utf-8")
    return json.dumps(json.loads(source) | changes)


def rule(**changes: Any) -> dict[str, Any]:
    plain = {"id": "r", "colour": "red", "reason": "no_dose", "when": {"var": "exempt"}, "source": "-"}
    return plain | changes


def test_each_rule_set_begins_where_the_one_before_it_ends() -> None:
    assert [(ruleset.valid_from, ruleset.id) for ruleset in load_all()] == BOUNDARIES
    for earlier, later in zip(load_all(), load_all()[1:], strict=False):
        assert earlier.valid_to == later.valid_from
    assert load_all()[-1].valid_to is None


@pytest.mark.parametrize(("first", "name"), BOUNDARIES)
def test_the_rule_set_in_force_changes_on_its_first_day(first: date, name: str) -> None:
    assert in_force(first).id == name
    if name != BOUNDARIES[0][1]:
        assert in_force(first - timedelta(days=1)).id != name


def test_before_the_first_rule_set_there_is_none_and_it_is_said() -> None:
    with pytest.raises(NoRuleSetError, match=r"2021-08-09.*2021-08-10"):
        in_force(date(2021, 8, 9))


def test_an_unknown_id_is_answered_with_those_there_are() -> None:
    with pytest.raises(NoRuleSetError, match="C_2021-09-13"):
        get("G")


def test_numbers_are_stable_and_unique() -> None:
    assert [ruleset.number for ruleset in load_all()] == [1, 2, 3, 4, 5, 6]


def test_every_rule_says_where_it_was_read_and_ambiguous_ones_say_why() -> None:
    for ruleset in load_all():
        assert ruleset.sources
        assert ruleset.notes
        parts: list[Clause] = [*ruleset.document.rules, *ruleset.document.waivers]
        for part in parts:
            assert part.source
            assert part.confidence not in ("ambiguous", "remembered") or part.note is not None, part.id


def test_every_reason_has_a_text_in_both_languages_and_every_used_one_is_known() -> None:
    assert all(reason.text.id and reason.text.en for reason in REASONS.values())
    used = {rule.reason for ruleset in load_all() for rule in ruleset.document.rules}
    assert used <= REASONS.keys()


def test_a_document_loads_and_shows_its_name() -> None:
    assert repr(parse(document())) == "RuleSet('C_2021-09-13')"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"rules": [rule(when={"or": [True, False]})]}, "C_2021-09-13, r: unrecognised operator"),
        ({"rules": [rule(when={"var": "dosage"})]}, "r: unknown fact 'dosage'"),
        ({"rules": [rule(reason="whim")]}, "r: unknown reason 'whim'"),
        ({"rules": [rule(), rule()]}, "r: the id is used twice"),
        ({"rules": [rule(colour="blue")]}, "blue"),
        ({"rules": [rule(**{"from": "2021-10-02", "to": "2021-10-02"})]}, "to is not after from"),
        ({"rules": [rule(**{"from": "2 October"})]}, "from"),
        ({"rules": []}, "no rules"),
        ({"rules_of": "other", "rules": []}, "no rules"),
        ({"valid_to": "2021-09-13"}, "valid_to is not after"),
        ({"admission": {"green": "admit"}}, "every colour"),
        ({"admission": {"green": "perhaps"}}, "perhaps"),
        ({"capacity": [{"sectors": ["office"], "percent": {"5": 10}, "source": "-"}]}, "levels are 1 to 4"),
        ({"capacity": [{"sectors": ["office"], "percent": {"1": 110}, "source": "-"}]}, "0 to 100"),
        ({"texts": {"whim": {"id": "a", "en": "b"}}}, "unknown reason 'whim'"),
        ({"surprise": 1}, "surprise"),
        ({"number": "3"}, "number"),
    ],
)
def test_a_broken_document_is_refused_with_its_place(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(RuleSetError, match=problem):
        parse(document(**changes))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"id": 1}', b"\xff", "[" * 10_000])
def test_what_is_no_document_at_all_is_refused(text: bytes | str) -> None:
    with pytest.raises(RuleSetError, match="not a rule set"):
        parse(text)
