"""Columns that only the key ring opens, and the keyed hashes by which they are found."""

from __future__ import annotations

import os
import unicodedata
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gapura.core.keys import Key, KeyRing
from gapura.core.mac import Mac

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
HASH_BYTES: Final = 32
_HEADER_BYTES: Final = 1 + NONCE_BYTES


class SealError(ValueError):
    """The text cannot be sealed, or the sealed bytes were altered, belong elsewhere or lost their key."""


def seal(ring: KeyRing, text: str, *, context: bytes) -> bytes:
    """`text` encrypted as `seal_bytes` does."""
    try:
        plain = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise SealError("half a character cannot be sealed") from error
    return seal_bytes(ring, plain, context=context)


def seal_bytes(ring: KeyRing, plain: bytes, *, context: bytes) -> bytes:
    """`plain` encrypted with AES-256-GCM as key id (1 byte), nonce (12), ciphertext and tag (16).

    `context` names the place (table, column, owner): bytes moved elsewhere do not open.
    """
    key = ring.current("seal")
    nonce = os.urandom(NONCE_BYTES)
    return bytes([key.id]) + nonce + _cipher(key).encrypt(nonce, plain, context)


def unseal(ring: KeyRing, blob: bytes, *, context: bytes) -> str:
    """The text that `seal` was given with the same `context`; `SealError` otherwise."""
    return unseal_bytes(ring, blob, context=context).decode("utf-8")


def unseal_bytes(ring: KeyRing, blob: bytes, *, context: bytes) -> bytes:
    """The bytes that `seal_bytes` was given with the same `context`; `SealError` otherwise."""
    if len(blob) < _HEADER_BYTES + TAG_BYTES:
        raise SealError("too short to be sealed")
    key = next((key for key in ring.all("seal") if key.id == blob[0]), None)
    if key is None:
        raise SealError(f"sealed with key {blob[0]}, which is not on the ring")
    try:
        return _cipher(key).decrypt(blob[1:_HEADER_BYTES], blob[_HEADER_BYTES:], context)
    except InvalidTag as error:
        raise SealError("altered, or sealed for another place") from error


def lookup_hash(ring: KeyRing, text: str, *, context: bytes) -> bytes:
    """A keyed hash (32 bytes) that is equal for texts differing only in case, width or spacing.

    `context` names the kind of text, so that an e-mail and a NIK never share a hash.
    """
    normal = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    # The length in front keeps ("ab", "c") and ("a", "bc") apart.
    message = len(context).to_bytes(2, "big") + context + normal.encode("utf-8", "surrogatepass")
    return _finder(ring.current("lookup"))(message)


@lru_cache(maxsize=64)
def _cipher(key: Key) -> AESGCM:
    return AESGCM(key.secret)


@lru_cache(maxsize=8)
def _finder(key: Key) -> Mac:
    return Mac(key, use=b"gapura lookup", size=HASH_BYTES)
