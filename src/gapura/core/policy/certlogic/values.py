"""The values CertLogic works on: truth, strict equality and drilling into data."""

from typing import Any

_CONTAINERS = (list, tuple, dict)


class CertLogicError(ValueError):
    """An expression is invalid, or its operands turned out to be of the wrong type."""


def is_truthy(value: Any) -> bool:
    """Whether a value counts as true; CertLogicError for values that are neither true nor false."""
    if value is True:
        return True
    if value is None or value is False:
        return False
    if type(value) is int:
        return bool(value != 0)
    if isinstance(value, (str, list, tuple, dict)):
        return len(value) > 0
    raise CertLogicError(f"{value!r} is neither truthy nor falsy")


def is_same(left: Any, right: Any) -> bool:
    """Equality without coercion: of equal type and value; arrays and objects are never the same."""
    return type(left) is type(right) and type(left) not in _CONTAINERS and bool(left == right)


def require_integers(operator: str, *values: Any) -> None:
    """Raise CertLogicError unless every value is an integer (a boolean is not)."""
    if not all(type(value) is int for value in values):
        raise CertLogicError(f"all operands of {operator} must be integers, not {list(values)!r}")


def drill(data: Any, fragments: tuple[str, ...]) -> Any:
    """Follow a path through objects and arrays; None where it leads nowhere."""
    for fragment in fragments:
        if isinstance(data, dict):
            data = data.get(fragment)
        elif isinstance(data, (list, tuple)) and fragment.isdecimal():
            index = int(fragment)
            data = data[index] if index < len(data) else None
        else:
            return None
    return data
