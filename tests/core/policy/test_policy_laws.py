"""Laws of the policy, for any evidence on any day under any rule set."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from gapura.core.evidence import (
    Arrival,
    Contact,
    Dose,
    Evidence,
    Exemption,
    Recovery,
    Test,
    decode,
    encode,
)
from gapura.core.policy import RuleSet, Screening, in_force, load_all, screen
from gapura.core.policy.facts import MEANINGS, facts_of
from tests.core.policy.builders import MAKASSAR

COLOURS = ("green", "yellow", "red", "black")
DECISIONS = ("admit", "verify", "refuse")

moments = st.datetimes(
    datetime.fromisoformat("2021-08-11"),
    datetime.fromisoformat("2023-02-01"),
    timezones=st.just(UTC),
).map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def evidence_around(draw: st.DrawFn, at: datetime) -> Evidence:
    """Evidence mostly from the last weeks, now and then from long ago or from the days to come."""
    ago = st.integers(-3, 16) | st.integers(-3, 400)
    day = ago.map(lambda days: at.astimezone(MAKASSAR).date() - timedelta(days=days))
    instant = st.integers(-3 * 24 * 60, 20 * 24 * 60).map(lambda minutes: at - timedelta(minutes=minutes))
    products = st.sampled_from(["sinovac", "astrazeneca", "janssen", "unheard-of"])
    kinds, results = (
        st.sampled_from(["pcr", "antigen"]),
        st.sampled_from(["positive", "negative", "negative"]),
    )

    def some(kind: st.SearchStrategy[Any], most: int) -> tuple[Any, ...]:
        return tuple(draw(st.lists(kind, max_size=most)))

    def arrival(start: date, days: int | None) -> Arrival:
        return Arrival(date=start, quarantine_ended=None if days is None else start + timedelta(days=days))

    return Evidence(
        birth_date=draw(st.none() | st.dates(date(1930, 1, 1), date(2023, 1, 1))),
        doses=some(st.builds(Dose, date=day, product=products), 4),
        tests=some(st.builds(Test, kind=kinds, result=results, at=instant), 5),
        contacts=some(st.builds(Contact, date=day), 2),
        arrivals=some(st.builds(arrival, day, st.none() | st.integers(0, 20)), 2),
        recoveries=some(st.builds(Recovery, date=day), 2),
        exemptions=some(st.builds(lambda d: Exemption(start=d, until=d + timedelta(days=20)), day), 1),
    )


cases = moments.flatmap(lambda at: st.tuples(st.just(at), evidence_around(at)))
pinned = st.none() | st.sampled_from(load_all())


def screened(evidence: Evidence, at: datetime, ruleset: RuleSet | None, **venue: Any) -> Screening:
    chosen = ruleset or in_force(at.astimezone(MAKASSAR).date())
    screening = screen(chosen, evidence, at=at, zone=MAKASSAR, **venue)
    assert screening.error is None
    return screening


def added(evidence: Evidence, kind: str, item: Any) -> Evidence:
    return msgspec.structs.replace(evidence, **{kind: (*getattr(evidence, kind), item)})


@given(case=cases, ruleset=pinned)
def test_any_evidence_on_any_day_has_one_colour_one_decision_and_a_reason(case: Any, ruleset: Any) -> None:
    at, evidence = case
    screening = screened(evidence, at, ruleset)
    assert screening.colour in COLOURS
    assert screening.decision in DECISIONS
    assert screening.reasons
    assert len(set(screening.reasons)) == len(screening.reasons)


@given(case=cases, ruleset=pinned)
def test_the_answer_does_not_depend_on_the_order_of_what_was_recorded(case: Any, ruleset: Any) -> None:
    at, evidence = case
    lists = ("doses", "tests", "contacts", "arrivals", "recoveries", "exemptions")
    backwards = msgspec.structs.replace(evidence, **{kind: getattr(evidence, kind)[::-1] for kind in lists})
    assert screened(backwards, at, ruleset) == screened(evidence, at, ruleset)
    assert screened(evidence, at, ruleset) == screened(evidence, at, ruleset)


@settings(max_examples=200)
@given(case=cases, ruleset=pinned, data=st.data())
def test_more_evidence_of_protection_never_makes_it_worse(
    case: Any, ruleset: Any, data: st.DataObject
) -> None:
    at, evidence = case
    today = at.astimezone(MAKASSAR).date()
    ago = st.integers(-3, 120).map(lambda days: today - timedelta(days=days))
    products = st.sampled_from(["sinovac", "janssen", "unheard-of"])
    instant = st.integers(-60, 15 * 24 * 60).map(lambda minutes: at - timedelta(minutes=minutes))
    kinds = st.sampled_from(["pcr", "antigen"])
    kind, item = data.draw(
        st.tuples(st.just("doses"), st.builds(Dose, date=ago, product=products))
        | st.tuples(st.just("recoveries"), st.builds(Recovery, date=ago))
        | st.tuples(st.just("tests"), st.builds(Test, kind=kinds, result=st.just("negative"), at=instant))
        | st.tuples(st.just("exemptions"), st.just(Exemption(start=today, until=today)))
    )
    before, after = screened(evidence, at, ruleset), screened(added(evidence, kind, item), at, ruleset)
    assert COLOURS.index(after.colour) <= COLOURS.index(before.colour)
    assert DECISIONS.index(after.decision) <= DECISIONS.index(before.decision)


@given(case=cases, ruleset=st.sampled_from(load_all()[1:]), hours=st.integers(0, 80))
def test_black_beats_all_other_evidence(case: Any, ruleset: RuleSet, hours: int) -> None:
    at, evidence = case
    positive = Test(kind="pcr", result="positive", at=at - timedelta(hours=hours))
    screening = screened(added(evidence, "tests", positive), at, ruleset)
    assert screening.colour == "black"
    assert "positive_recent" in screening.reasons
    assert screening.decision == ("admit" if ruleset.advisory else "refuse")


@given(case=cases, ruleset=pinned)
def test_nothing_dated_later_changes_the_answer(case: Any, ruleset: Any) -> None:
    at, evidence = case
    today = at.astimezone(MAKASSAR).date()
    known = msgspec.structs.replace(
        evidence,
        doses=tuple(dose for dose in evidence.doses if dose.date <= today),
        tests=tuple(test for test in evidence.tests if test.at <= at),
        contacts=tuple(contact for contact in evidence.contacts if contact.date <= today),
        arrivals=tuple(arrival for arrival in evidence.arrivals if arrival.date <= today),
        recoveries=tuple(recovery for recovery in evidence.recoveries if recovery.date <= today),
        exemptions=tuple(letter for letter in evidence.exemptions if letter.start <= today),
    )
    assert screened(known, at, ruleset) == screened(evidence, at, ruleset)


@given(
    case=cases,
    ruleset=pinned,
    level=st.sampled_from([1, 2, 3, 4]),
    sector=st.sampled_from(["office", "trade"]),
)
def test_a_ppkm_level_never_changes_the_colour_and_never_admits_more(
    case: Any, ruleset: Any, level: int, sector: str
) -> None:
    at, evidence = case
    without = screened(evidence, at, ruleset, sector=sector)
    at_level = screened(evidence, at, ruleset, sector=sector, ppkm_level=level)
    assert at_level.colour == without.colour
    assert DECISIONS.index(at_level.decision) >= DECISIONS.index(without.decision)


@given(case=cases)
def test_facts_are_always_the_same_names_with_values_that_any_language_has(case: Any) -> None:
    at, evidence = case
    facts = facts_of(evidence, at=at, zone=MAKASSAR)
    assert facts.keys() == MEANINGS.keys()
    assert all(type(value) in (int, bool) for value in facts.values())


@given(case=cases)
def test_encoded_evidence_decodes_to_itself(case: Any) -> None:
    _, evidence = case
    assert decode(encode(evidence)) == evidence
