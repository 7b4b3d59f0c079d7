"""The number that names a pass: 40 random bits, which people read as eight characters."""

import secrets

from gapura.core.codes import base32

BITS = 40
_SYMBOLS = 8


def fresh() -> int:
    """A number that nobody can guess; that it is new, the table sees to."""
    return secrets.randbits(BITS)


def spelled(number: int) -> str:
    """A number as people read it: `K7QF-2M9T`."""
    text = base32.text(bytes(number >> 5 * place & 31 for place in range(_SYMBOLS - 1, -1, -1)))
    return f"{text[:4]}-{text[4:]}"


def read(text: str) -> int | None:
    """The number that somebody typed, or None where it is none."""
    values = base32.values(text.strip().encode("ascii", "replace")[:40])
    if values is None or len(values) != _SYMBOLS:
        return None
    number = 0
    for value in values:
        number = number << 5 | value
    return number
