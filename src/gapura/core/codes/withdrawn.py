"""The signed list of withdrawn passes that devices keep for the time without a network.

Layout, big-endian: key id (1), moment of the list in Unix seconds (4), then the numbers of the passes, five
bytes each, rising, none twice; signature (64).
"""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct
from typing import Final, Literal, NamedTuple

from gapura.core.codes import signing
from gapura.core.keys import Key

USE: Final = b"gapura withdrawn"
_HEAD: Final = Struct(">BI")
_NUMBER: Final = 5


class ListError(ValueError):
    """The bytes are no list of ours; `problem` says whether malformed or forged."""

    def __init__(self, problem: Literal["malformed", "forged"]) -> None:
        super().__init__(f"list of withdrawn passes {problem}")
        self.problem: Final = problem


class Withdrawn(NamedTuple):
    """The passes withdrawn at a moment (Unix seconds)."""

    at: int
    numbers: frozenset[int]


def make(key: Key, numbers: Iterable[int], at: int) -> bytes:
    """The list as devices fetch it."""
    body = _HEAD.pack(key.id, at) + b"".join(each.to_bytes(_NUMBER, "big") for each in sorted(set(numbers)))
    return body + signing.sign(key, USE, body)


def read(raw: bytes, keys: Iterable[Key]) -> Withdrawn:
    """What a list says, if one of `keys` signed it; else `ListError`."""
    end = len(raw) - signing.LENGTH
    if end < _HEAD.size or (end - _HEAD.size) % _NUMBER:
        raise ListError("malformed")
    body, signature = raw[:end], raw[end:]
    key_id, at = _HEAD.unpack_from(body)
    key = next((key for key in keys if key.id == key_id), None)
    if key is None or not signing.is_signed(key, USE, body, signature):
        raise ListError("forged")
    numbers = [
        int.from_bytes(body[place : place + _NUMBER], "big") for place in range(_HEAD.size, end, _NUMBER)
    ]
    if sorted(set(numbers)) != numbers:
        raise ListError("malformed")
    return Withdrawn(at, frozenset(numbers))
