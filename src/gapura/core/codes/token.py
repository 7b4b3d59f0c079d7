"""Tokens: what a signed-in device shows at the gate, a visitor's instead of a name, a scanner's for a venue.

Layout, 48 bytes as 64 characters of base64url: version (1), key id (1), person or venue (16), device (8),
expiry in Unix seconds (4), keyed BLAKE2b code (18). A multiple of three bytes leaves no spare bit
in the text, so one token has one spelling.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hmac import compare_digest
from struct import Struct
from typing import Final, Literal, NamedTuple
from uuid import UUID

from gapura.core.codes import base64url
from gapura.core.keys import Key, KeyRing
from gapura.core.mac import Mac

LENGTH: Final = 64
LAST_DEVICE: Final = (1 << 64) - 1
LAST_SECOND: Final = (1 << 32) - 1
_LAYOUT: Final = Struct(">BB16sQI")
_SIGNED: Final = _LAYOUT.size
_MAC_BYTES: Final = 18

Problem = Literal["malformed", "forged", "expired"]


class Kind(NamedTuple):
    """Whose token it is: the version in its first byte, and the use to which its code is bound."""

    version: int
    use: bytes


VISITOR: Final = Kind(1, b"gapura token")
SCANNER: Final = Kind(2, b"gapura scanner")


class TokenError(ValueError):
    """The token is not good; `problem` says whether malformed, forged or expired."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"token {problem}")
        self.problem: Final = problem


class Token(NamedTuple):
    """Who shows the token, on which signed-in device, and until when (Unix seconds)."""

    person_id: UUID
    device_id: int
    expires_at: int


def issue(ring: KeyRing, owner_id: UUID, device_id: int, expires_at: int, *, kind: Kind = VISITOR) -> str:
    """A token for a person's or a venue's device (unsigned 64-bit) until `expires_at` (Unix seconds).

    `ValueError` out of range.
    """
    if not (0 <= device_id <= LAST_DEVICE and 0 <= expires_at <= LAST_SECOND):
        raise ValueError("the device or the expiry of a token is out of range")
    key = ring.current("token")
    body = _LAYOUT.pack(kind.version, key.id, owner_id.bytes, device_id, expires_at)
    return base64url.encode(body + _mac(key, kind)(body))


class TokenReader:
    """Reads one kind of tokens of any of its keys in a few microseconds."""

    __slots__ = ("_macs", "_version")

    def __init__(self, keys: Iterable[Key], kind: Kind = VISITOR) -> None:
        self._version = kind.version
        self._macs = {key.id: _mac(key, kind) for key in keys}

    def read(self, token: str, now: float) -> Token:
        """What `token` says, if ours and `now` (Unix seconds) is before its expiry; else `TokenError`."""
        person, device_id, expires_at = self.fields(token, now)
        return Token(UUID(bytes=person), device_id, expires_at)

    def fields(self, token: str, now: float) -> tuple[bytes, int, int]:
        """As `read`, but the person's or venue's id as bytes in a plain tuple, which takes half the time."""
        if len(token) != LENGTH:
            raise TokenError("malformed")
        try:
            raw = base64url.decode(token)
            version, key_id, person, device_id, expires_at = _LAYOUT.unpack_from(raw)
        except ValueError:
            raise TokenError("malformed") from None
        if version != self._version:
            raise TokenError("malformed")
        mac = self._macs.get(key_id)
        if mac is None or not compare_digest(mac(raw[:_SIGNED]), raw[_SIGNED:]):
            raise TokenError("forged")
        if now >= expires_at:
            raise TokenError("expired")
        return person, device_id, expires_at


def read(token: str, keys: tuple[Key, ...], now: float) -> Token:
    """As `TokenReader.read`, for callers that hold no reader."""
    return _reader(keys).read(token, now)


@lru_cache(maxsize=8)
def _reader(keys: tuple[Key, ...]) -> TokenReader:
    return TokenReader(keys)


@lru_cache(maxsize=256)
def _mac(key: Key, kind: Kind) -> Mac:
    return Mac(key, use=kind.use, size=_MAC_BYTES)
