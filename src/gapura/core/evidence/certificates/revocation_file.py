"""The file of a revocation list: one hash of a certificate's id to a line."""

from __future__ import annotations

import re
from typing import Final

from gapura.core.evidence.certificates.model import HASH_BYTES

MOST: Final = 1_000_000
_HASH: Final = re.compile(r"[0-9a-fA-F]{32}(?:[0-9a-fA-F]{32})?")


class RevocationFileError(ValueError):
    """The file cannot be taken; the message says on which line and why."""


def read(text: str) -> list[bytes]:
    """The first 16 bytes of each hash, in the order of the file; RevocationFileError.

    A hash is the SHA-256 of an id in hexadecimal, whole or its first half; `#` begins a comment.
    """
    found: dict[bytes, None] = {}
    for number, line in enumerate(text.splitlines(), 1):
        written = line.split("#", 1)[0].strip()
        if not written:
            continue
        if not _HASH.fullmatch(written):
            raise RevocationFileError(
                f"line {number}: {written[:40]!r} is no hash of 64 (or its first 32) hexadecimal digits"
            )
        found[bytes.fromhex(written)[:HASH_BYTES]] = None
        if len(found) > MOST:
            raise RevocationFileError(f"line {number}: more than {MOST:,} hashes")
    if not found:
        raise RevocationFileError("line 1: there is no hash in it")
    return list(found)
