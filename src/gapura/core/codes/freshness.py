"""The chain of links by which a pass on a phone shows, also offline, that it is shown now.

The phone makes a random last link and hashes it down to the anchor, which the pass holds signed. Every 30
seconds it shows the next link up: whoever sees one can hash it down to the anchor, and nobody can hash it
up to the next. A link is 16 bytes; link n-1 is the first 16 bytes of SHA-256 over `gapura link`, n as two
bytes, and link n; link 0 is the anchor.
"""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest
from typing import Final

SLOT: Final = 30
"""Seconds for which one link is shown."""

LONGEST: Final = 2 * 24 * 60 * 60 // SLOT
"""Links that are walked at most."""

LENGTH: Final = 16
_USE: Final = b"gapura link"


def below(link: bytes, place: int) -> bytes:
    """The link under the one at `place`."""
    return sha256(_USE + place.to_bytes(2, "big") + link).digest()[:LENGTH]


def anchor_of(link: bytes, place: int) -> bytes:
    """What the link at `place` hashes down to."""
    for each in range(place, 0, -1):
        link = below(link, each)
    return link


def leads_to(anchor: bytes, link: bytes, place: int) -> bool:
    """Whether the link at `place` belongs to the chain of `anchor`."""
    return 1 <= place <= LONGEST and compare_digest(anchor_of(link, place), anchor)


def shown_at(issued_at: int, place: int) -> int:
    """When the link at `place` is first shown."""
    return issued_at + (place - 1) * SLOT
