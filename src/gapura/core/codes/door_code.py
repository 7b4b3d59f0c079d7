"""What opens a door: a venue code as on a poster, one with the tail of a screen, or one with a ticket.

A screen shows the venue code with eight characters more, which change every half minute: the last two
characters of the half minute's number, keyed BLAKE2b over place and number (5 characters), and a check
character. Whoever opened it in time is given a ticket in its place: sixteen characters for the minute (5),
keyed BLAKE2b over place, minute and the visitor's device (10), and a check character. The check characters
are over all that stands before them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from gapura.core.codes import base32, venue_code
from gapura.core.codes.venue_code import CodeError
from gapura.core.keys import Key
from gapura.core.mac import Mac

SLOT: Final = 30
"""Seconds for which a screen shows one code."""

LATE: Final = 2
"""Slots after its own in which a screen's code still opens: 60 to 90 seconds from when it was shown."""

EARLY: Final = 1
"""Slots by which a screen's clock may run ahead."""

TICKET_TERM: Final = 15
"""Minutes from opening a screen's code to checking in with it, signing in included."""

SCREEN_LENGTH: Final = 20
TICKET_LENGTH: Final = 28
_LENGTHS: Final = (venue_code.LENGTH, SCREEN_LENGTH, TICKET_LENGTH)
_PLACE: Final = 6
_LOW_FIVE_BITS: Final = bytes(value & 31 for value in range(256))
_SLOT_SYMBOLS: Final = 2
_MINUTE_SYMBOLS: Final = 5
_EPOCH_MINUTES: Final = 1_577_836_800 // 60  # 2020


class DoorCode(NamedTuple):
    """What a text says. `tail` is what a screen or a ticket adds, five bits a byte; empty on a poster."""

    number: int
    door: int
    place: bytes
    tail: bytes

    @property
    def from_poster(self) -> bool:
        """Whether it stays the same for ever."""
        return not self.tail

    @property
    def is_ticket(self) -> bool:
        """Whether it says when a screen's code was opened."""
        return len(self.tail) == TICKET_LENGTH - venue_code.LENGTH


def read(text: str, keys: Iterable[Key]) -> DoorCode:
    """What `text` says, in the spellings that `venue_code.read` accepts. Raises `CodeError`.

    Whether a tail is good at some moment is another question: `is_current`, `is_valid_ticket`.
    """
    values = venue_code.values_of(text, _LENGTHS)
    code, tail = values[: venue_code.LENGTH], values[venue_code.LENGTH :]
    if tail and not base32.is_whole(values):
        raise CodeError("mistyped")
    number, door = venue_code.read_values(code, keys)
    return DoorCode(number, door, code[:_PLACE], tail)


def spelled(scanned: DoorCode, key: Key) -> str:
    """The one spelling of what was read; its tail's signature is as it was."""
    return base32.text(_values_of(scanned.number, scanned.door, key) + scanned.tail)


def on_screen(number: int, door: int, moment: int, key: Key) -> str:
    """What a door's screen shows at a moment (Unix seconds)."""
    code = _values_of(number, door, key)
    slot = moment // SLOT
    tail = _low(slot, _SLOT_SYMBOLS) + _slot_signature(key, code[:_PLACE], slot)
    return base32.text(base32.checked(code + tail))


def is_current(scanned: DoorCode, moment: float, key: Key) -> bool:
    """Whether a screen's code is good at a moment (Unix seconds)."""
    now = int(moment) // SLOT
    low, signature = scanned.tail[:_SLOT_SYMBOLS], scanned.tail[_SLOT_SYMBOLS:-1]
    return any(
        low == _low(slot, _SLOT_SYMBOLS) and signature == _slot_signature(key, scanned.place, slot)
        for slot in range(now - LATE, now + EARLY + 1)
    )


def ticket(scanned: DoorCode, moment: float, device_id: int, key: Key) -> str:
    """The code in place of a screen's that was opened at a moment, for one device (unsigned 64-bit)."""
    code = _values_of(scanned.number, scanned.door, key)
    minute = int(moment) // 60 - _EPOCH_MINUTES
    tail = _low(minute, _MINUTE_SYMBOLS) + _ticket_signature(key, code[:_PLACE], minute, device_id)
    return base32.text(base32.checked(code + tail))


def is_valid_ticket(scanned: DoorCode, moment: float, device_id: int, key: Key) -> bool:
    """Whether a ticket is this device's and good at a moment (Unix seconds)."""
    minute = 0
    for value in scanned.tail[:_MINUTE_SYMBOLS]:
        minute = minute << 5 | value
    age = int(moment) // 60 - _EPOCH_MINUTES - minute
    signature = _ticket_signature(key, scanned.place, minute, device_id)
    return -1 <= age <= TICKET_TERM and signature == scanned.tail[_MINUTE_SYMBOLS:-1]


def _values_of(number: int, door: int, key: Key) -> bytes:
    return venue_code.values_of(venue_code.make(number, door, key), (venue_code.LENGTH,))


def _low(number: int, symbols: int) -> bytes:
    return bytes(number >> 5 * place & 31 for place in range(symbols - 1, -1, -1))


def _slot_signature(key: Key, place: bytes, slot: int) -> bytes:
    return _mac(key, b"gapura screen", 5)(place + slot.to_bytes(8, "big")).translate(_LOW_FIVE_BITS)


def _ticket_signature(key: Key, place: bytes, minute: int, device_id: int) -> bytes:
    message = place + minute.to_bytes(8, "big") + device_id.to_bytes(8, "big")
    return _mac(key, b"gapura ticket", 10)(message).translate(_LOW_FIVE_BITS)


@lru_cache(maxsize=16)
def _mac(key: Key, use: bytes, size: int) -> Mac:
    return Mac(key, use=use, size=size)
