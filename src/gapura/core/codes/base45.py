"""Base45 (RFC 9285): bytes in the 45 characters that a QR code's alphanumeric mode holds."""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {symbol: value for value, symbol in enumerate(ALPHABET)}
_LARGEST: Final = {2: 0xFF, 3: 0xFFFF}


def encode(raw: bytes) -> str:
    """Two bytes as three characters, a last single byte as two; least significant character first."""
    return "".join(
        _symbols(int.from_bytes(raw[place : place + 2], "big"), 3 if place + 1 < len(raw) else 2)
        for place in range(0, len(raw), 2)
    )


def decode(text: str) -> bytes:
    """The bytes of `text`; `ValueError` for anything `encode` would not have written."""
    groups = [text[place : place + 3] for place in range(0, len(text), 3)]
    return b"".join(_bytes(group) for group in groups)


def _symbols(value: int, length: int) -> str:
    return "".join(ALPHABET[value // 45**place % 45] for place in range(length))


def _bytes(group: str) -> bytes:
    value = 0
    try:
        for symbol in reversed(group):
            value = value * 45 + _VALUES[symbol]
    except KeyError:
        raise ValueError("not a character of Base45") from None
    if value > _LARGEST.get(len(group), -1):
        raise ValueError("three characters of Base45 that stand for no two bytes")
    return value.to_bytes(len(group) - 1, "big")
