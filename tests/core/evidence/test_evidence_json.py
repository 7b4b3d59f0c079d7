"""Evidence from JSON: what is understood, and what is refused with its place."""

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapura.core.evidence import Arrival, Dose, Evidence, EvidenceError, Exemption, Test, decode, encode

WHOLE: dict[str, Any] = {
    "birth_date": "1990-05-01",
    "doses": [{"date": "2021-03-01", "product": "sinovac"}],
    "tests": [{"kind": "pcr", "result": "negative", "at": "2021-10-11T08:00:00+08:00"}],
    "contacts": [{"date": "2021-10-05"}],
    "arrivals": [{"date": "2021-10-01", "quarantine_ended": None}],
    "recoveries": [{"date": "2021-09-01"}],
    "exemptions": [{"from": "2021-10-01", "until": "2021-10-31"}],
}


def test_the_whole_form_is_understood_and_given_back() -> None:
    evidence = decode(json.dumps(WHOLE))
    assert evidence.birth_date == date(1990, 5, 1)
    assert evidence.doses == (Dose(date=date(2021, 3, 1), product="sinovac"),)
    at = datetime(2021, 10, 11, 8, tzinfo=timezone(timedelta(hours=8)))
    assert evidence.tests == (Test(kind="pcr", result="negative", at=at),)
    assert evidence.arrivals == (Arrival(date=date(2021, 10, 1)),)
    assert evidence.exemptions == (Exemption(start=date(2021, 10, 1), until=date(2021, 10, 31)),)
    assert json.loads(encode(evidence)) == WHOLE


@pytest.mark.parametrize("missing", [*WHOLE, None])
def test_every_part_may_be_missing(missing: str | None) -> None:
    part = {name: value for name, value in WHOLE.items() if missing not in (name, None)}
    assert decode(encode(decode(json.dumps(part)))) == decode(json.dumps(part).encode())


def test_an_unknown_product_is_kept_as_it_was_written() -> None:
    assert decode('{"doses": [{"date": "2021-03-01", "product": "new-one"}]}').doses[0].product == "new-one"


@pytest.mark.parametrize(
    ("change", "path", "problem"),
    [
        ({"dosis": []}, "$", "dosis"),
        ({"birth_date": "01-05-1990"}, "$.birth_date", "date"),
        ({"birth_date": 1990}, "$.birth_date", "int"),
        ({"birth_date": "1790-05-01"}, "$", "1790"),
        ({"doses": None}, "$.doses", "null"),
        ({"doses": [{"date": "2021-03-01"}]}, "$.doses[0]", "product"),
        ({"doses": [*WHOLE["doses"], {"date": "2021-02-30", "product": "x"}]}, "$.doses[1].date", "date"),
        ({"doses": [{"date": "2021-03-01", "product": ""}]}, "$.doses[0].product", "length"),
        ({"doses": [{"date": "2021-03-01", "product": "a" * 41}]}, "$.doses[0].product", "length"),
        ({"doses": [{"date": "2021-03-01", "product": "Janssen"}]}, "$.doses[0]", "lower-case"),
        ({"doses": [{"date": "2021-03-01", "product": "a\u001b[31m"}]}, "$.doses[0]", "lower-case"),
        ({"doses": [{"date": "2021-03-01", "product": "x", "lot": 1}]}, "$.doses[0]", "lot"),
        ({"doses": [{"date": "2300-01-01", "product": "x"}]}, "$.doses[0]", "2300"),
        ({"doses": WHOLE["doses"] * 21}, "$.doses", "20"),
        (
            {"tests": [{"kind": "rapid", "result": "negative", "at": "2021-10-11T08:00:00Z"}]},
            "$.tests[0].kind",
            "rapid",
        ),
        (
            {"tests": [{"kind": "pcr", "result": "maybe", "at": "2021-10-11T08:00:00Z"}]},
            "$.tests[0].result",
            "maybe",
        ),
        (
            {"tests": [{"kind": "pcr", "result": "negative", "at": "2021-10-11T08:00:00"}]},
            "$.tests[0].at",
            "timezone",
        ),
        (
            {"tests": [{"kind": "pcr", "result": "negative", "at": "0001-01-01T00:00:00+14:00"}]},
            "$.tests[0]",
            "0001",
        ),
        ({"contacts": [{}]}, "$.contacts[0]", "date"),
        ({"arrivals": [{"date": "2021-10-02", "quarantine_ended": "2021-10-01"}]}, "$.arrivals[0]", "ended"),
        ({"recoveries": [{"date": "1066-01-01"}]}, "$.recoveries[0]", "1066"),
        ({"exemptions": [{"from": "2021-10-02", "until": "2021-10-01"}]}, "$.exemptions[0]", "end"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(change: Any, path: str, problem: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        decode(json.dumps(WHOLE | change))
    assert caught.value.path == path
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b'{"birth_date": "\xff"}',
        b"[" * 60_000,
        b" " * 70_000,
        '{"birth_date": "\ud800"}',
        '{"doses": [{"date": 1}], "doses": 5}',
        '{"doses": [{"date": 1}], ',
    ],
)
def test_what_is_no_evidence_at_all_is_refused(text: bytes | str) -> None:
    with pytest.raises(EvidenceError):
        decode(text)


@given(text=st.binary(max_size=60) | st.text(max_size=60))
def test_any_text_gives_evidence_or_an_evidence_error(text: bytes | str) -> None:
    try:
        evidence = decode(text)
    except EvidenceError:
        return
    assert isinstance(evidence, Evidence)
