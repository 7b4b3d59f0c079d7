"""Evidence about one person's health: what was recorded, when, and nothing about what it means."""

from gapura.core.evidence.decoding import EvidenceError, decode, encode
from gapura.core.evidence.model import (
    EARLIEST,
    LATEST,
    UNNAMED,
    Arrival,
    Contact,
    Dose,
    Evidence,
    Exemption,
    Recovery,
    Test,
    without_repeats,
)
from gapura.core.evidence.needed import needed

__all__ = [
    "EARLIEST",
    "LATEST",
    "UNNAMED",
    "Arrival",
    "Contact",
    "Dose",
    "Evidence",
    "EvidenceError",
    "Exemption",
    "Recovery",
    "Test",
    "decode",
    "encode",
    "needed",
    "without_repeats",
]
