"""Signatures that anybody can check: ECDSA on P-256 with SHA-256, as every browser's WebCrypto has it.

A signature is 64 bytes, r and s (RFC 7518 section 3.4). It is made without randomness (RFC 6979), so the
same key signs the same bytes alike. What is signed carries the name of its use in front, so that a
signature of one use is never good for another.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from gapura.core.keys import Key

LENGTH: Final = 64
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SIGNER: Final = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_VERIFIER: Final = ec.ECDSA(hashes.SHA256())


def sign(key: Key, use: bytes, message: bytes) -> bytes:
    """The signature of `message` for one use."""
    r, s = utils.decode_dss_signature(_private(key).sign(use + message, _SIGNER))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def is_signed(key: Key, use: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is this key's, over `message` for that use."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    try:
        _private(key).public_key().verify(utils.encode_dss_signature(r, s), use + message, _VERIFIER)
    except InvalidSignature:
        return False
    return len(signature) == LENGTH


def public_jwk(key: Key) -> dict[str, str]:
    """The public half as a JSON Web Key (RFC 7517); `kid` is the key's id in decimal."""
    numbers = _private(key).public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "alg": "ES256",
        "use": "sig",
        "kid": str(key.id),
        "x": _coordinate(numbers.x),
        "y": _coordinate(numbers.y),
    }


@lru_cache(maxsize=64)
def _private(key: Key) -> ec.EllipticCurvePrivateKey:
    """The secret's 32 bytes as a number from 1 to the group's order less one."""
    return ec.derive_private_key(1 + int.from_bytes(key.secret, "big") % (_ORDER - 1), ec.SECP256R1())


def _coordinate(value: int) -> str:
    return urlsafe_b64encode(value.to_bytes(32, "big")).rstrip(b"=").decode("ascii")
