"""What a health certificate says, and how far it is to be believed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from gapura.core.evidence.model import Evidence

Kind = Literal["hc1", "shc"]
KINDS: Final[tuple[Kind, ...]] = ("hc1", "shc")

Content = Literal["vaccination", "test", "recovery"]
CONTENTS: Final[tuple[Content, ...]] = ("vaccination", "test", "recovery")

Algorithm = Literal["ES256", "PS256"]

Problem = Literal["unknown_issuer", "forged", "not_allowed", "revoked", "expired", "early"]
"""Why a certificate counts for nothing: no trusted issuer has the key that it names; the signature is not by
that key; its issuer may not sign this, or not then; it was called back; its time is over, or yet to come."""

HASH_BYTES: Final = 16


class CertificateError(ValueError):
    """The text is no certificate that can be read; the message says what is wrong with it, in English."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose it is: the name as written and, where there is one, as in a passport's lines; the birth date.

    A birth date may lack its day and month (`1990`, `1990-05`) or be missing altogether.
    """

    name: str
    plain_name: str = ""
    birth_date: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate taken apart; nothing of it is believed yet.

    `key_id` is Base64 of the bytes for HC1, the key's name elsewhere. `revocation_id` is what its issuer
    calls it back by, which the cards of one person may share. `earlier_doses` were given on days that the
    certificate does not say, before the one of `evidence`.
    """

    kind: Kind
    algorithm: Algorithm
    key_id: str
    issuer: str
    id: str
    revocation_id: str
    subject: Subject
    contents: frozenset[Content]
    evidence: Evidence
    issued_at: datetime | None = None
    valid_from: datetime | None = None
    expires_at: datetime | None = None
    earlier_doses: int = 0
    message: bytes = field(default=b"", repr=False)
    signature: bytes = field(default=b"", repr=False)

    @property
    def hash(self) -> bytes:
        """What a revocation list names it by."""
        return hash_of(self.revocation_id)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with the verdict; `signed_by` is the trusted issuer's name, `country` theirs."""

    signed: Signed
    problem: Problem | None
    signed_by: str = ""
    country: str = ""

    @property
    def genuine(self) -> bool:
        """Whether a trusted issuer signed exactly this."""
        return self.problem not in ("unknown_issuer", "forged")

    @property
    def in_force(self) -> bool:
        """Whether it may be relied on now."""
        return self.problem is None


def hash_of(revocation_id: str) -> bytes:
    """The first 16 bytes of the SHA-256 of an id in UTF-8, as in the lists of the EU's gateway."""
    return hashlib.sha256(revocation_id.encode()).digest()[:HASH_BYTES]
