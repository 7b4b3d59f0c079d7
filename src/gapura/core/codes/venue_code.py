"""Venue codes: the twelve characters on a poster that name a venue and its door, signed.

Layout, in Crockford's base32 (no I, L, O, U): venue number (5 characters), door (1), keyed BLAKE2b
code (5), and a check character.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import lru_cache
from hmac import compare_digest
from typing import Final, Literal, NamedTuple

from gapura.core.codes import base32
from gapura.core.keys import Key
from gapura.core.mac import Mac

LENGTH: Final = 12
LAST_NUMBER: Final = (1 << 25) - 1
LAST_DOOR: Final = 31
LONGEST_TEXT: Final = 512
"""Characters of scanned text that are looked at; more is refused unread."""

_MAC_SYMBOLS: Final = 5
_LOW_FIVE_BITS: Final = bytes(value & 31 for value in range(256))
_ADDRESS: Final = re.compile(
    rb"(?:https?://)?[^/?#\s]*/c/([0-9a-z -]+)/?(?:[?#].*)?", re.IGNORECASE | re.DOTALL
)
_BASE: Final = re.compile(r"(https?://[a-z0-9.:\[\]-]+)/?", re.IGNORECASE | re.ASCII)

Problem = Literal["malformed", "mistyped", "forged"]


class CodeError(ValueError):
    """The text is no venue code; `problem` says whether malformed, mistyped (check character) or forged."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"venue code {problem}")
        self.problem: Final = problem


class VenueCode(NamedTuple):
    """What a code says: the venue's number, and its door (0 for the venue as a whole)."""

    number: int
    door: int


def make(number: int, door: int, key: Key) -> str:
    """The code of a door: the same for the same venue, door and key; `ValueError` when out of range."""
    if not (0 <= number <= LAST_NUMBER and 0 <= door <= LAST_DOOR):
        raise ValueError(f"venue numbers end at {LAST_NUMBER} and doors at {LAST_DOOR}")
    place = bytes(number >> shift & 31 for shift in (20, 15, 10, 5, 0)) + bytes([door])
    signed = place + _signature(key, place)
    return base32.text(base32.checked(signed))


def read(text: str, keys: Iterable[Key]) -> VenueCode:
    """The venue and door named by `text`: a code in either case, spaced or dashed, or a scanned address.

    I and L are read as 1, O as 0. The host of an address is not judged. Raises `CodeError` only.
    """
    return read_values(values_of(text, (LENGTH,)), keys)


def read_values(values: bytes, keys: Iterable[Key]) -> VenueCode:
    """The venue and door in the twelve five-bit values of a code. Raises `CodeError`."""
    if not base32.is_whole(values):
        raise CodeError("mistyped")
    place, signature = values[:6], values[6:11]
    for key in keys:
        if compare_digest(_signature(key, place), signature):
            a, b, c, d, e, door = place
            return VenueCode(a << 20 | b << 15 | c << 10 | d << 5 | e, door)
    raise CodeError("forged")


def pretty(code: str) -> str:
    """`code` in three groups of four, as printed for people: ABCD-EFGH-JKMN."""
    return "-".join((code[:4], code[4:8], code[8:]))


def poster_url(base_url: str, code: str) -> str:
    """The address a poster's QR holds, in upper case so that the QR stays small: HTTPS://HOST/C/CODE.

    `base_url` is scheme and host (and port) only; `ValueError` otherwise.
    """
    base = _BASE.fullmatch(base_url)
    if base is None:
        raise ValueError(f"{base_url!r} is not an address of scheme and host only")
    return f"{base[1]}/c/{code}".upper()


def values_of(text: str, lengths: Container[int]) -> bytes:
    """The five-bit values written in `text`; `CodeError` when there are not as many as one of `lengths`."""
    if len(text) > LONGEST_TEXT:
        raise CodeError("malformed")
    try:
        raw = text.strip().encode("ascii")
    except UnicodeEncodeError:
        raise CodeError("malformed") from None
    if b"/" in raw:
        address = _ADDRESS.fullmatch(raw)
        raw = address[1] if address else b""
    values = base32.values(raw)
    if values is None or len(values) not in lengths:
        raise CodeError("malformed")
    return values


def _signature(key: Key, place: bytes) -> bytes:
    return _mac(key)(place).translate(_LOW_FIVE_BITS)


@lru_cache(maxsize=8)
def _mac(key: Key) -> Mac:
    return Mac(key, use=b"gapura venue", size=_MAC_SYMBOLS)
