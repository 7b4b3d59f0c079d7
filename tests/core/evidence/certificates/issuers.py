"""Issuers of certificates, with keys of their own: what they sign is real, and nobody's."""

import hashlib
import json
import zlib
from base64 import b64encode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from gapura.core.codes import base45, cbor
from gapura.core.evidence.certificates import CONTENTS, Content, TrustedKey, TrustList
from gapura.core.evidence.certificates.public_keys import pem_of

NOW = datetime(2021, 10, 12, 4, 0, tzinfo=UTC)
CARD_ISSUER = "https://kartu.example"
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Issuer:
    """Somebody who signs certificates; `name` is what a trust list calls them."""

    name: str = "Kementerian Contoh"
    private: PrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def kid(self) -> bytes:
        """Eight bytes that certificates name the key by."""
        return hashlib.sha256(pem_of(self.private.public_key()).encode()).digest()[:8]

    @property
    def key_id(self) -> str:
        """The same as a trust list writes it."""
        return b64encode(self.kid).decode()

    def trusted(self, **others: Any) -> TrustedKey:
        """The key as a trust list for HC1 certificates has it."""
        given = {"kind": "hc1", "key_id": self.key_id, "name": self.name, "country": "ID", **others}
        return TrustedKey(public=self.private.public_key(), **given)

    def list(self, **others: Any) -> TrustList:
        """A trust list of this key alone."""
        return TrustList([self.trusted(**others)])

    def trust_file(self, signs: tuple[Content, ...] = CONTENTS) -> str:
        """A trust list's file with this issuer's two sorts of certificates."""
        pem = pem_of(self.private.public_key())
        named = {"name": self.name, "country": "ID", "signs": list(signs)}
        issuers = [
            {**named, "kind": "hc1", "keys": [{"kid": self.key_id, "pem": pem}]},
            {**named, "kind": "shc", "id": CARD_ISSUER, "keys": [{"kid": self.key_id, "pem": pem}]},
        ]
        return json.dumps({"format": "gapura-trust-1", "source": "Contoh", "issuers": issuers}, indent=1)

    def hc1(self, health: dict[str, Any], **changes: Any) -> str:
        """The text of an HC1 certificate; `changes` as in `cose`."""
        return "HC1:" + base45.encode(zlib.compress(self.cose(health, **changes)))

    def cose(
        self,
        health: dict[str, Any],
        *,
        issued: datetime = NOW - timedelta(days=1),
        days: int = 365,
        protected: dict[int, Any] | None = None,
        others: dict[int, Any] | None = None,
        claims: dict[int, Any] | None = None,
    ) -> bytes:
        """A COSE_Sign1 around the claims of a certificate."""
        head = {1: self._algorithm, 4: self.kid} if protected is None else protected
        stated = {
            1: "ID",
            4: int((issued + timedelta(days=days)).timestamp()),
            6: int(issued.timestamp()),
            -260: {1: health},
        }
        payload = cbor.encode(stated if claims is None else claims)
        written = cbor.encode(head) if head else b""
        signature = self.sign(cbor.encode(["Signature1", written, b"", payload]))
        return cbor.encode(cbor.Tag(18, [written, others or {}, payload, signature]))

    def jws(self, payload: dict[str, Any], **header: Any) -> str:
        """A health card's signature."""
        head = {"alg": "ES256", "zip": "DEF", "kid": self.key_id, **header}
        squeezed = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        body = squeezed.compress(json.dumps(payload).encode()) + squeezed.flush()
        signed = f"{_url(json.dumps(head).encode())}.{_url(body)}"
        return f"{signed}.{_url(self.sign(signed.encode()))}"

    def sign(self, message: bytes) -> bytes:
        """A signature in the way that this sort of key signs."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(message, padding.PSS(padding.MGF1(SHA256()), 32), SHA256())
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    @property
    def _algorithm(self) -> int:
        return -37 if isinstance(self.private, rsa.RSAPrivateKey) else -7


def vaccination(**changes: Any) -> dict[str, Any]:
    """Sari's second dose, as her certificate states it."""
    entry = {
        "tg": "840539006",
        "vp": "J07BX03",
        "mp": "CoronaVac",
        "ma": "Sinovac-Biotech",
        "dn": 2,
        "sd": 2,
        "dt": "2021-09-28",
        "co": "ID",
        "is": "Contoh",
        "ci": "URN:UVCI:01:ID:896124875",
        **changes,
    }
    return {"v": [entry], **of_sari()}


def test_result(**changes: Any) -> dict[str, Any]:
    """Sari's negative PCR."""
    entry = {
        "tg": "840539006",
        "tt": "LP6464-4",
        "sc": "2021-10-11T08:00:00+08:00",
        "tr": "260415000",
        "co": "ID",
        "is": "Contoh",
        "ci": "URN:UVCI:01:ID:TEST1",
        **changes,
    }
    return {"t": [entry], **of_sari()}


def recovery(**changes: Any) -> dict[str, Any]:
    """Sari's recovery."""
    entry = {
        "tg": "840539006",
        "fr": "2021-08-20",
        "df": "2021-09-01",
        "du": "2022-02-16",
        "co": "ID",
        "is": "Contoh",
        "ci": "URN:UVCI:01:ID:RECOVERY1",
        **changes,
    }
    return {"r": [entry], **of_sari()}


def of_sari() -> dict[str, Any]:
    """Whose certificates these are."""
    name = {"fn": "Dewi", "fnt": "DEWI", "gn": "Ni Made Sari", "gnt": "NI<MADE<SARI"}
    return {"ver": "1.3.0", "nam": name, "dob": "1990-05-01"}


def card(**changes: Any) -> dict[str, Any]:
    """The payload of Sari's health card: two doses against COVID-19, one against something else, a test."""
    return {
        "iss": CARD_ISSUER,
        "nbf": (NOW - timedelta(days=1)).timestamp(),
        "vc": {
            "type": ["https://smarthealth.cards#health-card"],
            "credentialSubject": {"fhirVersion": "4.0.1", "fhirBundle": bundle()},
            "rid": "SARI-1",
        },
        **changes,
    }


def bundle() -> dict[str, Any]:
    """The FHIR bundle of `card`."""
    patient = {
        "resourceType": "Patient",
        "name": [{"family": "Dewi", "given": ["Ni Made", "Sari"]}],
        "birthDate": "1990-05-01",
    }
    doses = [
        immunization(day, cvx)
        for day, cvx in ((date(2021, 3, 1), "511"), (date(2021, 3, 29), "511"), (date(2021, 5, 1), "140"))
    ]
    resources = [patient, *doses, observation()]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": f"resource:{n}", "resource": each} for n, each in enumerate(resources)],
    }


def immunization(day: date, cvx: str, **changes: Any) -> dict[str, Any]:
    """A dose as FHIR writes it."""
    return {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": cvx}]},
        "patient": {"reference": "resource:0"},
        "occurrenceDateTime": day.isoformat(),
        **changes,
    }


def observation(**changes: Any) -> dict[str, Any]:
    """A negative PCR as FHIR writes it."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "94500-6"}]},
        "subject": {"reference": "resource:0"},
        "effectiveDateTime": "2021-10-11T08:00:00+08:00",
        "valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": "260415000"}]},
        **changes,
    }


def digits(jws: str, *, chunks: int = 1) -> list[str]:
    """A card's JWS as its QR codes hold it."""
    size = -(-len(jws) // chunks)
    parts = [jws[place : place + size] for place in range(0, len(jws), size)]
    heads = ["shc:/"] if chunks == 1 else [f"shc:/{n}/{chunks}/" for n in range(1, chunks + 1)]
    return [
        head + "".join(f"{ord(character) - 45:02}" for character in part)
        for head, part in zip(heads, parts, strict=True)
    ]


def _url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
