"""FHIR's JSON within limits, and refused where something in it changes the meaning of the rest."""

import re
from typing import Any, Final, TypeVar

import msgspec

from gapura.core.evidence.fhir.issues import FhirError

LARGEST_RESOURCE: Final = 64 * 1024
LARGEST_BUNDLE: Final = 1024 * 1024
"""Bytes."""
DEEPEST: Final = 24
"""Objects and lists within one another; a real resource has about ten."""

_MESSAGE: Final = re.compile(r"(?s)(?P<problem>.*?)(?: - at `\$?(?P<path>[^`]*)`)?")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(?P<name>[^`]*)`")
_MISSING: Final = re.compile(r"Object missing required field `(?P<name>[^`]*)`")
_MODIFIERS: Final = {"modifierExtension", "implicitRules"}

Read = TypeVar("Read")
Raw = dict[str, Any]


def decode(text: bytes, *, most: int) -> Raw:
    """The JSON object in `text`. Raises FhirError where it is none, or has more than `most` bytes."""
    if len(text) > most:
        raise FhirError("too-long", "Resource", f"more than {most} bytes")
    try:
        raw = msgspec.json.decode(text)
    except (ValueError, RecursionError) as error:
        raise FhirError("invalid", "Resource", f"not JSON: {error}") from None
    if not isinstance(raw, dict):
        raise FhirError("invalid", "Resource", "not a JSON object")
    _check_depth(raw)
    return raw


def type_of(raw: Raw, path: str = "Resource") -> str:
    """The resource's type, a short word. Raises FhirError."""
    found = raw.get("resourceType")
    if not isinstance(found, str) or not re.fullmatch(r"[A-Za-z]{1,40}", found):
        raise FhirError("structure", f"{path}.resourceType", "a resource says its type")
    return found


def convert(raw: Raw, wanted: type[Read], path: str) -> Read:
    """`raw` as one of our structures. Raises FhirError with the element that has no place in it.

    Modifiers are refused wherever they are (R4, 2.5.4): who does not know what they say must not go on.
    """
    _refuse_modifiers(raw, path)
    try:
        return msgspec.convert(raw, wanted)
    except msgspec.ValidationError as error:
        raise _placed(str(error), path) from None


def _placed(message: str, root: str) -> FhirError:
    match = _MESSAGE.fullmatch(message)
    problem, path = (match["problem"], match["path"] or "") if match else (message, "")
    place = root + path.replace("[...]", "")
    if unknown := _UNKNOWN.fullmatch(problem):
        return FhirError(
            "structure", f"{place}.{unknown['name'][:60]}", "this element is not understood here"
        )
    if missing := _MISSING.fullmatch(problem):
        return FhirError("required", f"{place}.{missing['name']}", "this element is needed")
    return FhirError("structure" if problem.startswith("Expected") else "value", place, problem[:200])


def _check_depth(raw: Raw) -> None:
    level: list[Any] = [raw]
    for _ in range(DEEPEST):
        level = [each for value in level for each in _within(value)]
        if not level:
            return
    raise FhirError("too-costly", "Resource", f"more than {DEEPEST} levels within one another")


def _within(value: Any) -> list[Any]:
    parts = value.values() if isinstance(value, dict) else value
    return [each for each in parts if isinstance(each, dict | list)]


def _refuse_modifiers(raw: Any, path: str) -> None:
    waiting = [(raw, path)]
    while waiting:
        value, place = waiting.pop()
        if isinstance(value, dict):
            for name in _MODIFIERS & value.keys():
                raise FhirError("extension", f"{place}.{name}", "a modifier that is not understood")
            waiting += [(each, f"{place}.{name[:60]}") for name, each in value.items()]
        elif isinstance(value, list):
            waiting += [(each, f"{place}[{number}]") for number, each in enumerate(value)]
