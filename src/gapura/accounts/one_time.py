"""One-time passwords for activation: made to be read out and typed, kept as a keyed hash only."""

import re
import secrets
import unicodedata

from gapura.common.fields import lookup_hash
from gapura.core.codes import base32

LENGTH = 12
"""Characters; in base32 that is 60 bits."""
GROUP = 4
_NOISE = re.compile(r"[\W_]+")


def make() -> str:
    """A new one-time password such as `7K3M-Q9TX-HB2W`."""
    return grouped(base32.text(bytes(secrets.randbelow(32) for _ in range(LENGTH))))


def grouped(text: str) -> str:
    """The characters in groups that the eye can hold."""
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def plain(typed: str) -> str:
    """What was typed or pasted in one spelling: case and dashes forgiven, O read as 0, I and L as 1.

    Whatever is no one-time password becomes an empty text.
    """
    squeezed = _NOISE.sub("", unicodedata.normalize("NFKC", typed[:200]))
    values = base32.values(squeezed.encode("ascii", "replace")) or b""
    return base32.text(values) if len(values) == LENGTH else ""


def hashed(user_id: int, typed: str) -> bytes:
    """The keyed hash under which an account's one-time password is kept."""
    return lookup_hash("activation", f"{user_id} {plain(typed)}")
