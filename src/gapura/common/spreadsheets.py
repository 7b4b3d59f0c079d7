"""What spreadsheet programs make of a text, and how to keep them from running one."""

from typing import Final

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run as a formula."""


def harmless(text: str) -> str:
    """A text that no spreadsheet program runs: what begins like a formula gets an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
