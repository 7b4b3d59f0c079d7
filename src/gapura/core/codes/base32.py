"""Crockford's base32 for people to read, type and dictate, with a check character.

The check is a weighted sum over GF(32) whose weights are distinct powers of a generator, so it catches
every single wrong character and every swap of two characters in texts of up to 31 characters.
"""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_INVALID: Final = 0xFF
_SEPARATORS: Final = b" -\t\r\n"

# Multiplication by the generator x in GF(32) = GF(2)[x] / (x^5 + x^2 + 1).
_TIMES_X: Final = bytes((value << 1) ^ (0b100101 if value & 16 else 0) for value in range(32))


def _value_table() -> bytes:
    values = bytearray([_INVALID]) * 256
    for value, symbol in enumerate(ALPHABET):
        values[ord(symbol)] = values[ord(symbol.lower())] = value
    for lookalike, value in (("I", 1), ("L", 1), ("O", 0)):
        values[ord(lookalike)] = values[ord(lookalike.lower())] = value
    return bytes(values)


_VALUES: Final = _value_table()


def text(values: bytes) -> str:
    """Five-bit values as characters."""
    return "".join(ALPHABET[value] for value in values)


def values(raw: bytes) -> bytes | None:
    """The five-bit values written in `raw`, in either case, spaced or dashed; None where it holds others.

    I and L are read as 1, O as 0.
    """
    found = raw.translate(_VALUES, _SEPARATORS)
    return None if _INVALID in found else found


def checked(values: bytes) -> bytes:
    """`values` with their check value behind them."""
    return values + bytes([_TIMES_X[_remainder(values)]])


def is_whole(values: bytes) -> bool:
    """Whether the last of `values` is the check value of those before it."""
    return not _remainder(values)


def _remainder(values: bytes) -> int:
    """The polynomial of `values` at the generator: 0 for a whole text whose check character is right."""
    remainder = 0
    for value in values:
        remainder = _TIMES_X[remainder] ^ value
    return remainder
