"""Proofs of a check-in: what a result screen carries so that an officer can tell it from a picture.

Layout, 42 bytes as 56 characters of base64url: version (1), key id (1), visit (16), venue number (4),
door (1), decision and colour (1), moment of check-in in Unix seconds (4), keyed BLAKE2b code (14).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hmac import compare_digest
from struct import Struct
from struct import error as StructError
from typing import Final, Literal, NamedTuple
from uuid import UUID

from gapura.core.codes import base64url
from gapura.core.keys import Key
from gapura.core.mac import Mac

LENGTH: Final = 56
COLOURS: Final = ("green", "yellow", "red", "black")
DECISIONS: Final = ("admit", "verify", "refuse", "full")
_VERSION: Final = 1
_LAYOUT: Final = Struct(">BB16sIBBI")
_SIGNED: Final = _LAYOUT.size
_MAC_BYTES: Final = 14
_OUTCOMES: Final = tuple((decision, colour) for decision in DECISIONS for colour in COLOURS)
_OUTCOME_NUMBERS: Final = {outcome: number for number, outcome in enumerate(_OUTCOMES)}

Problem = Literal["malformed", "forged"]


class ProofError(ValueError):
    """The text proves nothing; `problem` says whether malformed or forged."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"proof {problem}")
        self.problem: Final = problem


class Proof(NamedTuple):
    """One check-in as the gate answered it; `checked_in_at` in Unix seconds."""

    visit_id: UUID
    venue: int
    door: int
    decision: str
    colour: str
    checked_in_at: int


def make(
    key: Key,
    *,
    visit_id: UUID,
    venue: int,
    door: int,
    decision: str,
    colour: str,
    checked_in_at: int,
) -> str:
    """The proof of a check-in, always the same for the same check-in; `ValueError` when out of range."""
    outcome = _OUTCOME_NUMBERS.get((decision, colour))
    if outcome is None:
        raise ValueError(f"no check-in is answered {decision!r} {colour!r}")
    try:
        body = _LAYOUT.pack(_VERSION, key.id, visit_id.bytes, venue, door, outcome, checked_in_at)
    except StructError as error:
        raise ValueError(f"the proof does not hold these numbers: {error}") from error
    return base64url.encode(body + _mac(key)(body))


def read(text: str, keys: Iterable[Key]) -> Proof:
    """The check-in that `text` proves, if one of `keys` made it; else `ProofError`."""
    if len(text) != LENGTH:
        raise ProofError("malformed")
    try:
        raw = base64url.decode(text)
        version, key_id, visit, venue, door, outcome, checked_in_at = _LAYOUT.unpack_from(raw)
    except ValueError:
        raise ProofError("malformed") from None
    if version != _VERSION:
        raise ProofError("malformed")
    key = next((key for key in keys if key.id == key_id), None)
    if key is None or not compare_digest(_mac(key)(raw[:_SIGNED]), raw[_SIGNED:]):
        raise ProofError("forged")
    decision, colour = _OUTCOMES[outcome]
    return Proof(UUID(bytes=visit), venue, door, decision, colour, checked_in_at)


@lru_cache(maxsize=256)
def _mac(key: Key) -> Mac:
    return Mac(key, use=b"gapura proof", size=_MAC_BYTES)
