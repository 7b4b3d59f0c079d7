"""The CertLogic evaluator against the official suites, and against hostile expressions."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.policy.certlogic import CertLogicError, compile_expression, validate

ROOT = Path(__file__).parents[3]
SUITES = Path(os.environ.get("GAPURA_VECTORS", ROOT.parent / "shared" / "vectors")) / "certlogic"
ACTIVE_ASSERTIONS = 218
needs_vectors = pytest.mark.skipif(not SUITES.is_dir(), reason=f"no official CertLogic suites at {SUITES}")


def utc(*parts: int) -> datetime:
    year, month, day, hour, minute, second, microsecond = (*parts, 0, 0, 0, 0)[:7]
    return datetime(year, month, day, hour, minute, second, microsecond, tzinfo=UTC)


def active_assertions() -> Iterator[Any]:
    for path in sorted(SUITES.glob("testSuite/*.json")):
        suite = json.loads(path.read_text(encoding="utf-8"))
        for case in suite["cases"]:
            for number, assertion in enumerate(case["assertions"]):
                if "skip" not in (part.get("directive") for part in (suite, case, assertion)):
                    expression = assertion.get("certLogicExpression", case.get("certLogicExpression"))
                    name = f"{path.stem}: {case['name']} {number}"
                    yield pytest.param(expression, assertion["data"], assertion["expected"], id=name)


def validation_cases() -> Iterator[Any]:
    for path in sorted(SUITES.glob("validation-testSuite/*.json")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))["cases"]):
            yield pytest.param(case["certLogicExpression"], case["issues"], id=f"{path.stem} {number}")


@needs_vectors
def test_every_active_assertion_of_the_official_suite_is_tried() -> None:
    assert len(list(active_assertions())) == ACTIVE_ASSERTIONS


@needs_vectors
@pytest.mark.parametrize(("expression", "data", "expected"), list(active_assertions()))
def test_an_expression_evaluates_as_the_official_suite_says(
    expression: Any, data: Any, expected: Any
) -> None:
    value = compile_expression(expression)(data)
    assert (type(value), value) == (type(expected), expected)


@needs_vectors
@pytest.mark.parametrize(("expression", "issues"), list(validation_cases()))
def test_validation_finds_the_issues_the_official_suite_names(expression: Any, issues: Any) -> None:
    assert [issue._asdict() for issue in validate(expression)] == issues


@pytest.mark.parametrize(
    "expression",
    [
        {"<": [1]},
        {"<": [1, 2, 3, 4]},
        {"and": [True]},
        {"if": [True, 1]},
        {"!": [True, False]},
        {"in": [1]},
        {"plusTime": ["2021-01-01", "1", "day"]},
        {"plusTime": ["2021-01-01", True, "day"]},
        {"plusTime": ["2021-01-01", 1, "week"]},
        {"plusTime": ["2021-01-01", 1, ["day"]]},
        {"extractFromUVCI": ["a", "0"]},
        {"var": "a..b"},
        {"or": [True, False]},
        {"and": [True, {"nope": []}]},
        None,
        1.5,
    ],
)
def test_an_invalid_expression_is_refused_when_compiled(expression: Any) -> None:
    with pytest.raises(CertLogicError):
        compile_expression(expression)


def test_an_expression_nested_without_end_is_refused() -> None:
    expression: Any = True
    for _ in range(5000):
        expression = {"!": [expression]}
    with pytest.raises(CertLogicError, match="deeper"):
        compile_expression(expression)


@pytest.mark.parametrize(
    ("expression", "data"),
    [
        ({"<": [{"var": "a"}, 1]}, {}),
        ({"<": [{"var": "a"}, 1]}, {"a": True}),
        ({"<": [0, {"var": "a"}, 1]}, {"a": "0"}),
        ({"+": [{"var": "a"}, 1]}, {"a": None}),
        ({"in": [1, {"var": "a"}]}, {"a": "text"}),
        ({"after": [{"var": "a"}, {"plusTime": ["2021-01-01", 0, "day"]}]}, {"a": "2021-01-02"}),
        ({"plusTime": [{"var": "a"}, 0, "day"]}, {"a": "2021-09-99"}),
        ({"plusTime": [{"var": "a"}, 0, "day"]}, {"a": 2021}),
        ({"plusTime": [{"var": "a"}, 9999, "year"]}, {"a": "2021-01-01"}),
        ({"plusTime": [{"var": "a"}, 0, "day"]}, {"a": "0001-01-01T00:00:00+14"}),
        ({"dccDateOfBirth": [{"var": "a"}]}, {"a": "2004-01-01T00:00:00Z"}),
        ({"extractFromUVCI": [{"var": "a"}, 0]}, {"a": 1}),
        ({"reduce": [{"var": "a"}, 1, 0]}, {"a": 1}),
        ({"!": [{"var": "a"}]}, {"a": 1.5}),
        ({"if": [{"plusTime": ["2021-01-01", 0, "day"]}, 1, 2]}, {}),
        ({"and": [True, {"var": "a"}]}, {"a": 0.5}),
    ],
)
def test_operands_of_the_wrong_type_are_an_error_and_not_a_guess(expression: Any, data: Any) -> None:
    with pytest.raises(CertLogicError):
        compile_expression(expression)(data)


@pytest.mark.parametrize(
    ("text", "amount", "unit", "expected"),
    [
        ("2020-02-29", 1, "day", utc(2020, 3, 1)),
        ("2020-02-29", 1, "month", utc(2020, 3, 29)),
        ("2020-02-29", 1, "year", utc(2021, 3, 1)),
        ("2021-01-31", 1, "month", utc(2021, 3, 3)),
        ("2021-12-31", -10, "month", utc(2021, 3, 3)),
        ("2021-03-28T00:30:00+1", 0, "hour", utc(2021, 3, 27, 23, 30)),
        ("2021-03-28T00:30:00+0130", 0, "hour", utc(2021, 3, 27, 23, 0)),
        ("2021-03-28T00:30:00+130", 0, "hour", utc(2021, 3, 27, 23, 0)),
        ("2021-03-28T00:30:00-1:30", 0, "hour", utc(2021, 3, 28, 2, 0)),
        ("2021-03-28T00:30:00+08:00", 0, "hour", utc(2021, 3, 27, 16, 30)),
        ("2021-03-28T00:30:00+08", 0, "hour", utc(2021, 3, 27, 16, 30)),
        ("2021-03-28T00:30:00.1239Z", 0, "hour", utc(2021, 3, 28, 0, 30, 0, 123000)),
        ("2021-02", 0, "day", utc(2021, 2, 28)),
        ("2021", 0, "day", utc(2021, 12, 31)),
    ],
)
def test_plus_time_follows_the_calendar_of_ecmascript(
    text: str, amount: int, unit: str, expected: datetime
) -> None:
    assert compile_expression({"plusTime": [text, amount, unit]})(None) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
operators = st.sampled_from(
    ["var", "if", "and", "!", "<", "===", "in", "+", "after", "plusTime", "reduce", "dccDateOfBirth", "or"]
)
expressions = st.recursive(
    json_values,
    lambda inner: st.dictionaries(operators, inner | st.lists(inner, max_size=4), min_size=1, max_size=1),
    max_leaves=12,
)


@given(expression=expressions, data=json_values)
def test_whatever_is_evaluated_gives_a_value_or_a_certlogic_error(expression: Any, data: Any) -> None:
    issues = validate(expression)
    try:
        compile_expression(expression)(data)
    except CertLogicError:
        return
    assert not issues
