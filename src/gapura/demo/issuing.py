"""The demo's own issuer of health certificates, whom the demo trusts, and nobody else does."""

import json
import zlib
from base64 import b64encode
from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b
from typing import Any, Final

from gapura import config
from gapura.audit import trail
from gapura.core.codes import base45, cbor, signing
from gapura.core.evidence.certificates import public_keys, trust_file
from gapura.core.keys import Key
from gapura.demo.population import Synthetic
from gapura.demo.seeding import Seeded
from gapura.people.certificates import trust
from gapura.people.certificates.models import TrustedKey

SOURCE: Final = "Demo"
NAME: Final = "Klinik Contoh (demo)"
KID: Final = b"demo"
LASTS: Final = timedelta(days=180)


def be_trusted() -> None:
    """Import the trust list with this issuer, where it is not the one that is kept."""
    document = trust_file.read(_list())
    kept = TrustedKey.objects.filter(source=SOURCE).values_list("public_key", flat=True)
    if list(kept) != [public_keys.pem_of(key.public) for key in document.keys]:
        trust.import_trust(file=document, by=trail.COMMAND)


def certificate_of(person: Synthetic, demo: Seeded) -> str:
    """The text of a certificate of two doses, given to a person before the demo's day."""
    issued = datetime.combine(demo.dated, time(), UTC) - timedelta(days=1)
    claims = {1: "ID", 4: _seconds(issued + LASTS), 6: _seconds(issued), -260: {1: _health(person, issued)}}
    protected, payload = cbor.encode({1: -7, 4: KID}), cbor.encode(claims)
    signature = signing.sign(_key(), b"", cbor.encode(["Signature1", protected, b"", payload]))
    signed = cbor.encode(cbor.Tag(18, [protected, {}, payload, signature]))
    return "HC1:" + base45.encode(zlib.compress(signed))


def _health(person: Synthetic, issued: datetime) -> dict[str, Any]:
    *given, family = person.name.split()
    dose = {
        "tg": "840539006",
        "vp": "1119349007",
        "mp": "EU/1/20/1528",
        "ma": "ORG-100030215",
        "dn": 2,
        "sd": 2,
        "dt": (issued - timedelta(days=60)).date().isoformat(),
        "co": "ID",
        "is": NAME,
        "ci": f"URN:UVCI:01:ID:DEMO-{person.number}",
    }
    name = {"fn": family, "gn": " ".join(given)}
    return {"ver": "1.3.0", "nam": name, "dob": person.born.isoformat(), "v": [dose]}


def _list() -> str:
    jwk = {name: value for name, value in signing.public_jwk(_key()).items() if name != "kid"}
    key = {"kid": b64encode(KID).decode(), "jwk": jwk}
    issuer = {"name": NAME, "country": "ID", "kind": "hc1", "keys": [key]}
    return json.dumps({"format": trust_file.FORMAT, "source": SOURCE, "issuers": [issuer]})


def _key() -> Key:
    """Made of the deployment's own secrets, so that it needs no file and is good over a restart."""
    secret = config.key_ring().all("lookup")[0].secret
    return Key(1, blake2b(secret, digest_size=32, person=b"demo issuer").digest())


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
