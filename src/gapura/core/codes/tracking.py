"""Tracking numbers: what an applicant reads over the phone, ten characters of which the last is a check.

Nine random characters (45 bits) in Crockford's base32: no order, nothing about the office, not to be guessed
one from another.
"""

from __future__ import annotations

import secrets
from typing import Final

from gapura.core.codes import base32

LENGTH: Final = 10
LONGEST_TEXT: Final = 40


class TrackingError(ValueError):
    """The text is no tracking number: `problem` is malformed, or mistyped (the check character)."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"tracking number {problem}")
        self.problem: Final = problem


def make() -> str:
    """A fresh tracking number."""
    return base32.text(base32.checked(bytes(secrets.randbelow(32) for _ in range(LENGTH - 1))))


def read(text: str) -> str:
    """The number as it is kept, from what a person typed in either case, spaced or dashed. TrackingError."""
    if len(text) > LONGEST_TEXT:
        raise TrackingError("malformed")
    try:
        values = base32.values(text.encode("ascii"))
    except UnicodeEncodeError:
        raise TrackingError("malformed") from None
    if values is None or len(values) != LENGTH:
        raise TrackingError("malformed")
    if not base32.is_whole(values):
        raise TrackingError("mistyped")
    return base32.text(values)


def pretty(number: str) -> str:
    """A number as printed for people: ABC-DEFG-HJK."""
    return "-".join((number[:3], number[3:7], number[7:]))
