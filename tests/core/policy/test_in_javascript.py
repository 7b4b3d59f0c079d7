"""The same rules in Python at the gate and in JavaScript on an officer's phone give the same answers."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapura.core import policy
from gapura.core.evidence import Evidence, encode
from gapura.core.policy import SECTORS, load_all
from gapura.core.policy.facts import facts_of
from tests.core.policy.builders import MAKASSAR
from tests.core.policy.test_certlogic import active_assertions, needs_vectors
from tests.core.policy.test_policy_laws import evidence_around
from tests.javascript import JavaScript

MANY = 12_000 if os.environ.get("GAPURA_LONG") else 300

moments = st.datetimes(
    datetime.fromisoformat("2021-08-11"), datetime.fromisoformat("2023-02-01"), timezones=st.just(UTC)
).map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000))
cases = moments.flatmap(lambda at: st.tuples(st.just(at), evidence_around(at)))
levels = st.none() | st.sampled_from([1, 2, 3, 4])


@pytest.fixture(scope="module")
def javascript() -> Iterator[JavaScript]:
    """The browser's policy modules, with every rule set of the package."""
    with JavaScript(Path(__file__).with_name("policy.mjs")) as script:
        documents = [msgspec.to_builtins(ruleset.document) for ruleset in load_all()]
        assert script.ask("rulesets", documents=documents)["value"] == len(documents)
        yield script


@settings(max_examples=MANY)
@given(
    case=cases,
    pinned=st.none() | st.sampled_from(load_all()),
    sector=st.sampled_from(SECTORS),
    level=levels,
    region=st.none() | st.sampled_from(["51.04.01", "31.71"]),
)
def test_any_person_on_any_day_is_decided_alike(
    javascript: JavaScript,
    case: tuple[datetime, Evidence],
    pinned: policy.RuleSet | None,
    sector: str,
    level: int | None,
    region: str | None,
) -> None:
    at, evidence = case
    day = at.astimezone(MAKASSAR).date()
    ruleset = pinned or policy.in_force(day)
    ours = policy.screen(
        ruleset, evidence, at=at, zone=MAKASSAR, sector=sector, ppkm_level=level, region=region
    )
    place = {"zone": MAKASSAR.key, "sector": sector, "ppkmLevel": level, "region": region}
    theirs = javascript.ask(
        "screen",
        ruleset=pinned.id if pinned else None,
        evidence=json.loads(encode(evidence)),
        at=round(at.timestamp() * 1000),
        place=place,
    )
    assert theirs == {
        "value": {
            "colour": ours.colour,
            "decision": ours.decision,
            "reasons": list(ours.reasons),
            "ruleset": ours.ruleset,
            "error": None,
            "facts": facts_of(evidence, at=at, zone=MAKASSAR, one_dose_products=ruleset.one_dose_products),
            "capacity": policy.capacity_allowed(ruleset, 100, sector, level, day),
        }
    }


def test_what_cannot_be_evaluated_is_for_an_officer_here_too(javascript: JavaScript) -> None:
    place = {"zone": "Asia/Makassar", "sector": "office", "ppkmLevel": None, "region": None}
    question = {"ruleset": "C_2021-09-13", "at": 1_634_000_000_000, "place": place}
    undated = {"doses": [{"date": "soon", "product": "sinovac"}]}
    broken = javascript.ask("screen", evidence=undated, **question)
    assert "not a date" in broken["error"]  # the facts asked for besides
    odd = javascript.ask("screen", evidence={}, **{**question, "place": {**place, "ppkmLevel": 9}})
    assert (odd["value"]["colour"], odd["value"]["decision"]) == ("yellow", "verify")
    assert odd["value"]["reasons"] == ["evaluation_error"]


@needs_vectors
@pytest.mark.parametrize(("expression", "data", "expected"), list(active_assertions()))
def test_the_official_suite_passes_in_javascript(
    javascript: JavaScript, expression: Any, data: Any, expected: Any
) -> None:
    assert javascript.ask("evaluate", expression=expression, data=data) == {"value": expected}
