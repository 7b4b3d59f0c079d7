"""Message authentication with keyed BLAKE2b, prepared once per key for the hot path."""

from __future__ import annotations

from hashlib import blake2b

from gapura.core.keys import Key


class Mac:
    """Computes short authentication codes of one key for one use."""

    __slots__ = ("_fresh",)

    def __init__(self, key: Key, *, use: bytes, size: int) -> None:
        """Bind `key` to `use` (at most 16 bytes, so that two uses never share a code); `size` in bytes."""
        self._fresh = blake2b(key=key.secret, person=use, digest_size=size)

    def __call__(self, message: bytes) -> bytes:
        """The code of `message`, `size` bytes."""
        state = self._fresh.copy()
        state.update(message)
        return state.digest()
