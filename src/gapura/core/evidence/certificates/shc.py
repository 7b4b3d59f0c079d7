"""SHC: SMART Health Cards (1.4), a FHIR bundle in a JSON Web Signature, as digits in a QR code or as a file.

`shc:/` and two digits for each character; a long one in chunks, `shc:/1/3/`; a `.smart-health-card` file
holds the signature as it is.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final

from gapura.core.evidence.certificates import shc_content, strict
from gapura.core.evidence.certificates.model import CertificateError, Signed

PREFIX: Final = "shc:/"
MOST_CHUNKS: Final = 30
LARGEST: Final = 128 * 1024
"""Bytes that it may swell to; a laboratory's report of the published examples has 30 thousand."""

_SMALLEST: Final = 45
"""Subtracted from each character before it becomes two digits."""

_CHUNK: Final = re.compile(r"shc:/(?:(\d{1,2})/(\d{1,2})/)?(\d+)", re.ASCII)
_JWS: Final = re.compile(r"eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_SIGNATURE_BYTES: Final = 64


def is_one(text: str) -> bool:
    """Whether a text has the form of one, whole or not."""
    return text.startswith(PREFIX) or bool(_JWS.fullmatch(text))


def read(text: str) -> Signed:
    """The card in a scanned text, all its chunks with blanks between them, or as a JWS; CertificateError."""
    jws = text if _JWS.fullmatch(text) else _from_digits(text.split())
    if not _JWS.fullmatch(jws):
        raise CertificateError("its digits stand for no signed text")
    header, payload, signature = jws.split(".")
    _check(strict.json_object(strict.base64url(header)))
    packed = strict.base64url(payload)
    claims = strict.json_object(strict.inflated(packed, bare=True, most=LARGEST))
    signed = strict.base64url(signature)
    if len(signed) != _SIGNATURE_BYTES:
        raise CertificateError("its signature has the wrong length")
    return _signed(
        claims,
        key_id=strict.json_object(strict.base64url(header))["kid"],
        message=f"{header}.{payload}".encode(),
        signature=signed,
    )


def read_file(document: dict[str, Any]) -> Signed:
    """The only card of a `.smart-health-card` file; CertificateError."""
    cards = strict.listed(document.get("verifiableCredential"), most=100)
    if len(cards) != 1 or not isinstance(cards[0], str) or not _JWS.fullmatch(cards[0]):
        raise CertificateError("the file holds not one card, but none or several: give one at a time")
    return read(cards[0])


def _from_digits(chunks: list[str]) -> str:
    if not 0 < len(chunks) <= MOST_CHUNKS:
        raise CertificateError("it has too many parts")
    found: dict[int, str] = {}
    total = 1 if len(chunks) == 1 and chunks[0].count("/") == 1 else len(chunks)
    for chunk in chunks:
        match = _CHUNK.fullmatch(chunk)
        if match is None:
            raise CertificateError("a part of it has the wrong form")
        place, of = int(match[1] or 1), int(match[2] or 1)
        if of != total:
            raise CertificateError(f"it is in {of} parts, and not each of them once is here")
        found[place] = match[3]
    if sorted(found) != list(range(1, total + 1)):
        raise CertificateError("not each of its parts once is here")
    return _characters("".join(found[place] for place in sorted(found)))


def _characters(digits: str) -> str:
    if len(digits) % 2:
        raise CertificateError("a digit is missing")
    codes = (int(digits[place : place + 2]) + _SMALLEST for place in range(0, len(digits), 2))
    return "".join(chr(code) for code in codes)


def _check(header: dict[str, Any]) -> None:
    """Only the one way to sign and to compress that there is; none of them is the certificate's to choose."""
    if header.get("alg") != "ES256" or header.get("zip") != "DEF" or "crit" in header:
        raise CertificateError("it is signed or compressed in a way that is not read here")
    strict.text(header.get("kid"), most=100)


def _signed(claims: dict[str, Any], *, key_id: str, message: bytes, signature: bytes) -> Signed:
    credential = strict.mapping(claims.get("vc"))
    issuer = strict.text(claims.get("iss"), most=500)
    holder = strict.mapping(credential.get("credentialSubject"))
    bundle = shc_content.read(strict.mapping(holder.get("fhirBundle")))
    # By what was signed: a signature has a twin that is as good.
    named = f"shc:{hashlib.sha256(message).hexdigest()}"
    return Signed(
        kind="shc",
        algorithm="ES256",
        key_id=key_id,
        issuer=issuer,
        id=named,
        revocation_id=_revocation_id(credential.get("rid"), issuer, key_id) or named,
        subject=bundle.subject,
        contents=bundle.contents,
        evidence=bundle.evidence,
        issued_at=strict.instant(claims.get("nbf")),
        valid_from=strict.instant(claims.get("nbf")),
        expires_at=strict.instant(claims.get("exp")),
        message=message,
        signature=signature,
    )


def _revocation_id(rid: object, issuer: str, key_id: str) -> str:
    """What its issuer calls it back by, perhaps with all cards of one person; empty where there is none."""
    if rid is None:
        return ""
    named = strict.text(rid, most=24)
    if not re.fullmatch(r"[A-Za-z0-9_-]+", named):
        raise CertificateError("its revocation id has the wrong form")
    return f"{issuer}#{key_id}#{named}"
