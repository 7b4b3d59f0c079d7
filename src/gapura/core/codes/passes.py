"""Passes: what a visitor shows an officer, signed so that a device without the network can judge it.

Layout, big-endian, as Base45 behind `GP1:`: kind (1), key id (1), number (5), issue and expiry in Unix
seconds (4 and 4), on a phone's pass the anchor of its links (16), length of the short name (1) and the
name, evidence (see `evidence_records`), signature (64); and, on a phone's pass as it is shown, the place of
a link (2) and the link (16). `docs/reference/passes.md` describes it byte by byte.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from struct import Struct
from typing import Final, Literal

from gapura.core.codes import base45, evidence_records, freshness, signing
from gapura.core.evidence import Evidence
from gapura.core.keys import Key

PREFIX: Final = "GP1:"
LONGEST_TEXT: Final = 2000
"""Characters looked at; more is refused unread."""

LAST_NUMBER: Final = (1 << 40) - 1
LONGEST_NAME: Final = 24
"""Bytes of a shortened name."""

FRESH: Final = 60
"""Seconds after which what a phone showed is a picture."""

AHEAD: Final = 30
"""Seconds that the clock of whoever shows a pass may run ahead of the one who reads it."""

USE: Final = b"gapura pass"
Kind = Literal["phone", "page", "paper"]
KINDS: Final[tuple[Kind, ...]] = ("phone", "page", "paper")
Fault = Literal["early", "expired", "picture"]
Problem = Literal["malformed", "forged"]
_HEAD: Final = Struct(">BB5sII")
_LINK: Final = Struct(">H16s")


class PassError(ValueError):
    """The text is no pass; `problem` says whether malformed or forged."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"pass {problem}")
        self.problem: Final = problem


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass as issued. Times in Unix seconds; `anchor` on a phone's only.

    A `page` is what the server shows a browser without scripts; it lives a minute.
    """

    kind: Kind
    number: int
    issued_at: int
    expires_at: int
    name: str = field(repr=False)
    evidence: Evidence = field(repr=False)
    anchor: bytes | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A pass as somebody shows it: which key signed it, and since when this picture of it is shown."""

    key_id: int
    issued: Pass
    since: int

    def fault(self, now: float) -> Fault | None:
        """What stands against it at a moment (Unix seconds): expired, a mere picture, or too early."""
        if now >= self.issued.expires_at:
            return "expired"
        if now < self.since - AHEAD:
            return "early"
        if self.issued.kind == "phone" and now > self.since + FRESH:
            return "picture"
        return None


def make(key: Key, issued: Pass) -> str:
    """The text of a pass; a phone adds its link. `ValueError` for what does not fit."""
    body = _body(key, issued)
    return PREFIX + base45.encode(body + signing.sign(key, USE, body))


def read(text: str, keys: Iterable[Key]) -> Shown:
    """The pass in `text`, if one of `keys` signed it and its link belongs to it; else `PassError`."""
    raw = _raw(text)
    tail = _LINK.size if raw[0] == KINDS.index("phone") + 1 else 0
    end = len(raw) - signing.LENGTH - tail
    if end < _HEAD.size:
        raise PassError("malformed")
    body, signature = raw[:end], raw[end : end + signing.LENGTH]
    try:
        issued = _issued(body)
    except ValueError:
        raise PassError("malformed") from None
    key = next((key for key in keys if key.id == body[1]), None)
    if key is None or not signing.is_signed(key, USE, body, signature):
        raise PassError("forged")
    return Shown(key.id, issued, _since(issued, raw[end + signing.LENGTH :]))


def _body(key: Key, issued: Pass) -> bytes:
    name = issued.name.encode()
    anchor = issued.anchor or b""
    if not 0 <= issued.number <= LAST_NUMBER or not 0 < len(name) <= LONGEST_NAME:
        raise ValueError("the number or the name does not fit into a pass")
    if len(anchor) != (freshness.LENGTH if issued.kind == "phone" else 0):
        raise ValueError("a phone's pass, and no other, has an anchor of 16 bytes")
    kind = KINDS.index(issued.kind) + 1
    head = _HEAD.pack(kind, key.id, issued.number.to_bytes(5, "big"), issued.issued_at, issued.expires_at)
    return head + anchor + bytes([len(name)]) + name + evidence_records.pack(issued.evidence)


def _raw(text: str) -> bytes:
    if not text.startswith(PREFIX) or len(text) > LONGEST_TEXT:
        raise PassError("malformed")
    try:
        raw = base45.decode(text.removeprefix(PREFIX))
    except ValueError:
        raise PassError("malformed") from None
    if not raw or not 1 <= raw[0] <= len(KINDS):
        raise PassError("malformed")
    return raw


def _issued(body: bytes) -> Pass:
    """The pass in a body; ValueError where it is none."""
    number, _, digits, issued_at, expires_at = _HEAD.unpack_from(body)
    kind = KINDS[number - 1]
    place = _HEAD.size
    anchor = None
    if kind == "phone":
        anchor, place = body[place : place + freshness.LENGTH], place + freshness.LENGTH
    name = body[place + 1 : place + 1 + (body[place] if len(body) > place else 0)]
    if not 0 < len(name) <= LONGEST_NAME or len(name) != body[place] or expires_at <= issued_at:
        raise ValueError("no name, or no time in which it is good")
    evidence = evidence_records.unpack(body[place + 1 + len(name) :])
    return Pass(kind, int.from_bytes(digits, "big"), issued_at, expires_at, name.decode(), evidence, anchor)


def _since(issued: Pass, tail: bytes) -> int:
    if issued.anchor is None:
        return issued.issued_at
    place, link = _LINK.unpack(tail)
    since = freshness.shown_at(issued.issued_at, place)
    # No phone has links for after its pass; whoever claims one is not worth the walk down to the anchor.
    if since >= issued.expires_at or not freshness.leads_to(issued.anchor, link, place):
        raise PassError("forged")
    return since
