"""Venue codes: the twelve characters on a poster that name a venue and its door, signed.

Layout, in Crockford's base32 (no I, L, O, U): venue number (5 characters), door (1), keyed BLAKE2b
code (5), and a check character. The check is a weighted sum over GF(32) whose weights are distinct
powers of a generator, so it catches every single wrong character and every swap of two characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from hmac import compare_digest
from typing import Final, Literal, NamedTuple

from gapura.core.keys import Key
from gapura.core.mac import Mac

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 12
LAST_NUMBER: Final = (1 << 25) - 1
LAST_DOOR: Final = 31
LONGEST_TEXT: Final = 512
"""Characters of scanned text that are looked at; more is refused unread."""

_SYMBOLS: Final = ALPHABET.encode("ascii")
_INVALID: Final = 0xFF
_MAC_SYMBOLS: Final = 5
_LOW_FIVE_BITS: Final = bytes(value & 31 for value in range(256))
_ADDRESS: Final = re.compile(
    rb"(?:https?://)?[^/?#\s]*/c/([0-9a-z -]+)/?(?:[?#].*)?", re.IGNORECASE | re.DOTALL
)
_BASE: Final = re.compile(r"(https?://[a-z0-9.:\[\]-]+)/?", re.IGNORECASE | re.ASCII)

# Multiplication by the generator x in GF(32) = GF(2)[x] / (x^5 + x^2 + 1).
_TIMES_X: Final = bytes((value << 1) ^ (0b100101 if value & 16 else 0) for value in range(32))

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


def _value_table() -> bytes:
    values = bytearray([_INVALID]) * 256
    for value, symbol in enumerate(ALPHABET):
        values[ord(symbol)] = values[ord(symbol.lower())] = value
    for lookalike, value in (("I", 1), ("L", 1), ("O", 0)):
        values[ord(lookalike)] = values[ord(lookalike.lower())] = value
    return bytes(values)


_VALUES: Final = _value_table()
_SEPARATORS: Final = b" -\t\r\n"


def make(number: int, door: int, key: Key) -> str:
    """The code of a door: the same for the same venue, door and key; `ValueError` when out of range."""
    if not (0 <= number <= LAST_NUMBER and 0 <= door <= LAST_DOOR):
        raise ValueError(f"venue numbers end at {LAST_NUMBER} and doors at {LAST_DOOR}")
    place = bytes(number >> shift & 31 for shift in (20, 15, 10, 5, 0)) + bytes([door])
    signed = place + _signature(key, place)
    return "".join(ALPHABET[value] for value in signed + bytes([_TIMES_X[_remainder(signed)]]))


def read(text: str, keys: Iterable[Key]) -> VenueCode:
    """The venue and door named by `text`: a code in either case, spaced or dashed, or a scanned address.

    I and L are read as 1, O as 0. The host of an address is not judged. Raises `CodeError` only.
    """
    values = _values(text)
    if _remainder(values):
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


def _values(text: str) -> bytes:
    """The twelve five-bit values written in `text`; `CodeError` when there are not just these."""
    if len(text) > LONGEST_TEXT:
        raise CodeError("malformed")
    try:
        raw = text.strip().encode("ascii")
    except UnicodeEncodeError:
        raise CodeError("malformed") from None
    if b"/" in raw:
        address = _ADDRESS.fullmatch(raw)
        raw = address[1] if address else b""
    values = raw.translate(_VALUES, _SEPARATORS)
    if len(values) != LENGTH or _INVALID in values:
        raise CodeError("malformed")
    return values


def _remainder(values: bytes) -> int:
    """The polynomial of `values` at the generator: 0 for a whole code whose check character is right."""
    remainder = 0
    for value in values:
        remainder = _TIMES_X[remainder] ^ value
    return remainder


def _signature(key: Key, place: bytes) -> bytes:
    return _mac(key)(place).translate(_LOW_FIVE_BITS)


@lru_cache(maxsize=8)
def _mac(key: Key) -> Mac:
    return Mac(key, use=b"gapura venue", size=_MAC_SYMBOLS)
