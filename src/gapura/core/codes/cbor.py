"""CBOR (RFC 8949), the part that health certificates are written in, read without trusting a byte of it.

Tags stand beside their value and do nothing. A library's decoder would carry tags out (build numbers of any
size, patterns, shared and cyclic values) and take the last of two equal keys; here both are refused.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import Any, Final

DEEPEST: Final = 16
"""Levels of arrays, maps and tags within each other."""

_BREAK: Final = object()
_FLOATS: Final = {25: ">e", 26: ">f", 27: ">d"}
_SIMPLE: Final = {20: False, 21: True, 22: None, 23: None}


class CborError(ValueError):
    """Not the CBOR that is read here."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A value with the number of its tag."""

    number: int
    value: Any


def decode(raw: bytes) -> Any:
    """The one value that `raw` is; CborError for anything else, equal keys and endless numbers included.

    Maps have keys that are integers or text.
    """
    reader = _Reader(raw)
    value = reader.value(0)
    if value is _BREAK or reader.place != len(raw):
        raise CborError("more than one value, or an end without a beginning")
    return value


def encode(value: Any) -> bytes:
    """The shortest form of a value of integers, text, bytes, lists, maps, tags, True, False and None."""
    match value:
        case bool() | None:
            return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]
        case int():
            return _head(0, value) if value >= 0 else _head(1, -1 - value)
        case bytes():
            return _head(2, len(value)) + value
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case list() | tuple():
            return _head(4, len(value)) + b"".join(map(encode, value))
        case dict():
            return _head(5, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
        case Tag():
            return _head(6, value.number) + encode(value.value)
    raise CborError(f"no {type(value).__name__} can be written")


def _head(major: int, number: int) -> bytes:
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 1 << 8 * size:
            return bytes([major << 5 | code]) + number.to_bytes(size, "big")
    raise CborError("a number of more than 64 bits")


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.place = 0

    def value(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise CborError("too deep")
        first = self._take(1)[0]
        major, detail = first >> 5, first & 31
        if major == 7:
            return self._simple(detail)
        if detail == 31:
            return self._endless(major, depth)
        number = self._number(detail)
        match major:
            case 0:
                return number
            case 1:
                return -1 - number
            case 2:
                return self._take(number)
            case 3:
                return _text(self._take(number))
            case 4:
                return [self._inner(depth) for _each in range(self._possible(number))]
            case 5:
                return _map([(self._inner(depth), self._inner(depth)) for _ in range(self._possible(number))])
        return Tag(number, self._inner(depth))

    def _take(self, length: int) -> bytes:
        end = self.place + length
        if end > len(self.raw):
            raise CborError("cut short")
        taken, self.place = self.raw[self.place : end], end
        return taken

    def _number(self, detail: int) -> int:
        if detail < 24:
            return detail
        if detail > 27:
            raise CborError("a length that means nothing")
        return int.from_bytes(self._take(1 << detail - 24), "big")

    def _possible(self, number: int) -> int:
        """Each item takes a byte at least, so that no list is begun that cannot end."""
        if number > len(self.raw) - self.place:
            raise CborError("cut short")
        return number

    def _inner(self, depth: int) -> Any:
        value = self.value(depth + 1)
        if value is _BREAK:
            raise CborError("an end within something of stated length")
        return value

    def _endless(self, major: int, depth: int) -> Any:
        """Something whose length is not said: its parts follow until an end."""
        if major not in (2, 3, 4, 5):
            raise CborError("a length that means nothing")
        parts = []
        while (part := self.value(depth + 1)) is not _BREAK:
            parts.append(part)
        if major == 4:
            return parts
        if major == 5:
            if len(parts) % 2:
                raise CborError("a key without a value")
            return _map(list(zip(parts[::2], parts[1::2], strict=True)))
        kind = bytes if major == 2 else str
        if not all(type(part) is kind for part in parts):
            raise CborError("a text or bytes in parts of another kind")
        return kind().join(parts)

    def _simple(self, detail: int) -> Any:
        if detail == 31:
            return _BREAK
        if detail in _FLOATS:
            (number,) = struct.unpack(_FLOATS[detail], self._take(1 << detail - 24))
            if not math.isfinite(number):
                raise CborError("no number")
            return number
        if detail not in _SIMPLE:
            raise CborError("a value that means nothing")
        return _SIMPLE[detail]


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise CborError("text that is no UTF-8") from None


def _map(pairs: list[tuple[Any, Any]]) -> dict[int | str, Any]:
    if not all(type(key) in (int, str) for key, _value in pairs):
        raise CborError("a key that is neither an integer nor text")
    made = dict(pairs)
    if len(made) != len(pairs):
        raise CborError("the same key twice")
    return made
