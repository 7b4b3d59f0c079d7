"""SMART Health Cards: as digits, in chunks, as a file; doses and tests of one person."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gapura.core.evidence import Dose, Evidence, Test
from gapura.core.evidence.certificates import CertificateError, judge, read
from tests.core.evidence.certificates.issuers import (
    CARD_ISSUER,
    NOW,
    Issuer,
    bundle,
    card,
    digits,
    immunization,
    observation,
)

CLINIC, STRANGER = Issuer("Klinik Contoh"), Issuer()
TRUST = CLINIC.list(kind="shc", issuer=CARD_ISSUER)
DOSES = (Dose(date(2021, 3, 1), "sinovac"), Dose(date(2021, 3, 29), "sinovac"))
PCR = Test("pcr", "negative", datetime(2021, 10, 11, tzinfo=UTC))


def card_with(resource: dict[str, Any]) -> dict[str, Any]:
    """Sari's card with one thing more."""
    whole = bundle()
    whole["entry"].append({"fullUrl": "resource:9", "resource": resource})
    return card(vc={"credentialSubject": {"fhirBundle": whole}})


def refusal(text: str) -> str:
    with pytest.raises(CertificateError) as caught:
        read(text)
    return str(caught.value)


def test_a_card_holds_doses_against_covid_and_tests_for_it_and_nothing_else() -> None:
    found = judge(read(digits(CLINIC.jws(card()))[0]), TRUST, now=NOW)
    assert (found.problem, found.signed_by) == (None, "Klinik Contoh")
    assert found.signed.evidence == Evidence(doses=DOSES, tests=(PCR,))
    assert found.signed.contents == {"vaccination", "test"}
    assert (found.signed.subject.name, found.signed.subject.birth_date) == ("Ni Made Sari Dewi", "1990-05-01")
    assert found.signed.revocation_id == f"{CARD_ISSUER}#{CLINIC.key_id}#SARI-1"


def test_chunks_in_any_order_the_jws_itself_and_a_file_are_the_same_card() -> None:
    jws = CLINIC.jws(card())
    one, two, three = digits(jws, chunks=3)
    same = read(jws).id
    assert read(f"{two}\n{three}\n{one}\n").id == same
    assert read(json.dumps({"verifiableCredential": [jws]})).id == same
    assert "not each of them once" in refusal(one)
    assert "once is here" in refusal(f"{one} {two} {two}")
    assert "none or several" in refusal(json.dumps({"verifiableCredential": [jws, jws]}))


def test_two_cards_of_one_person_are_two_though_they_are_called_back_together() -> None:
    older, newer = read(CLINIC.jws(card())), read(CLINIC.jws(card(nbf=NOW.timestamp())))
    assert older.id != newer.id
    assert older.hash == newer.hash


def test_a_card_without_an_id_for_its_revocation_is_named_by_what_was_signed() -> None:
    bare = CLINIC.jws(card(vc={"credentialSubject": {"fhirBundle": bundle()}}))
    head, body, signature = bare.split(".")
    raw = read(bare)
    assert raw.id.startswith("shc:")
    assert raw.revocation_id == raw.id
    assert read(f"{head}.{body}.{'A' * 86}").id == raw.id
    assert judge(read(f"{head}.{body}.{'A' * 86}"), TRUST, now=NOW).problem == "forged"
    assert "wrong length" in refusal(f"{head}.{body}.{signature}AA")


def test_the_key_counts_for_its_issuer_only() -> None:
    other = CLINIC.jws(card(iss="https://lain.example"))
    assert judge(read(other), TRUST, now=NOW).problem == "unknown_issuer"
    assert judge(read(STRANGER.jws(card(), kid=CLINIC.key_id)), TRUST, now=NOW).problem == "forged"
    assert judge(read(STRANGER.jws(card())), TRUST, now=NOW).problem == "unknown_issuer"


def test_a_card_holds_from_its_day_until_its_end() -> None:
    soon = CLINIC.jws(card(nbf=(NOW + timedelta(days=1)).timestamp()))
    gone = CLINIC.jws(card(exp=(NOW - timedelta(hours=1)).timestamp()))
    assert judge(read(soon), TRUST, now=NOW).problem == "early"
    assert judge(read(gone), TRUST, now=NOW).problem == "expired"


@pytest.mark.parametrize(
    "header", [{"alg": "none"}, {"alg": "HS256"}, {"zip": "GZIP"}, {"crit": ["b64"]}, {"kid": ""}, {"kid": 7}]
)
def test_a_card_cannot_choose_how_it_is_signed(header: dict[str, Any]) -> None:
    refusal(CLINIC.jws(card(), **header))


@pytest.mark.parametrize(
    "changed",
    [
        lambda: immunization(date(2021, 4, 1), "511", status="not-done"),
        lambda: immunization(date(2021, 4, 1), "08"),
        lambda: immunization(date(2021, 4, 1), "xx"),
        lambda: observation(status="preliminary"),
        lambda: observation(code={"coding": [{"system": "http://loinc.org", "code": "718-7"}]}),
        lambda: observation(valueCodeableConcept=None),
    ],
)
def test_what_was_not_done_or_is_about_something_else_is_left_out(changed: Callable[[], Any]) -> None:
    assert read(CLINIC.jws(card_with(changed()))).evidence == Evidence(doses=DOSES, tests=(PCR,))


def test_a_card_is_about_one_person() -> None:
    second = {"resourceType": "Patient", "name": [{"family": "Lain"}]}
    assert "one person" in refusal(CLINIC.jws(card_with(second)))
    other = immunization(date(2021, 4, 1), "511", patient={"reference": "resource:8"})
    assert "another person" in refusal(CLINIC.jws(card_with(other)))


def test_a_vaccine_that_the_list_has_no_name_for_keeps_its_number() -> None:
    found = read(CLINIC.jws(card_with(immunization(date(2021, 4, 1), "504")))).evidence
    assert found.doses[-1] == Dose(date(2021, 4, 1), "cvx-504")


def test_a_thing_said_twice_is_refused() -> None:
    jws = CLINIC.jws(card())
    assert "twice" in refusal(f'{{"verifiableCredential": [], "verifiableCredential": ["{jws}"]}}')
    assert "once" in refusal(f"{digits(jws, chunks=2)[0]} shc:/1/2/00")


@pytest.mark.parametrize(
    "text", ['{"credentialSubject": {}, "proof": {}}', "PK\x03\x04 and more", "B64:UEsDBA"]
)
def test_a_credential_of_divoc_is_named_and_not_read(text: str) -> None:
    assert "DIVOC" in refusal(text)
