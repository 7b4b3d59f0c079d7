"""Arrays as PostgreSQL's binary protocol takes them: to read them as text costs it ten times as much.

Layout (`array_recv`): dimensions, whether any is null, the element's type, how many, the first one's number,
then each element behind its length in bytes; -1 for null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, repeat
from struct import Struct
from typing import Any, Final

_HEAD: Final = Struct("!iiiii")
_LENGTH: Final = Struct("!i")
_NULL: Final = _LENGTH.pack(-1)
_UUID_LENGTH: Final = "00000010"

# Object ids of types, as in PostgreSQL's `pg_type.dat`, those of numbers with their size and struct's code.
_BOOL, _TEXT, _VARCHAR, _UUID = 16, 25, 1043, 2950
_SMALLINT, _INTEGER, _BIGINT = (21, 2, "h"), (23, 4, "i"), (20, 8, "q")
_DATE, _TIMESTAMPTZ = (1082, 4, "i"), (1184, 8, "q")

_EPOCH: Final = 946_684_800_000
"""PostgreSQL's own beginning of time, in milliseconds since 1970."""

_EPOCH_DAY: Final = _EPOCH // 86_400_000

_Number = tuple[int, int, str]


def columns(kinds: Sequence[Callable[[Any], bytes]], rows: Sequence[Sequence[Any]]) -> tuple[bytes, ...]:
    """The columns of some rows, at least one, each as an array of its kind."""
    return tuple(kind(column) for kind, column in zip(kinds, zip(*rows, strict=True), strict=True))


def uuids(values: Sequence[str]) -> bytes:
    """uuid[] of ids in their usual spelling."""
    if not values:
        return _head(_UUID, 0)
    spelled = _UUID_LENGTH + _UUID_LENGTH.join(values)
    return _head(_UUID, len(values)) + bytes.fromhex(spelled.replace("-", ""))


def smallints(values: Sequence[int]) -> bytes:
    """smallint[]."""
    return _numbers(_SMALLINT, values)


def integers(values: Sequence[int]) -> bytes:
    """integer[]."""
    return _numbers(_INTEGER, values)


def bigints(values: Sequence[int]) -> bytes:
    """bigint[]."""
    return _numbers(_BIGINT, values)


def dates(values: Sequence[int]) -> bytes:
    """date[] of days since 1970."""
    return _numbers(_DATE, [value - _EPOCH_DAY for value in values])


def date(value: int) -> bytes:
    """One date, of days since 1970."""
    return _LENGTH.pack(value - _EPOCH_DAY)


def times(values: Sequence[int]) -> bytes:
    """timestamptz[] of milliseconds since 1970."""
    return _numbers(_TIMESTAMPTZ, [(value - _EPOCH) * 1000 for value in values])


def words(values: Sequence[str]) -> bytes:
    """varchar[]."""
    return _head(_VARCHAR, len(values)) + b"".join(map(_word, values))


def texts(values: Sequence[str]) -> bytes:
    """text[]."""
    encoded = [value.encode() for value in values]
    return _head(_TEXT, len(values)) + b"".join(_LENGTH.pack(len(each)) + each for each in encoded)


def booleans(values: Sequence[bool]) -> bytes:
    """boolean[]."""
    return _head(_BOOL, len(values)) + b"".join(b"\0\0\0\1\1" if value else b"\0\0\0\1\0" for value in values)


def nullable_uuids(values: Sequence[str | None]) -> bytes:
    """uuid[] of ids in their usual spelling, with nulls."""
    packed = (None if value is None else bytes.fromhex(value.replace("-", "")) for value in values)
    return _with_nulls(_UUID, (None if one is None else _LENGTH.pack(len(one)) + one for one in packed))


def nullable_integers(values: Sequence[int | None]) -> bytes:
    """integer[] with nulls."""
    return _numbers_or_null(_INTEGER, values)


def nullable_times(values: Sequence[int | None]) -> bytes:
    """timestamptz[] of milliseconds since 1970, with nulls."""
    return _numbers_or_null(
        _TIMESTAMPTZ, [None if value is None else (value - _EPOCH) * 1000 for value in values]
    )


def nullable_words(values: Sequence[str | None]) -> bytes:
    """varchar[] with nulls."""
    return _with_nulls(_VARCHAR, (None if value is None else _word(value) for value in values))


def _head(oid: int, count: int) -> bytes:
    return _HEAD.pack(1, 0, oid, count, 1)


@lru_cache(maxsize=1024)
def _layout(code: str, count: int) -> Struct:
    return Struct("!" + f"i{code}" * count)


def _numbers(kind: _Number, values: Sequence[int]) -> bytes:
    oid, size, code = kind
    elements = chain.from_iterable(zip(repeat(size), values, strict=False))
    return _head(oid, len(values)) + _layout(code, len(values)).pack(*elements)


def _numbers_or_null(kind: _Number, values: Sequence[int | None]) -> bytes:
    oid, size, code = kind
    one = _layout(code, 1)
    return _with_nulls(oid, (None if value is None else one.pack(size, value) for value in values))


@lru_cache(maxsize=4096)
def _word(value: str) -> bytes:
    """A word behind its length; colours, decisions and reasons are few."""
    encoded = value.encode()
    return _LENGTH.pack(len(encoded)) + encoded


def _with_nulls(oid: int, elements: Iterable[bytes | None]) -> bytes:
    pieces = [_NULL if element is None else element for element in elements]
    return _HEAD.pack(1, 1, oid, len(pieces), 1) + b"".join(pieces)
