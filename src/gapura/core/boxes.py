"""Boxes: what a device keeps for the server alone, and cannot read back itself.

A box holds bytes encrypted to the deployment's public key: version (1), key id (1), an ephemeral P-256 public
key (65, uncompressed), nonce (12), AES-256-GCM ciphertext and tag (16). The AES key is HKDF-SHA-256 over the
shared secret, bound to the ephemeral key. Browsers have all of it in WebCrypto.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gapura.core.keys import Key, KeyRing

VERSION: Final = 1
_CURVE: Final = ec.SECP256R1()
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT: Final = 65
_NONCE: Final = 12
_HEAD: Final = 2 + _POINT + _NONCE
_TAG: Final = 16


class BoxError(ValueError):
    """The bytes are no box, were altered, were packed for another place, or their key is gone."""


def public_key(ring: KeyRing) -> tuple[int, bytes]:
    """The id and the point (65 bytes, uncompressed) of the key that boxes are packed for now."""
    key = ring.current("seal")
    return key.id, _point(_private(key))


def pack(key_id: int, recipient: bytes, plain: bytes, *, context: bytes, nonce: bytes) -> bytes:
    """A box as a device packs it; `context` names who may send it, `nonce` is 12 random bytes."""
    ephemeral = ec.generate_private_key(_CURVE)
    point = _point(ephemeral)
    shared = ephemeral.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, recipient))
    sealed = AESGCM(_derived(shared, point)).encrypt(nonce, plain, context)
    return bytes([VERSION, key_id]) + point + nonce + sealed


def unpack(ring: KeyRing, box: bytes, *, context: bytes) -> bytes:
    """The bytes in a box packed with the same `context`; `BoxError` otherwise."""
    if len(box) < _HEAD + _TAG or box[0] != VERSION:
        raise BoxError("not a box")
    key = next((key for key in ring.all("seal") if key.id == box[1]), None)
    if key is None:
        raise BoxError(f"packed for key {box[1]}, which is not on the ring")
    point, nonce = box[2 : 2 + _POINT], box[2 + _POINT : _HEAD]
    try:
        sender = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point)
        shared = _private(key).exchange(ec.ECDH(), sender)
        return AESGCM(_derived(shared, point)).decrypt(nonce, box[_HEAD:], context)
    except ValueError as error:
        raise BoxError("the sender's key is no point of the curve") from error
    except InvalidTag as error:
        raise BoxError("altered, or packed for another place") from error


@lru_cache(maxsize=8)
def _private(key: Key) -> ec.EllipticCurvePrivateKey:
    """The same private key for the same secret of the ring, so that it is backed up and rotated with it."""
    wide = HKDF(SHA256(), 48, None, b"gapura box key").derive(key.secret)
    return ec.derive_private_key(int.from_bytes(wide) % (_ORDER - 1) + 1, _CURVE)


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(shared: bytes, point: bytes) -> bytes:
    return HKDF(SHA256(), 32, point, b"gapura box").derive(shared)
