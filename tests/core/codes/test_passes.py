"""Passes: genuine or not, fresh or a picture, and as good offline as the whole record."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from gapura.core.codes import base45, evidence_records, freshness, passes, withdrawn
from gapura.core.codes.passes import Pass, PassError
from gapura.core.evidence import (
    Arrival,
    Contact,
    Dose,
    Evidence,
    Exemption,
    Recovery,
    Test,
    needed,
)
from gapura.core.keys import KeyRing
from gapura.core.policy.facts import facts_of
from tests.core.codes import phone

RING = KeyRing.generate()
KEY = RING.current("pass")
NOON = datetime(2021, 10, 12, 4, 0, tzinfo=UTC)
ISSUED = int(NOON.timestamp())
HOURS = 12
LAST = bytes(range(16))
LINKS = HOURS * 3600 // freshness.SLOT
CHAIN = phone.chain(LAST, LINKS)
GREEN = Evidence(
    birth_date=date(1990, 5, 1),
    doses=(Dose(date(2021, 3, 1), "sinovac"), Dose(date(2021, 3, 29), "sinovac")),
    tests=(Test("pcr", "negative", NOON - timedelta(days=2)),),
)
ON_PHONE = Pass("phone", 7, ISSUED, ISSUED + HOURS * 3600, "Ni Made S.", GREEN, CHAIN[0])
ON_PAPER = Pass("paper", 9, ISSUED, ISSUED + 30 * 86_400, "I Wayan B.", GREEN)

days = st.dates(date(2021, 8, 1), date(2021, 10, 20))
moments = st.integers(ISSUED - 40 * 86_400, ISSUED + 3 * 86_400).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
kinds = st.sampled_from(["pcr", "antigen"])
results = st.sampled_from(["positive", "negative"])
products = st.sampled_from(["sinovac", "pfizer", "janssen", "obat-baru"])
evidence = st.builds(
    Evidence,
    birth_date=st.none() | st.dates(date(1930, 1, 1), date(2021, 10, 20)),
    doses=st.lists(st.builds(Dose, days, products), max_size=4).map(tuple),
    tests=st.lists(
        st.builds(Test, kinds, results, moments),
        max_size=10,
    ).map(tuple),
    contacts=st.lists(st.builds(Contact, days), max_size=4).map(tuple),
    arrivals=st.lists(
        days.flatmap(
            lambda day: st.builds(
                Arrival, st.just(day), st.none() | st.integers(0, 30).map(lambda n: day + timedelta(n))
            )
        ),
        max_size=4,
    ).map(tuple),
    recoveries=st.lists(st.builds(Recovery, days), max_size=3).map(tuple),
    exemptions=st.lists(
        days.flatmap(
            lambda day: st.builds(
                Exemption, st.just(day), st.integers(0, 60).map(lambda n: day + timedelta(n))
            )
        ),
        max_size=3,
    ).map(tuple),
)


def shown_on_phone(place: int, issued: Pass = ON_PHONE) -> str:
    return phone.with_link(passes.make(KEY, issued), place, CHAIN[place])


def problem(text: str, ring: KeyRing = RING) -> str:
    with pytest.raises(PassError) as caught:
        passes.read(text, ring.all("pass"))
    return caught.value.problem


@given(st.binary(max_size=200))
def test_base45_gives_every_byte_back(raw: bytes) -> None:
    assert base45.decode(base45.encode(raw)) == raw


@pytest.mark.parametrize(
    ("raw", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")]
)
def test_base45_is_the_one_of_the_standard(raw: bytes, text: str) -> None:
    assert base45.encode(raw) == text


@pytest.mark.parametrize("text", ["GGX", ":::", "A", "a0", "::", "ABCD"])
def test_base45_that_nobody_writes_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Base45|for no two"):
        base45.decode(text)


@given(evidence)
def test_evidence_in_bytes_comes_back_whole(evidence: Evidence) -> None:
    assert evidence_records.unpack(evidence_records.pack(evidence)) == evidence


@given(st.binary(max_size=60))
def test_bytes_that_are_no_evidence_are_refused_or_read_as_written(raw: bytes) -> None:
    try:
        found = evidence_records.unpack(raw)
    except ValueError:
        return
    assert evidence_records.unpack(evidence_records.pack(found)) == found


@settings(max_examples=500)
@given(
    evidence,
    st.integers(0, 60 * HOURS),
    st.sampled_from(["Asia/Makassar", "Pacific/Kiritimati", "Pacific/Pago_Pago"]),
    st.sampled_from([(), ("janssen",)]),
)
def test_what_a_pass_holds_gives_the_facts_of_the_whole_record(
    evidence: Evidence, minute: int, zone: str, one_dose: tuple[str, ...]
) -> None:
    kept = needed(evidence, since=NOON, until=NOON + timedelta(hours=HOURS))
    packed = evidence_records.unpack(evidence_records.pack(kept))
    how: dict[str, Any] = {
        "at": NOON + timedelta(minutes=minute),
        "zone": ZoneInfo(zone),
        "one_dose_products": one_dose,
    }
    assert facts_of(packed, **how) == facts_of(evidence, **how)


def test_a_pass_tells_the_age_and_not_the_birth_date() -> None:
    kept = needed(GREEN, since=NOON, until=NOON + timedelta(hours=HOURS))
    assert kept.birth_date == date(1990, 10, 11)


def test_old_tests_stay_at_home() -> None:
    many = tuple(Test("antigen", "negative", NOON - timedelta(days=n)) for n in range(1, 100))
    kept = needed(replace_tests(GREEN, many), since=NOON, until=NOON + timedelta(hours=HOURS))
    assert kept.tests == (many[0],)


def replace_tests(evidence: Evidence, tests: tuple[Test, ...]) -> Evidence:
    return Evidence(birth_date=evidence.birth_date, doses=evidence.doses, tests=tests)


def test_a_phone_shows_a_pass_that_is_read_with_the_published_key() -> None:
    shown = passes.read(shown_on_phone(3), RING.all("pass"))
    assert shown.issued == ON_PHONE
    assert (shown.key_id, shown.since) == (KEY.id, ISSUED + 60)
    assert shown.fault(ISSUED + 75) is None


def test_a_picture_is_worth_nothing_after_a_minute() -> None:
    picture = passes.read(shown_on_phone(3), RING.all("pass"))
    assert picture.fault(picture.since + 60) is None
    assert picture.fault(picture.since + 61) == "picture"
    assert picture.fault(picture.since - 31) == "early"
    assert passes.read(shown_on_phone(LINKS), RING.all("pass")).fault(ISSUED + HOURS * 3600) == "expired"


def test_whoever_saw_one_link_cannot_show_the_next() -> None:
    seen = CHAIN[3]
    forward = phone.with_link(passes.make(KEY, ON_PHONE), 4, seen)
    assert problem(forward) == "forged"
    assert problem(phone.with_link(passes.make(KEY, ON_PHONE), 0, CHAIN[0])) == "forged"


def test_no_link_is_walked_that_no_phone_could_have() -> None:
    short = replace(ON_PHONE, expires_at=ISSUED + 60)
    last, after = (phone.with_link(passes.make(KEY, short), place, CHAIN[place]) for place in (2, 3))
    assert passes.read(last, RING.all("pass")).since == ISSUED + 30
    assert problem(after) == "forged"


def test_a_phones_pass_without_a_link_is_no_pass() -> None:
    assert problem(passes.make(KEY, ON_PHONE)) in {"malformed", "forged"}


def test_a_pass_on_paper_is_good_until_it_expires() -> None:
    shown = passes.read(passes.make(KEY, ON_PAPER), RING.all("pass"))
    assert shown.issued == ON_PAPER
    assert shown.fault(ISSUED + 29 * 86_400) is None
    assert shown.fault(ISSUED + 30 * 86_400) == "expired"


def test_any_changed_byte_is_noticed() -> None:
    raw = base45.decode(shown_on_phone(3).removeprefix(passes.PREFIX))
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1
        assert problem(passes.PREFIX + base45.encode(bytes(changed))) in {"malformed", "forged"}


@given(st.text(max_size=300) | st.text(base45.ALPHABET, max_size=300).map(passes.PREFIX.__add__))
def test_any_text_is_refused_with_the_stated_error(text: str) -> None:
    assert problem(text) in {"malformed", "forged"}


def test_a_huge_text_is_refused_unread() -> None:
    assert problem(passes.PREFIX + "0" * 10_000_000) == "malformed"


def test_a_pass_of_another_deployment_is_forged_and_one_of_an_older_key_is_read() -> None:
    assert problem(shown_on_phone(1), KeyRing.generate()) == "forged"
    rotated = RING.rotate("pass", NOON)
    assert passes.read(shown_on_phone(1), rotated.all("pass")).key_id == KEY.id


def test_the_code_of_a_usual_pass_is_small_enough_for_a_cheap_screen() -> None:
    ill = Evidence(
        birth_date=GREEN.birth_date,
        doses=(*GREEN.doses, Dose(date(2021, 10, 1), "moderna")),
        tests=tuple(Test("pcr", "negative", NOON - timedelta(days=n)) for n in (1, 2, 6)),
        contacts=(Contact(date(2021, 10, 5)),),
    )
    assert version_of(shown_on_phone(1)) == 8
    assert version_of(shown_on_phone(1, replace(ON_PHONE, evidence=ill))) == 9
    assert version_of(passes.make(KEY, ON_PAPER)) == 7


def version_of(text: str) -> int:
    return int(segno.make(text, error="m").version)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 1 << 40},
        {"number": -1},
        {"name": ""},
        {"name": "x" * 25},
        {"anchor": None},
        {"anchor": b"1"},
    ],
)
def test_what_does_not_fit_is_not_issued(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="pass"):
        passes.make(KEY, replace(ON_PHONE, **change))


@given(st.sets(st.integers(0, passes.LAST_NUMBER), max_size=30))
def test_the_list_of_withdrawn_passes_is_read_as_made(numbers: set[int]) -> None:
    made = withdrawn.make(KEY, numbers, ISSUED)
    assert withdrawn.read(made, RING.all("pass")) == withdrawn.Withdrawn(ISSUED, frozenset(numbers))


def test_a_changed_list_is_noticed() -> None:
    made = withdrawn.make(KEY, {1, 2, 3}, ISSUED)
    with pytest.raises(withdrawn.ListError, match="forged"):
        withdrawn.read(made[:5] + bytes([made[5] ^ 1]) + made[6:], RING.all("pass"))
    with pytest.raises(withdrawn.ListError, match="malformed"):
        withdrawn.read(made[:-1], RING.all("pass"))
