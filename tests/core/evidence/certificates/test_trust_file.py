"""The files of trust lists and of what was called back: what they may hold, and where they are wrong."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.evidence.certificates import TrustList, hash_of, judge, read, revocation_file, trust_file
from gapura.core.evidence.certificates.public_keys import pem_of
from tests.core.evidence.certificates.issuers import NOW, Issuer, card, vaccination

MINISTRY = Issuer()
PEM = pem_of(MINISTRY.private.public_key())
HC1 = {"name": "Kementerian Contoh", "country": "ID", "kind": "hc1"}


def a_file(*issuers: dict[str, Any], **changes: Any) -> str:
    whole = {"format": "gapura-trust-1", "source": "Contoh", "issuers": list(issuers), **changes}
    return json.dumps(whole, indent=1)


def with_key(key: dict[str, Any], **changes: Any) -> str:
    return a_file({**HC1, "keys": [{"kid": MINISTRY.key_id, **key}], **changes})


def fault(text: str) -> str:
    with pytest.raises(trust_file.TrustFileError) as caught:
        trust_file.read(text)
    return str(caught.value)


def certificate_of(private: Any, *uses: str) -> x509.Certificate:
    """An X.509 certificate as issuers publish them, for the year 2021."""
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "ID")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2021, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2021, 12, 31, tzinfo=UTC))
    )
    if uses:
        usages = x509.ExtendedKeyUsage([ObjectIdentifier(use) for use in uses])
        builder = builder.add_extension(usages, critical=False)
    return builder.sign(private, SHA256())


def test_what_a_list_trusts_is_genuine_in_both_forms() -> None:
    file = trust_file.read(MINISTRY.trust_file())
    assert file.source == "Contoh"
    trust = TrustList(file.keys)
    for text in (MINISTRY.hc1(vaccination()), MINISTRY.jws(card())):
        assert judge(read(text), trust, now=NOW).problem is None
    none = TrustList(trust_file.read(MINISTRY.trust_file(signs=("recovery",))).keys)
    assert judge(read(MINISTRY.hc1(vaccination())), none, now=NOW).problem == "not_allowed"


def test_a_key_is_named_by_itself_where_the_list_does_not_name_it() -> None:
    der = certificate_of(MINISTRY.private)
    pem = der.public_bytes(Encoding.PEM).decode()
    (key,) = trust_file.read(a_file({**HC1, "keys": [{"pem": pem}]})).keys
    assert key.key_id != MINISTRY.key_id
    assert len(key.key_id) == 12
    numbers = MINISTRY.private.public_key().public_numbers()
    assert isinstance(numbers, ec.EllipticCurvePublicNumbers)
    jwk = {"kty": "EC", "crv": "P-256", "x": _url(numbers.x), "y": _url(numbers.y)}
    (named,) = trust_file.read(a_file({**HC1, "keys": [{"jwk": {**jwk, "kid": "satu"}}]})).keys
    (thumb,) = trust_file.read(a_file({**HC1, "keys": [{"jwk": jwk}]})).keys
    assert (named.key_id, len(thumb.key_id)) == ("satu", 43)


def test_the_limits_of_a_certificate_and_of_the_list_hold_together() -> None:
    test_only = certificate_of(MINISTRY.private, "1.3.6.1.4.1.1847.2021.1.1").public_bytes(Encoding.PEM)
    (key,) = trust_file.read(with_key({"pem": test_only.decode(), "until": "2021-06-30"})).keys
    assert key.contents == {"test"}
    assert key.since == datetime(2021, 1, 1, tzinfo=UTC)
    assert key.until == datetime(2021, 7, 1, tzinfo=UTC)
    assert key.holds_at(datetime(2021, 6, 30, 23, tzinfo=UTC))
    assert not key.holds_at(datetime(2021, 7, 1, tzinfo=UTC) + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1"),
        ('{"format": "gapura-trust-1",\n\n oops}', "line 3"),
        ('{"format": 1, "format": 2}', "twice"),
        ("[]", "wrong form"),
        (a_file(format="x"), "format must be"),
        (a_file(source=" "), "source must be"),
        (a_file(issuers={}), "issuers must be"),
        (a_file(extra=1), "'extra' is not known"),
        (a_file({**HC1, "keys": []}), "line 5, issuer 1: keys"),
        (a_file({**HC1, "keys": [{"kid": "a", "pem": PEM}]}, {"name": "x"}), "issuer 2: kind"),
        (with_key({"pem": PEM}, country="id"), "two capitals"),
        (with_key({"pem": PEM}, kind="shc"), "id must be"),
        (with_key({"pem": PEM}, signs=["everything"]), "signs must be"),
        (with_key({"pem": PEM}, **{"from": "soon"}), "from must be a day"),
        (with_key({"pem": PEM, "until": "2021-02-30"}), "until must be a day"),
        (with_key({}), "either jwk or pem"),
        (with_key({"pem": PEM, "jwk": {}}), "either jwk or pem"),
        (with_key({"pem": "-----BEGIN NOTHING-----"}), "no PEM"),
        (a_file({**HC1, "keys": [{"pem": PEM}]}), "kid is missing"),
        (with_key({"jwk": {"kty": "oct", "k": "AA"}}), "only keys on P-256"),
        (with_key({"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}}), "no public key"),
        (with_key({"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA"}}), "private key"),
    ],
)
def test_a_file_that_is_wrong_says_where(text: str, words: str) -> None:
    assert words in fault(text)


def test_weak_and_foreign_keys_are_refused() -> None:
    for private in (
        rsa.generate_private_key(65537, 1024),
        ec.generate_private_key(ec.SECP384R1()),
        ed25519.Ed25519PrivateKey.generate(),
    ):
        pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        assert "only keys on P-256" in fault(with_key({"pem": pem}))


@given(st.text(max_size=60))
def test_any_text_is_a_list_or_is_refused(text: str) -> None:
    for each in (
        text,
        a_file().replace('"Contoh"', text),
        with_key({"pem": text}),
        with_key({"jwk": {"kty": text}}),
    ):
        try:
            trust_file.read(each)
        except trust_file.TrustFileError:
            continue


def test_hashes_are_read_whole_or_by_half() -> None:
    one, two = hash_of("satu"), hash_of("dua")
    text = f"# dipanggil kembali\n{one.hex()}\n\n{one.hex().upper()}  # lagi\n{two.hex()}{'0' * 32}\n"
    assert revocation_file.read(text) == [one, two]
    for wrong, line in (("", 1), (f"{one.hex()}\nURN:UVCI:01\n", 2), (f"\n{one.hex()}0\n", 2)):
        with pytest.raises(revocation_file.RevocationFileError, match=f"line {line}:"):
            revocation_file.read(wrong)


def test_a_day_in_a_list_is_a_whole_day() -> None:
    (key,) = trust_file.read(with_key({"pem": PEM}, **{"from": "2021-10-12"})).keys
    assert key.since is not None
    assert key.since.date() == date(2021, 10, 12)


def _url(number: int) -> str:

    return urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")
