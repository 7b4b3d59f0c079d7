"""Is a certificate genuine, and does it hold: against a trust list and what was called back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from gapura.core.evidence.certificates.model import Certificate, Problem, Signed
from gapura.core.evidence.certificates.trust import TrustedKey, TrustList

AHEAD: Final = timedelta(minutes=5)
"""How far an issuer's clock may run ahead."""

MOST_TRIED: Final = 8
"""Keys of one id that are tried; a real list has two at most."""


def nothing_revoked(_hash: bytes) -> bool:
    """For where there is no list of what was called back."""
    return False


def judge(
    signed: Signed,
    trust: TrustList,
    *,
    now: datetime,
    is_revoked: Callable[[bytes], bool] = nothing_revoked,
) -> Certificate:
    """The verdict at a moment (aware). Of several things wrong, the first in the order of `Problem`."""
    named = trust.named(signed.kind, signed.key_id, signed.issuer)
    signers = [key for key in named[:MOST_TRIED] if signed_by(signed, key)]
    if not signers:
        return Certificate(signed, "forged" if named else "unknown_issuer")
    # The same key may stand in the list twice, each time for something else.
    key = next((each for each in signers if may_sign(signed, each)), signers[0])
    problem: Problem | None = None if may_sign(signed, key) else "not_allowed"
    if problem is None and is_revoked(signed.hash):
        problem = "revoked"
    return Certificate(signed, problem or _untimely(signed, now), key.name, key.country)


def may_sign(signed: Signed, key: TrustedKey) -> bool:
    """Whether the issuer is trusted for all that it says, and was when it was issued."""
    issued = signed.issued_at
    return signed.contents <= key.contents and (
        key.holds_at(issued) if issued is not None else key.since is None and key.until is None
    )


def signed_by(signed: Signed, key: TrustedKey) -> bool:
    """Whether the signature is by this key, in the one way that a key of its sort signs."""
    try:
        match signed.algorithm, key.public:
            case "ES256", EllipticCurvePublicKey() as public if len(signed.signature) == 64:
                public.verify(_as_der(signed.signature), signed.message, ECDSA(SHA256()))
            case "PS256", RSAPublicKey() as public:
                scheme = padding.PSS(padding.MGF1(SHA256()), SHA256.digest_size)
                public.verify(signed.signature, signed.message, scheme, SHA256())
            case _:
                return False
    except InvalidSignature:
        return False
    return True


def _as_der(signature: bytes) -> bytes:
    """An ECDSA signature of two numbers in a row, in the form that the library reads."""
    return encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))


def _untimely(signed: Signed, now: datetime) -> Problem | None:
    if signed.expires_at is not None and signed.expires_at < now:
        return "expired"
    begins = [each for each in (signed.valid_from, signed.issued_at) if each is not None]
    return "early" if begins and max(begins) > now + AHEAD else None
