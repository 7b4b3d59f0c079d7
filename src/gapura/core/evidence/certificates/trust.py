"""Who is believed: issuers with their keys, and what each may sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from gapura.core.evidence.certificates.model import CONTENTS, Content, Kind

PublicKey = EllipticCurvePublicKey | RSAPublicKey

EVERYTHING: Final = frozenset(CONTENTS)


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key of an issuer, and what it may sign; certificates issued outside of its time are not its.

    `issuer` is what certificates must name as theirs, where it is not empty.
    """

    kind: Kind
    key_id: str
    public: PublicKey = field(repr=False)
    name: str
    country: str
    issuer: str = ""
    contents: frozenset[Content] = EVERYTHING
    since: datetime | None = None
    until: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        """Whether the key was to be used then."""
        return (self.since is None or self.since <= moment) and (self.until is None or moment <= self.until)


class TrustList:
    """Trusted keys, found by the id that a certificate names; several may share one."""

    def __init__(self, keys: Iterable[TrustedKey] = ()) -> None:
        self._keys: dict[tuple[Kind, str], list[TrustedKey]] = {}
        for key in keys:
            self._keys.setdefault((key.kind, key.key_id), []).append(key)

    def named(self, kind: Kind, key_id: str, issuer: str) -> list[TrustedKey]:
        """Every key of that id that may speak for that issuer."""
        return [each for each in self._keys.get((kind, key_id), ()) if each.issuer in ("", issuer)]

    def __iter__(self) -> Iterator[TrustedKey]:
        return (key for keys in self._keys.values() for key in keys)

    def __len__(self) -> int:
        return sum(map(len, self._keys.values()))
