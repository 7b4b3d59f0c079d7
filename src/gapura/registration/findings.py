"""What looking at an application found: where, how bad, and in words that say the way on."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """ERROR holds an application up, WARNING is for both sides to think about, OK is good news."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `field` is the form's field, `code` stays the same in every version and language.

    `words` are in the language that was active; `suggestion` is a value to put into the field at one touch.
    """

    level: Level
    field: str
    code: str
    words: str
    suggestion: str = ""


def error(field: str, code: str, words: str, suggestion: str = "") -> Finding:
    """A finding that must be put right first."""
    return Finding(Level.ERROR, field, code, words, suggestion)


def warning(field: str, code: str, words: str, suggestion: str = "") -> Finding:
    """A finding to think about."""
    return Finding(Level.WARNING, field, code, words, suggestion)


def fine(field: str, code: str, words: str) -> Finding:
    """A finding that all is well."""
    return Finding(Level.OK, field, code, words)


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    """Those that hold an application up."""
    return [each for each in findings if each.level is Level.ERROR]
