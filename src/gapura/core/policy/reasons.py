"""Reasons: why a colour or a decision came about, each with a stable code and a text for the visitor."""

from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from gapura.core.policy.words import Text

EvidenceKind = Literal["birth_date", "doses", "tests", "contacts", "arrivals", "recoveries", "exemptions"]


class Reason(Struct, frozen=True, forbid_unknown_fields=True):
    """A text for the visitor, and which kinds of evidence the reason rests on."""

    text: Text
    rests_on: tuple[EvidenceKind, ...] = ()


def _load() -> dict[str, Reason]:
    data = files("gapura.core.policy").joinpath("data/reasons.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, Reason])


REASONS: dict[str, Reason] = _load()
