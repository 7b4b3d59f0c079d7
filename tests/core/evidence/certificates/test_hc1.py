"""HC1 certificates: what they say, who signed them, and what is refused."""

import zlib
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from gapura.core.codes import base45, cbor
from gapura.core.evidence import Dose, Evidence, Recovery, Test
from gapura.core.evidence.certificates import CertificateError, TrustList, hash_of, judge, read
from tests.core.evidence.certificates.issuers import NOW, Issuer, recovery, vaccination
from tests.core.evidence.certificates.issuers import test_result as a_test_result

MINISTRY, STRANGER = Issuer(), Issuer("Orang lain")
TRUST = MINISTRY.list()


def refusal(text: str) -> str:
    with pytest.raises(CertificateError) as caught:
        read(text)
    return str(caught.value)


def test_a_vaccination_is_a_dose_of_a_product_of_ours_with_the_number_of_earlier_ones() -> None:
    found = judge(read(MINISTRY.hc1(vaccination())), TRUST, now=NOW)
    assert (found.genuine, found.in_force, found.problem) == (True, True, None)
    assert (found.signed_by, found.country) == ("Kementerian Contoh", "ID")
    signed = found.signed
    assert signed.evidence == Evidence(doses=(Dose(date(2021, 9, 28), "sinovac"),))
    assert signed.earlier_doses == 1
    assert (signed.subject.name, signed.subject.birth_date) == ("Ni Made Sari Dewi", "1990-05-01")
    assert (signed.id, signed.hash) == ("URN:UVCI:01:ID:896124875", hash_of("URN:UVCI:01:ID:896124875"))
    assert signed.key_id == MINISTRY.key_id


@pytest.mark.parametrize(
    ("written", "product"),
    [
        ("EU/1/20/1528", "pfizer"),
        ("EU/1/20/1507", "moderna"),
        ("EU/1/21/1529", "astrazeneca"),
        ("Covishield", "astrazeneca"),
        ("EU/1/20/1525", "janssen"),
        ("BBIBP-CorV", "sinopharm"),
        ("CoronaVac", "sinovac"),
        ("Sputnik Light (neu)", "sputnik-light-neu"),
        ("123", "code-123"),
        ("Новая", "code"),
    ],
)
def test_a_product_that_nobody_knows_keeps_its_code_in_lower_case(written: str, product: str) -> None:
    assert read(MINISTRY.hc1(vaccination(mp=written))).evidence.doses[0].product == product


def test_a_test_and_a_recovery_are_evidence_too() -> None:
    at = datetime(2021, 10, 11, tzinfo=UTC)
    assert read(MINISTRY.hc1(a_test_result())).evidence == Evidence(tests=(Test("pcr", "negative", at),))
    rapid = a_test_result(tt="LP217198-3", tr="260373001")
    assert read(MINISTRY.hc1(rapid)).evidence == Evidence(tests=(Test("antigen", "positive", at),))
    assert read(MINISTRY.hc1(a_test_result(tr="419984006"))).evidence == Evidence()
    recovered = read(MINISTRY.hc1(recovery()))
    assert recovered.evidence == Evidence(recoveries=(Recovery(date(2021, 9, 1)),))


def test_a_recovery_holds_on_its_own_days_only() -> None:
    text = MINISTRY.hc1(recovery(), issued=datetime(2021, 8, 25, tzinfo=UTC))
    for day, problem in (("2021-08-30", "early"), ("2021-09-01", None), ("2022-02-18", "expired")):
        assert judge(read(text), TRUST, now=datetime.fromisoformat(f"{day}T12:00Z")).problem == problem


def test_a_certificate_of_rsa_and_one_with_its_key_id_unprotected_are_genuine() -> None:
    ministry = Issuer(private=rsa.generate_private_key(65537, 2048))
    assert judge(read(ministry.hc1(vaccination())), ministry.list(), now=NOW).problem is None
    loose = MINISTRY.hc1(vaccination(), protected={1: -7}, others={4: MINISTRY.kid})
    assert judge(read(loose), TRUST, now=NOW).problem is None


def test_the_protected_key_id_counts_where_there_are_two() -> None:
    two = MINISTRY.hc1(vaccination(), protected={1: -7, 4: b"other"}, others={4: MINISTRY.kid})
    assert judge(read(two), TRUST, now=NOW).problem == "unknown_issuer"


def test_nobody_trusted_signed_it_or_somebody_changed_it() -> None:
    assert judge(read(STRANGER.hc1(vaccination())), TRUST, now=NOW).problem == "unknown_issuer"
    borrowed = STRANGER.hc1(vaccination(), protected={1: -7, 4: MINISTRY.kid})
    found = judge(read(borrowed), TRUST, now=NOW)
    assert (found.problem, found.genuine, found.signed_by) == ("forged", False, "")
    cose = MINISTRY.cose(vaccination()).replace(b"2021-09-28", b"2021-09-29")
    changed = "HC1:" + base45.encode(zlib.compress(cose))
    assert judge(read(changed), TRUST, now=NOW).problem == "forged"


def test_every_key_that_shares_an_id_is_tried() -> None:
    twin = STRANGER.trusted(key_id=MINISTRY.key_id, name="Kembaran")
    for keys in ([twin, MINISTRY.trusted()], [MINISTRY.trusted(), twin]):
        found = judge(read(MINISTRY.hc1(vaccination())), TrustList(keys), now=NOW)
        assert (found.problem, found.signed_by) == (None, "Kementerian Contoh")


def test_a_key_signs_in_its_own_way_only() -> None:
    """An algorithm that the certificate names for a key of another sort is no way around the signature."""
    as_rsa = MINISTRY.hc1(vaccination(), protected={1: -37, 4: MINISTRY.kid})
    assert judge(read(as_rsa), TRUST, now=NOW).problem == "forged"
    for named in (None, -8, 5, "ES256", True, -65535):
        head: dict[int, object] = {4: MINISTRY.kid} if named is None else {1: named, 4: MINISTRY.kid}
        assert "signed in a way" in refusal(MINISTRY.hc1(vaccination(), protected=head))


def test_an_issuer_is_believed_in_what_it_may_sign_and_while_it_may() -> None:
    signed = read(MINISTRY.hc1(vaccination()))
    for others, problem in (
        ({"contents": frozenset({"test", "recovery"})}, "not_allowed"),
        ({"contents": frozenset({"vaccination"})}, None),
        ({"until": NOW - timedelta(days=30)}, "not_allowed"),
        ({"since": NOW}, "not_allowed"),
        ({"since": NOW - timedelta(days=2), "until": NOW}, None),
        ({"kind": "shc"}, "unknown_issuer"),
        ({"issuer": "SG"}, "unknown_issuer"),
        ({"issuer": "ID"}, None),
    ):
        assert judge(signed, MINISTRY.list(**others), now=NOW).problem == problem, others


def test_a_certificate_without_its_time_of_issue_is_not_believed_by_a_key_with_a_time() -> None:
    text = MINISTRY.hc1({}, claims={1: "ID", -260: {1: vaccination()}})
    assert judge(read(text), TRUST, now=NOW).problem is None
    assert judge(read(text), MINISTRY.list(until=NOW), now=NOW).problem == "not_allowed"


def test_it_is_expired_early_or_called_back() -> None:
    signed = read(MINISTRY.hc1(vaccination(), days=30))
    assert judge(signed, TRUST, now=NOW + timedelta(days=30)).problem == "expired"
    assert judge(signed, TRUST, now=NOW - timedelta(days=2)).problem == "early"
    called_back = {signed.hash}
    found = judge(signed, TRUST, now=NOW, is_revoked=called_back.__contains__)
    assert (found.problem, found.genuine, found.in_force) == ("revoked", True, False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tg": "55735004"}, "another disease"),
        ({"dn": 2**63}, "out of range"),
        ({"dn": "2"}, "out of range"),
        ({"dn": True}, "out of range"),
        ({"dt": "2021-02-30"}, "no"),
        ({"dt": "1066-10-14"}, "cannot be"),
        ({"ci": ""}, "empty"),
        ({"ci": 7}, "wrong form"),
        ({"ci": "X" * 201}, "too long"),
        ({"mp": "a\x00b"}, "wrong form"),
        ({"mp": None}, "wrong form"),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], words: str) -> None:
    assert words in refusal(MINISTRY.hc1(vaccination(**changes)))


def test_one_thing_about_one_person_or_nothing() -> None:
    both = {**vaccination(), "r": recovery()["r"]}
    assert "none or several" in refusal(MINISTRY.hc1(both))
    assert "none or several" in refusal(MINISTRY.hc1({**vaccination(), "v": []}))
    assert "whose it is" in refusal(MINISTRY.hc1({**vaccination(), "nam": {}}))
    assert read(MINISTRY.hc1({**vaccination(), "dob": "1990"})).subject.birth_date == "1990"
    assert read(MINISTRY.hc1({**vaccination(), "dob": "1990-00-01"})).subject.birth_date == ""


def test_what_swells_is_stopped_and_what_follows_is_refused() -> None:
    assert "holds too much" in refusal("HC1:" + base45.encode(zlib.compress(bytes(2_000_000))))
    assert "longer than" in refusal("HC1:" + "0" * 66_000)
    whole = zlib.compress(MINISTRY.cose(vaccination()))
    assert "follows its end" in refusal("HC1:" + base45.encode(whole + b"more"))
    assert "cut short" in refusal("HC1:" + base45.encode(whole[:-9]))
    assert "compression is broken" in refusal("HC1:" + base45.encode(MINISTRY.cose(vaccination())))


def test_a_blank_at_the_end_belongs_to_what_was_scanned_and_a_line_end_does_not() -> None:
    text = MINISTRY.hc1(vaccination())
    assert read(f"\n{text}\r\n").id == read(text).id


def test_cbor_is_read_as_it_is_written_and_nothing_else() -> None:
    values = [0, 23, 24, 255, 65536, 2**64 - 1, -1, -(2**64), "é", b"\x00", [1, [2]], {"a": None, 1: True}]
    assert cbor.decode(cbor.encode(values)) == values
    assert cbor.decode(bytes.fromhex("9f018202039f0405ffff")) == [1, [2, 3], [4, 5]]
    assert cbor.decode(bytes.fromhex("bf6346756ef563416d7421ff")) == {"Fun": True, "Amt": -2}
    assert cbor.decode(bytes.fromhex("5f42010243030405ff")) == b"\x01\x02\x03\x04\x05"
    assert cbor.decode(bytes.fromhex("f93c00")) == 1.0
    for broken in ("", "18", "a2010102", "a201010102", "81" * 40, "9bffffffffffffffff", "a18001", "0000"):
        with pytest.raises(cbor.CborError):
            cbor.decode(bytes.fromhex(broken))
    for broken in (
        "ff",
        "81ff",
        "bf01ff",
        "5f6161ff",
        "1f",
        "fb7ff0000000000000",
        "61ff",
        "f8",
        "d81d00" * 30,
    ):
        with pytest.raises(cbor.CborError):
            cbor.decode(bytes.fromhex(broken))
