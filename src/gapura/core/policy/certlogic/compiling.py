"""The compiler: a CertLogic expression becomes nested Python closures over its data."""

import operator
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from gapura.core.policy.certlogic import times
from gapura.core.policy.certlogic.validation import validate
from gapura.core.policy.certlogic.values import CertLogicError, drill, is_same, is_truthy, require_integers

Compiled = Callable[[Any], Any]
_Relation = Callable[[Any, Any], bool]

_INTEGER_RELATIONS: dict[str, _Relation] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_TIME_RELATIONS: dict[str, _Relation] = {
    "before": operator.lt,
    "after": operator.gt,
    "not-after": operator.le,
    "not-before": operator.ge,
}


def compile_expression(expression: Any) -> Compiled:
    """Validate an expression and turn it into a function of its data.

    Raises CertLogicError here for an invalid expression, and from the function for operands of the
    wrong type. Semantics: CertLogic specification 1.3.3.
    """
    issues = validate(expression)
    if issues:
        raise CertLogicError(issues[0].message)
    return _compile(expression)


def _compile(expr: Any) -> Compiled:
    if isinstance(expr, dict):
        ((name, operands),) = expr.items()
        if name == "var":
            return _var(operands)
        return _COMPILERS[name](name, operands)
    if isinstance(expr, (list, tuple)):
        items = [_compile(item) for item in expr]
        return lambda data: [item(data) for item in items]
    value = int(expr) if isinstance(expr, float) else expr
    return lambda data: value


def _var(path: str) -> Compiled:
    if path == "":
        return lambda data: data
    fragments = tuple(path.split("."))
    if len(fragments) > 1:
        return lambda data: drill(data, fragments)

    def read(data: Any) -> Any:
        return data.get(path) if type(data) is dict else drill(data, fragments)

    return read


def _compare_integers(name: str, operands: list[Any]) -> Compiled:
    relation = _INTEGER_RELATIONS[name]
    if len(operands) == 2 and isinstance(operands[0], dict) and type(operands[1]) is int:
        return _compare_with_literal(name, relation, _compile(operands[0]), operands[1])
    parts = [_compile(operand) for operand in operands]

    def compare(data: Any) -> bool:
        values = [part(data) for part in parts]
        require_integers(name, *values)
        return all(map(relation, values, values[1:]))

    return compare


def _compare_with_literal(name: str, relation: _Relation, left: Compiled, right: int) -> Compiled:
    """The usual comparison of a rule, a value against a fixed bound, without its detours."""

    def compare(data: Any) -> bool:
        value = left(data)
        if type(value) is not int:
            require_integers(name, value)
        return relation(value, right)

    return compare


def _compare_times(name: str, operands: list[Any]) -> Compiled:
    relation = _TIME_RELATIONS[name]
    parts = [_compile(operand) for operand in operands]

    def compare(data: Any) -> bool:
        values = [part(data) for part in parts]
        if not all(isinstance(value, datetime) for value in values):
            raise CertLogicError(f"all operands of {name} must be date-times, not {values!r}")
        return all(map(relation, values, values[1:]))

    return compare


def _equal(name: str, operands: list[Any]) -> Compiled:
    left, right = map(_compile, operands)
    return lambda data: is_same(left(data), right(data))


def _in(name: str, operands: list[Any]) -> Compiled:
    item, array = map(_compile, operands)

    def contains(data: Any) -> bool:
        value, values = item(data), array(data)
        if not isinstance(values, (list, tuple)):
            raise CertLogicError(f"the right-hand side of in must be an array, not {values!r}")
        return any(is_same(value, other) for other in values)

    return contains


def _plus(name: str, operands: list[Any]) -> Compiled:
    left, right = map(_compile, operands)

    def add(data: Any) -> int:
        first, second = left(data), right(data)
        require_integers(name, first, second)
        return int(first + second)

    return add


def _and(name: str, operands: list[Any]) -> Compiled:
    *firsts, last = map(_compile, operands)

    def conjunction(data: Any) -> Any:
        for first in firsts:
            value = first(data)
            if value is not True and not is_truthy(value):
                return value
        value = last(data)
        is_truthy(value)
        return value

    return conjunction


def _not(name: str, operands: list[Any]) -> Compiled:
    operand = _compile(operands[0])
    return lambda data: not is_truthy(operand(data))


def _if(name: str, operands: list[Any]) -> Compiled:
    guard, then, otherwise = map(_compile, operands)
    return lambda data: then(data) if is_truthy(guard(data)) else otherwise(data)


def _reduce(name: str, operands: list[Any]) -> Compiled:
    array, step, initial = map(_compile, operands)

    def fold(data: Any) -> Any:
        values, accumulator = array(data), initial(data)
        if values is None:
            return accumulator
        if not isinstance(values, (list, tuple)):
            raise CertLogicError(f"reduce works on an array, not on {values!r}")
        for value in values:
            accumulator = step({"current": value, "accumulator": accumulator})
        return accumulator

    return fold


def _plus_time(name: str, operands: list[Any]) -> Compiled:
    text, amount, unit = _compile(operands[0]), operands[1], operands[2]
    return lambda data: times.plus(times.parse(text(data)), amount, unit)


def _date_of_birth(name: str, operands: list[Any]) -> Compiled:
    text = _compile(operands[0])
    return lambda data: times.parse_date_of_birth(text(data))


def _extract_from_uvci(name: str, operands: list[Any]) -> Compiled:
    text, index = _compile(operands[0]), operands[1]

    def extract(data: Any) -> str | None:
        value = text(data)
        if value is None:
            return None
        if not isinstance(value, str):
            raise CertLogicError(f"extractFromUVCI works on a string, not on {value!r}")
        fragments = re.split("[/#:]", value.removeprefix("URN:UVCI:"))
        return fragments[index] if 0 <= index < len(fragments) else None

    return extract


_COMPILERS: dict[str, Callable[[str, list[Any]], Compiled]] = {
    **dict.fromkeys(_INTEGER_RELATIONS, _compare_integers),
    **dict.fromkeys(_TIME_RELATIONS, _compare_times),
    "===": _equal,
    "in": _in,
    "+": _plus,
    "and": _and,
    "!": _not,
    "if": _if,
    "reduce": _reduce,
    "plusTime": _plus_time,
    "dccDateOfBirth": _date_of_birth,
    "extractFromUVCI": _extract_from_uvci,
}
