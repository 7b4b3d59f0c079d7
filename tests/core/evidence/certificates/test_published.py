"""The published vectors: what the EU's testers expect of each, and the examples of the health cards."""

import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gapura.core.evidence import Dose
from gapura.core.evidence.certificates import (
    CertificateError,
    Signed,
    TrustedKey,
    TrustList,
    hash_of,
    judge,
    public_keys,
    read,
)
from gapura.core.evidence.certificates.judging import may_sign, signed_by

BEFORE_ISSUE = {f"FR/2DCode/raw/{name}_ok.json" for name in ("recovery", "test_pcr", "vaccin")} | {
    "SG/2DCode/raw/4.json"
}
"""Their own clock stands before they were issued, and they say nothing about it."""

BEFORE_RECOVERY = {"BE/2DCode/raw/2.json"}
"""A recovery whose own first day is still to come: the testers look at the claims' times only."""

TWO_ENTRIES = {"RO/2DCode/raw/2.json"}
"""Two vaccinations in one, which their schema of a later version forbids."""

WITHOUT_OID = {"common/2DCode/raw/CO15.json"}

CARDS_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "11XvRWy1I2S0EyJlyf_bWfw_TQ5CJJNLw78bHXNxcgw",
    "y": "eZXwxvO1hvCY0KucrPfKo7yAyMT6Ajc3N7OkAB6VYy8",
}
"""The specification's example issuer; its name is the key's own thumbprint."""

CARDS_ISSUER = "https://spec.smarthealth.cards/examples/issuer"
IN_2023 = datetime(2023, 7, 1, tzinfo=UTC)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text("utf-8").splitlines())


def read_or_none(text: str) -> Signed | None:
    try:
        return read(text)
    except CertificateError:
        return None


def key_of(der: str) -> TrustedKey:
    """The key of a vector's issuer, named as their gateway names it, with the limits of its certificate."""
    pem = x509.load_der_x509_certificate(b64decode(der)).public_bytes(Encoding.PEM).decode()
    key = public_keys.from_pem(pem, "hc1")
    return TrustedKey("hc1", key.key_id, key.public, "", "", contents=key.contents)


def unreadable_when(name: str) -> set[str]:
    """The steps at which a vector is no certificate; of the countries' some adhere to later schemas only."""
    steps = {"EXPECTEDB45DECODE", "EXPECTEDCOMPRESSION", "EXPECTEDDECODE", "EXPECTEDUNPREFIX"}
    return steps | ({"EXPECTEDSCHEMAVALIDATION"} if name.startswith("common") else set())


def test_every_vector_of_the_eu_gives_what_its_testers_expect(vectors: Path) -> None:
    seen = 0
    for vector in lines(vectors / "eu-dcc" / "dgc-testdata.jsonl"):
        name, expected = vector["id"], vector["expected"]
        signed, key = read_or_none(vector["text"]), key_of(vector["certificate"])
        clock = datetime.fromisoformat(vector["clock"])
        refused = {step for step, good in expected.items() if not good}
        if refused & unreadable_when(name) or name in TWO_ENTRIES:
            assert signed is None, name
        elif "EXPECTEDVERIFY" in refused:
            assert signed is None or not judge(signed, TrustList([key]), now=clock).genuine, name
        else:
            assert signed is not None, name
            assert signed_by(signed, key), name
            if "EXPECTEDKEYUSAGE" in expected and name.startswith("common"):
                assert may_sign(signed, key) == ("EXPECTEDKEYUSAGE" not in refused), name
            named = TrustedKey("hc1", signed.key_id, key.public, "", "")
            verdict = judge(signed, TrustList([named]), now=clock).problem
            if name in BEFORE_ISSUE | BEFORE_RECOVERY:
                assert verdict == "early", name
            else:
                assert (verdict in ("early", "expired")) == ("EXPECTEDEXPIRATIONCHECK" in refused), name
        seen += 1
    assert seen == 190


def trusted_in(path: Path) -> tuple[int, TrustList]:
    """How many keys of a PEM file are too weak, and the others."""
    keys, weak = [], 0
    for pem in path.read_text().split("-----END CERTIFICATE-----")[:-1]:
        try:
            key = public_keys.from_pem(f"{pem}-----END CERTIFICATE-----\n", "hc1")
        except public_keys.KeyFormError:
            weak += 1
        else:
            keys.append(TrustedKey("hc1", key.key_id, key.public, "", ""))
    return weak, TrustList(keys)


def test_what_every_verifier_is_to_verify_is_verified(vectors: Path) -> None:
    """But for one with a day in month 17, three by keys that were never published and those by a weak key."""
    weak, trust = trusted_in(vectors / "eu-dcc" / "acceptance-keys-used.pem")
    assert weak == 1, "an RSA key of 1024 bits"
    read_as: dict[str | None, set[str]] = {}
    genuine = 0
    for vector in lines(vectors / "eu-dcc" / "dcc-quality-assurance.jsonl"):
        signed = read_or_none(vector["text"])
        verdict = judge(signed, trust, now=IN_2023).problem if signed else "unreadable"
        genuine += verdict in (None, "expired")
        read_as.setdefault(verdict, set()).add(vector["id"])
    assert read_as["unreadable"] == {"LV/1.0.0/VAC.png"}
    assert read_as["unknown_issuer"] >= {"TW/1.3.0/TEST_TW.png", "TW/1.3.0/VAC_TW.png"}
    assert len(read_as["unknown_issuer"]) <= 3 + 4, read_as["unknown_issuer"]
    assert "forged" not in read_as
    assert genuine + len(read_as["unknown_issuer"]) + 1 == sum(map(len, read_as.values())) == 210


def test_the_form_in_which_indonesia_issued_them(vectors: Path) -> None:
    from tests.core.evidence.certificates.issuers import NOW, Issuer

    ministry = Issuer()
    health = json.loads((vectors / "indonesia" / "VAC_ID_01.json").read_text("utf-8"))
    found = judge(read(ministry.hc1(health)), ministry.list(), now=NOW)
    assert (found.problem, found.signed.evidence.doses[0].product) == (None, "sinovac")
    pem = (vectors / "indonesia" / "DSC-eu.kemkes.go.id-2022-2024.pem").read_text()
    key = public_keys.from_pem(pem, "hc1")
    assert key.since is not None
    assert (key.since.year, len(b64decode(key.key_id))) == (2022, 8)


@pytest.mark.parametrize(("number", "products"), [("00", 3), ("03", 2)])
def test_the_examples_of_the_cards_in_every_form(vectors: Path, number: str, products: int) -> None:
    folder = vectors / "shc" / "spec-examples"
    key = public_keys.from_jwk(CARDS_KEY)
    trust = TrustList([TrustedKey("shc", key.key_id, key.public, "", "", CARDS_ISSUER)])
    for form in ("d-jws.txt", "e-file.smart-health-card", "f-qr-code-numeric-value-0.txt"):
        signed = read((folder / f"example-{number}-{form}").read_text("utf-8"))
        assert judge(signed, trust, now=IN_2023).problem is None
        assert [dose.product for dose in signed.evidence.doses] == ["moderna"] * products
        revoked = {hash_of(f"{CARDS_ISSUER}#{key.key_id}#vwAjHdarZuc")}
        verdict = judge(signed, trust, now=IN_2023, is_revoked=revoked.__contains__).problem
        assert verdict == ("revoked" if number == "03" else None)


def test_other_examples_of_the_cards(vectors: Path) -> None:
    """One is by a second key of the same issuer; one, in three chunks, is a laboratory's report on nobody."""
    folder = vectors / "shc" / "spec-examples"
    second = read((folder / "example-01-d-jws.txt").read_text("utf-8"))
    key = public_keys.from_jwk(CARDS_KEY)
    trust = TrustList([TrustedKey("shc", key.key_id, key.public, "", "")])
    assert judge(second, trust, now=IN_2023).problem == "unknown_issuer"
    assert second.evidence.doses[0] == Dose(datetime(2021, 1, 1).date(), "moderna")  # noqa: DTZ001
    parts = [
        (folder / f"example-02-f-qr-code-numeric-value-{n}.txt").read_text("utf-8").strip() for n in (2, 0, 1)
    ]
    with pytest.raises(CertificateError, match="not about one person"):
        read("\n".join(parts))
