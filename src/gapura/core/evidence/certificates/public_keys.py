"""Public keys and what certificates of keys say of them: as JWK (RFC 7517) or PEM."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from gapura.core.evidence.certificates import strict
from gapura.core.evidence.certificates.model import CertificateError, Content, Kind
from gapura.core.evidence.certificates.trust import EVERYTHING, PublicKey

RSA_BITS: Final = range(2048, 4097)
_NUMBERED: Final[dict[int, Content]] = {1: "test", 2: "vaccination", 3: "recovery"}
_USES: Final = {
    f"1.3.6.1.4.1.{arc}1847.2021.1.{number}": content
    for arc in ("", "0.")
    for number, content in _NUMBERED.items()
}
"""Extended key usages by which an X.509 certificate limits what its key signs (EU interoperability, 3.4)."""


class KeyFormError(ValueError):
    """This is no public key that can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Read:
    """A public key, with the limits of the X.509 certificate around it where there is one."""

    public: PublicKey
    key_id: str
    contents: frozenset[Content] = EVERYTHING
    since: datetime | None = None
    until: datetime | None = None


def from_pem(text: str, kind: Kind) -> Read:
    """The key in a PEM, alone or in an X.509 certificate; KeyFormError.

    Its id, where nobody gives another: for HC1 the first 8 bytes of the certificate's SHA-256, in Base64.
    """
    try:
        if "BEGIN CERTIFICATE" in text:
            return _of_certificate(x509.load_pem_x509_certificate(text.encode()), kind)
        return Read(_checked(load_pem_public_key(text.encode())), "")
    except KeyFormError:
        raise
    except (ValueError, UnsupportedAlgorithm, TypeError) as error:
        raise KeyFormError(f"no PEM of a public key or certificate: {error}") from None


def from_jwk(jwk: dict[str, Any]) -> Read:
    """The key in a JWK; its id is its `kid`, else its thumbprint (RFC 7638). KeyFormError."""
    if "d" in jwk:
        raise KeyFormError("this is a private key: it must never leave its issuer")
    try:
        key, members = _of_members(jwk)
        public = _checked(key)
        named = strict.text(jwk.get("kid"), most=100, missing=True)
    except CertificateError as error:
        raise KeyFormError(str(error)) from None
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFormError(f"no public key: {error}") from None
    return Read(public, named or _thumbprint({name: jwk[name] for name in members}))


def pem_of(public: PublicKey) -> str:
    """A public key as PEM."""
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _of_members(jwk: dict[str, Any]) -> tuple[object, tuple[str, ...]]:
    def number(name: str) -> int:
        return int.from_bytes(strict.base64url(strict.text(jwk.get(name))), "big")

    match jwk.get("kty"), jwk.get("crv"):
        case "EC", "P-256":
            numbers = ec.EllipticCurvePublicNumbers(number("x"), number("y"), ec.SECP256R1())
            return numbers.public_key(), ("crv", "kty", "x", "y")
        case "RSA", _:
            return rsa.RSAPublicNumbers(number("e"), number("n")).public_key(), ("e", "kty", "n")
    raise KeyFormError("only keys on P-256 and of RSA are used")


def _thumbprint(members: dict[str, Any]) -> str:
    written = json.dumps(members, sort_keys=True, separators=(",", ":"))
    return b64encode(hashlib.sha256(written.encode()).digest(), b"-_").decode().rstrip("=")


def _of_certificate(certificate: x509.Certificate, kind: Kind) -> Read:
    named = b64encode(hashlib.sha256(certificate.public_bytes(Encoding.DER)).digest()[:8]).decode()
    return Read(
        _checked(certificate.public_key()),
        named if kind == "hc1" else "",
        _uses(certificate),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )


def _uses(certificate: x509.Certificate) -> frozenset[Content]:
    try:
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        # Some issuers' extensions are not written as they must be; then they set no limit either.
        return EVERYTHING
    known = {_USES[each.dotted_string] for each in usages if each.dotted_string in _USES}
    return frozenset(known) or EVERYTHING


def _checked(key: object) -> PublicKey:
    match key:
        case ec.EllipticCurvePublicKey() if isinstance(key.curve, ec.SECP256R1):
            return key
        case rsa.RSAPublicKey() if key.key_size in RSA_BITS:
            return key
    raise KeyFormError("only keys on P-256, and of RSA with 2048 to 4096 bits, are used")
