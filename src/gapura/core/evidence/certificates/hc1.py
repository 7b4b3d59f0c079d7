"""HC1: the EU's digital COVID certificate, and what Indonesia and the WHO's network issue in its form.

`HC1:`, Base45, zlib, COSE_Sign1 (RFC 9052) around a CWT (RFC 8392) whose claim -260 holds the certificate
(electronic health certificate container format 1.0.5; schema 1.3.3).
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any, Final

from gapura.core.codes import base45, cbor
from gapura.core.evidence.certificates import hc1_content, strict
from gapura.core.evidence.certificates.model import Algorithm, CertificateError, Signed

PREFIX: Final = "HC1:"
LONGEST_TEXT: Final = 8000
"""Characters; the largest QR code holds 4,296."""

LARGEST: Final = 16 * 1024
"""Bytes that it may swell to; the largest of the published ones has 900."""

_LONGEST_KEY_ID: Final = 64
_ALGORITHMS: Final[dict[object, Algorithm]] = {-7: "ES256", -37: "PS256"}
_ALG, _KID = 1, 4
_SIGN1, _CWT = 18, 61
_ISSUER, _EXPIRES, _NOT_BEFORE, _ISSUED, _HEALTH = 1, 4, 5, 6, -260


def read(text: str) -> Signed:
    """The certificate in a scanned text; CertificateError."""
    if not text.startswith(PREFIX) or len(text) > LONGEST_TEXT:
        raise CertificateError(f"it does not begin with {PREFIX}, or is too long")
    try:
        squeezed = base45.decode(text.removeprefix(PREFIX))
    except ValueError:
        raise CertificateError("a character does not belong there") from None
    return read_signed(strict.inflated(squeezed, bare=False, most=LARGEST))


def read_signed(raw: bytes) -> Signed:
    """The certificate in a COSE_Sign1; CertificateError."""
    protected, headers, payload, signature = _parts(raw)
    claims = strict.mapping(_decoded(payload))
    issued = strict.instant(_untagged(claims.get(_ISSUED)))
    expires = strict.instant(_untagged(claims.get(_EXPIRES)))
    health = strict.mapping(claims.get(_HEALTH))
    content = hc1_content.read(strict.mapping(health.get(1)))
    starts = [strict.instant(_untagged(claims.get(_NOT_BEFORE))), content.valid_from]
    ends = [expires, content.expires_at]
    return Signed(
        kind="hc1",
        algorithm=_algorithm(headers),
        key_id=b64encode(_key_id(headers)).decode(),
        issuer=strict.text(claims.get(_ISSUER), missing=True, most=80),
        id=content.id,
        revocation_id=content.id,
        subject=content.subject,
        contents=content.contents,
        evidence=content.evidence,
        issued_at=issued,
        valid_from=max((each for each in starts if each), default=None),
        expires_at=min((each for each in ends if each), default=None),
        earlier_doses=content.earlier_doses,
        message=cbor.encode(["Signature1", protected, b"", payload]),
        signature=signature,
    )


def _parts(raw: bytes) -> tuple[bytes, list[dict[Any, Any]], bytes, bytes]:
    """What was protected, the protected and the other headers, the payload and the signature."""
    value = _decoded(raw)
    for tag in (_CWT, _SIGN1):
        if isinstance(value, cbor.Tag) and value.number == tag:
            value = value.value
    if not isinstance(value, list) or len(value) != 4:
        raise CertificateError("it is not signed by one signature")
    protected, others, payload, signature = value
    if not isinstance(protected, bytes) or not isinstance(payload, bytes) or not isinstance(signature, bytes):
        raise CertificateError("a part of it has the wrong form")
    headers = strict.mapping(_decoded(protected)) if protected else {}
    return protected, [headers, strict.mapping(others)], payload, signature


def _algorithm(headers: list[dict[Any, Any]]) -> Algorithm:
    """The protected one before the other; a key signs in one way only, so that none of them is a choice."""
    named = next((each[_ALG] for each in headers if _ALG in each), None)
    if type(named) is not int or named not in _ALGORITHMS:
        raise CertificateError("it is signed in a way that is not read here")
    return _ALGORITHMS[named]


def _key_id(headers: list[dict[Any, Any]]) -> bytes:
    """The protected key id before the other."""
    named = next((each[_KID] for each in headers if _KID in each), None)
    if not isinstance(named, bytes) or not 0 < len(named) <= _LONGEST_KEY_ID:
        raise CertificateError("it does not say whose key signed it")
    return named


def _decoded(raw: bytes) -> Any:
    try:
        return cbor.decode(raw)
    except cbor.CborError as error:
        raise CertificateError(f"its CBOR is broken: {error}") from None


def _untagged(value: object) -> object:
    """Some issuers tag their times as such (tag 1)."""
    return value.value if isinstance(value, cbor.Tag) and value.number == 1 else value
