"""Late news of officers who have left, as rows that wait for the person in charge, for the server alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from gapura.core import boxes
from gapura.core.codes import base64url
from gapura.core.keys import KeyRing
from gapura.gate import arrays
from gapura.gate.model import spelled
from gapura.gate.officers.bodies import CheckInItem
from gapura.gate.officers.reading import Work, context_of
from gapura.gate.officers.recording import kind_of
from gapura.gate.officers.scanners import Scanner
from gapura.gate.wire import Call

BLOCK: Final = 96
"""As on a device: a box's length tells little, and is whole in base64url."""

_COLUMNS: Final = (
    arrays.uuids,
    arrays.uuids,
    arrays.bigints,
    arrays.integers,
    arrays.words,
    arrays.words,
    arrays.smallints,
    arrays.times,
    arrays.texts,
)
"""As `gapura_held_back` takes them."""


def call(keys: KeyRing, scanner: Scanner, held: Sequence[Work]) -> Call:
    """The statement that puts items aside; repeating it changes nothing."""
    rows = [_row(keys, scanner, work) for work in held]
    return Call(b"held_back", arrays.columns(_COLUMNS, rows), binary=True)


def _row(keys: KeyRing, scanner: Scanner, work: Work) -> tuple[Any, ...]:
    item = work.item
    plain = msgspec.json.encode(item)
    plain += b" " * (1 + -len(plain) % BLOCK)  # no reader of JSON minds spaces
    context = context_of(scanner.id)
    box = boxes.pack(*boxes.public_key(keys), plain, context=context, nonce=os.urandom(12))
    said = item.said if isinstance(item, CheckInItem) else None
    return (
        spelled(item.id.hex),
        scanner.venue_id,
        scanner.id,
        item.officer,
        kind_of(item),
        said or "",
        1 + item.companions if isinstance(item, CheckInItem) else 1,
        work.at,
        base64url.encode(box),
    )
