"""Static validation of CertLogic expressions, so that a broken rule is refused before it is ever used."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from gapura.core.policy.certlogic.times import UNITS

_PATH = re.compile(r"(?:[^.]+(?:\.[^.]+)*)?")
_COMPARISONS = ("<", ">", "<=", ">=", "after", "before", "not-after", "not-before")
MAX_DEPTH = 100


class Issue(NamedTuple):
    """What is wrong, and the part of the expression where it is."""

    expr: Any
    message: str


def validate(expression: Any) -> list[Issue]:
    """Every issue of an expression, in reading order; empty when it is valid."""
    return list(_issues(expression, 0))


def _issues(expr: Any, depth: int) -> Iterator[Issue]:
    if depth > MAX_DEPTH:
        yield Issue(expr, f"expression is nested deeper than {MAX_DEPTH} levels")
    elif isinstance(expr, (bool, int, str)):
        return
    elif isinstance(expr, float):
        if not expr.is_integer():
            yield Issue(expr, f"{expr} is a non-integer number")
    elif isinstance(expr, (list, tuple)):
        for item in expr:
            yield from _issues(item, depth + 1)
    elif isinstance(expr, dict):
        yield from _object_issues(expr, depth)
    else:
        yield Issue(expr, "invalid CertLogic expression")


def _object_issues(expr: dict[str, Any], depth: int) -> Iterator[Issue]:
    if len(expr) != 1:
        yield Issue(expr, f"expression object must have exactly one key, but it has {len(expr)}")
        return
    ((operator, operands),) = expr.items()
    if operator == "var":
        yield from _var_issues(expr, operands)
    elif not isinstance(operands, (list, tuple)):
        yield Issue(expr, 'operation not of the form { "<operator>": [ <values...> ] }')
    elif operator not in _OPERATIONS:
        yield Issue(expr, f'unrecognised operator: "{operator}"')
    else:
        yield from _operation_issues(expr, operator, operands, depth)


def _var_issues(expr: dict[str, Any], path: Any) -> Iterator[Issue]:
    if not isinstance(path, str):
        yield Issue(expr, 'not of the form { "var": "<path>" }')
    elif not _PATH.fullmatch(path):
        yield Issue(expr, f"data access path doesn't have a valid format: {path}")


def _operation_issues(expr: Any, operator: str, operands: Any, depth: int) -> Iterator[Issue]:
    least, most, literal_issue = _OPERATIONS[operator]
    if not least <= len(operands) <= most:
        wanted = f"{least}" if least == most else f"{least} or more" if most > 3 else f"{least} or {most}"
        yield Issue(expr, f'"{operator}" takes {wanted} operands, but it has {len(operands)}')
        return
    if message := literal_issue(operands):
        yield Issue(expr, message)
    for operand in operands:
        yield from _issues(operand, depth + 1)


def _plus_time_issue(operands: Any) -> str | None:
    if type(operands[1]) is not int:
        return '"amount" argument of "plusTime" must be an integer'
    if not isinstance(operands[2], str) or operands[2] not in UNITS:
        return f'"unit" argument of "plusTime" must be one of {", ".join(UNITS)}'
    return None


def _extract_issue(operands: Any) -> str | None:
    return None if type(operands[1]) is int else '"index" argument of "extractFromUVCI" must be an integer'


def _no_issue(operands: Any) -> None:
    return None


_OPERATIONS: dict[str, tuple[int, float, Callable[[Any], str | None]]] = {
    **dict.fromkeys(_COMPARISONS, (2, 3, _no_issue)),
    **dict.fromkeys(("===", "in", "+"), (2, 2, _no_issue)),
    "and": (2, float("inf"), _no_issue),
    "!": (1, 1, _no_issue),
    "if": (3, 3, _no_issue),
    "reduce": (3, 3, _no_issue),
    "plusTime": (3, 3, _plus_time_issue),
    "extractFromUVCI": (2, 2, _extract_issue),
    "dccDateOfBirth": (1, 1, _no_issue),
}
