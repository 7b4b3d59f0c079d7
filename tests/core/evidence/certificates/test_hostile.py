"""Whatever bytes somebody brings, a certificate is read or refused by its own error, and nothing else."""

import json
import zlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gapura.core.codes import base45, cbor
from gapura.core.evidence.certificates import CertificateError, Signed, judge, looks_like_one, read
from gapura.core.evidence.certificates.hc1 import read_signed
from tests.core.evidence.certificates.issuers import NOW, Issuer, bundle, card, recovery, vaccination
from tests.core.evidence.certificates.issuers import test_result as a_test_result

MINISTRY = Issuer()
ON_RSA = Issuer(private=rsa.generate_private_key(65537, 2048))
TRUST = MINISTRY.list()
GENUINE = MINISTRY.cose(vaccination())
JWS = MINISTRY.jws(card())

leaves = st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text(max_size=20) | st.binary()
floats = st.floats(allow_nan=False, allow_infinity=False)
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=4) | st.integers(-300, 9), inner, max_size=4)
        | st.builds(cbor.Tag, st.integers(0, 1100), inner)
    ),
    max_leaves=12,
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | floats | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def taken(text: str) -> Signed | None:
    """What is read, or None; any other error than the certificates' own goes through."""
    try:
        signed = read(text)
    except CertificateError:
        return None
    judge(signed, TRUST, now=NOW)
    return signed


@given(st.text(max_size=300))
@example("HC1:")
@example("HC1:" + "0" * 9000)
@example("shc:/")
@example("shc:/1/1/")
@example("shc:/0/0/00")
@example("shc:/" + "9" * 60_000)
@example("{" * 60_000)
@example('{"a":' * 20_000)
@example('{"verifiableCredential": [' + "9" * 5000 + "]}")
@example("\ud800")
@example("x" * 70_000)
def test_any_text(text: str) -> None:
    taken(text)
    looks_like_one(text)


@given(st.text(max_size=300), st.sampled_from(["HC1:", "shc:/", "shc:/1/2/", "{", "eyJ.", "PK\x03\x04"]))
def test_any_text_behind_a_known_beginning(text: str, head: str) -> None:
    taken(head + text)


@given(st.binary(max_size=200))
@example(bytes.fromhex("c482197fffff1b00000000ffffffff"))
@example(bytes.fromhex("d81c81d81d00"))
def test_any_bytes_where_the_certificate_is(raw: bytes) -> None:
    taken("HC1:" + base45.encode(raw))
    taken("HC1:" + base45.encode(zlib.compress(raw)))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(anything)
def test_any_value_where_the_certificate_is(value: Any) -> None:
    taken("HC1:" + base45.encode(zlib.compress(cbor.encode(value))))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["v", "t", "r"]),
    st.sampled_from(["tg", "ci", "mp", "dn", "dt", "tt", "tr", "sc", "df", "du"]),
    anything | st.builds(float, st.integers()) | st.just(1e300),
)
def test_any_value_in_any_place_of_a_genuine_one(kind: str, field: str, value: Any) -> None:
    health = {"v": vaccination, "t": a_test_result, "r": recovery}[kind]()
    health[kind][0][field] = value if not isinstance(value, float) else int(value) % 2**64
    taken(MINISTRY.hc1(health))


@given(anything, st.sampled_from([1, 4, 5, 6, -260]))
def test_any_claim(value: Any, claim: int) -> None:
    taken(MINISTRY.hc1({}, claims={1: "ID", 4: 1, 6: 1, -260: {1: vaccination()}, claim: value}))


@given(anything, anything)
def test_any_headers(protected: Any, others: Any) -> None:
    value = [cbor.encode(protected), others, cbor.encode({-260: {1: vaccination()}}), bytes(64)]
    taken("HC1:" + base45.encode(zlib.compress(cbor.encode(value))))


@given(st.binary(max_size=80), st.sampled_from([-7, -37]))
@example(bytes(64), -7)
@example(b"\xff" * 64, -7)
@example(bytes(256), -37)
def test_any_signature_by_a_known_key(signature: bytes, algorithm: int) -> None:
    for issuer in (MINISTRY, ON_RSA):
        head, payload = cbor.encode({1: algorithm, 4: issuer.kid}), cbor.encode({-260: {1: vaccination()}})
        signed = read_signed(cbor.encode([head, {}, payload, signature]))
        assert judge(signed, issuer.list(), now=NOW).problem == "forged"


@given(st.integers(0, len(GENUINE) - 1), st.integers(1, 255))
def test_one_wrong_byte_is_never_taken_for_genuine(place: int, change: int) -> None:
    changed = bytes(byte ^ (change if here == place else 0) for here, byte in enumerate(GENUINE))
    try:
        signed = read_signed(changed)
    except CertificateError:
        return
    assert not judge(signed, TRUST, now=NOW).genuine


@given(st.integers(0, len(JWS) - 1), st.sampled_from("ABCxyz019-_."))
def test_one_wrong_character_of_a_card_is_never_taken_for_genuine(place: int, character: str) -> None:
    if JWS[place] == character:
        return
    signed = taken(JWS[:place] + character + JWS[place + 1 :])
    trust = MINISTRY.list(kind="shc")
    assert signed is None or not judge(signed, trust, now=NOW).genuine


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(plain, st.sampled_from(["iss", "nbf", "exp", "vc"]))
def test_any_value_in_a_card(value: Any, field: str) -> None:
    taken(MINISTRY.jws(card(**{field: value})))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(plain, st.integers(0, 4), st.sampled_from(["resourceType", "name", "patient", "status", "code"]))
def test_any_value_in_a_bundle(value: Any, place: int, field: str) -> None:
    whole = bundle()
    whole["entry"][place]["resource"][field] = value
    taken(MINISTRY.jws(card(vc={"credentialSubject": {"fhirBundle": whole}})))


@given(plain)
def test_any_bundle(value: Any) -> None:
    taken(MINISTRY.jws(card(vc={"credentialSubject": {"fhirBundle": value}})))


@given(plain)
def test_any_json(value: Any) -> None:
    taken(json.dumps({"verifiableCredential": value}))
