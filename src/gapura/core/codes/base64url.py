"""Strict base64url (RFC 4648 section 5) without padding: one text for one value, nothing skipped."""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from typing import Final

_TO_URL: Final = bytes.maketrans(b"+/", b"-_")
# The standard's own two signs become invalid, else "+" and "-" would read the same.
_FROM_URL: Final = bytes.maketrans(b"-_+/=", b"+/***")


def encode(value: bytes) -> str:
    """`value`, whose length must be a multiple of three so that every bit of the text counts."""
    if len(value) % 3:
        raise ValueError("the length is not a multiple of three")
    return b2a_base64(value, newline=False).translate(_TO_URL).decode("ascii")


def decode(text: str) -> bytes:
    """The bytes of `text`; `ValueError` for anything `encode` would not have written."""
    return a2b_base64(text.encode("ascii").translate(_FROM_URL), strict_mode=True)
