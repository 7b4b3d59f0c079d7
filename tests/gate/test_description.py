"""What the published description says is what the gate does, whatever is sent to it."""

import os
import random
from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from gapura.core import ids
from gapura.gate import openapi
from gapura.gate.problems import KINDS, PREFIX
from tests.gate.world import PATIENCE, Caller, GateProcess, Place, Visitor, World, until_sent

CASES = 10_000 if os.environ.get("GAPURA_LONG") else 300
POSTS = ("/gate/v1/check-ins", "/gate/v1/check-outs", "/gate/v1/batches")
GETS = (openapi.PATH, "/health/live", "/health/ready", "/metrics")
load_all_checks()
# That what the description forbids is refused is not asked: members that nobody knows are left unread.
ASKED: list[Any] = [
    CHECKS.get_one(name)
    for name in (
        *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
        *("response_schema_conformance", "response_headers_conformance"),
    )
]


def test_the_description_is_published_and_names_every_problem(caller: Caller) -> None:
    reply = caller.send("GET", openapi.PATH)
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    paths = reply.json["paths"]
    assert paths.keys() == {*POSTS, *GETS}
    assert all(paths[path]["post"]["security"] == [{"visitor": []}] for path in POSTS)
    told = {
        name.removeprefix(PREFIX)
        for path in POSTS
        for status, answer in paths[path]["post"]["responses"].items()
        if status != "200"
        for name in answer["content"]["application/problem+json"]["schema"]["properties"]["type"]["enum"]
    }
    assert told == KINDS.keys() - {"not-found"}


def test_a_method_that_is_not_described_is_refused(caller: Caller) -> None:
    assert caller.send("POST", openapi.PATH, b"{}").status == 405
    assert caller.send("HEAD", openapi.PATH).status == 200


@pytest.fixture
def visitors(world: World) -> list[Visitor]:
    """People enough that none of them asks too often."""
    return world.people(20)


@pytest.fixture
def place(world: World) -> Place:
    """A place that fills up."""
    return world.place(capacity=30, doors={1: "Utara"})


@pytest.mark.slow
@pytest.mark.parametrize("path", POSTS)
def test_no_case_brings_a_fault_of_ours_or_an_answer_that_is_not_described(
    gate: GateProcess, visitors: list[Visitor], place: Place, path: str
) -> None:
    operation = schemathesis.openapi.from_url(f"http://127.0.0.1:{gate.port}{openapi.PATH}")[path]["POST"]
    caller, statuses = Caller(gate.port, patient=True), set()
    for visitor in visitors:  # some are inside already and may leave
        caller.check_in(visitor, place)
    caller.close()

    @settings(
        max_examples=CASES // len(POSTS),
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(
        case=st.one_of(operation.as_strategy(), operation.as_strategy(GenerationMode.NEGATIVE)),
        chance=st.randoms(use_true_random=True),
    )
    def try_it(case: Case[Any], chance: random.Random) -> None:
        case.headers.update(_signed_in(chance, visitors))
        if chance.random() < 0.6:
            _make_sense(case.body, place)
        statuses.add(_answered(case).status_code)

    try_it()
    assert {200, 400, 401} <= statuses


@pytest.mark.parametrize("path", GETS)
def test_what_machines_ask_is_as_described(gate: GateProcess, path: str) -> None:
    operation = schemathesis.openapi.from_url(f"http://127.0.0.1:{gate.port}{openapi.PATH}")[path]["GET"]
    _answered(operation.Case())


def _answered(case: Case[Any]) -> schemathesis.Response:
    """The answer to a case, which is as described: asked for again while a slow machine sends it away."""
    answer: schemathesis.Response = until_sent(lambda: case.call(timeout=PATIENCE))
    case.validate_response(answer, checks=ASKED)
    return answer


def _signed_in(chance: random.Random, visitors: list[Visitor]) -> Mapping[str, str]:
    if chance.random() < 0.1:
        return {"Authorization": chance.choice(("", "Bearer", "Bearer x", "Basic eA=="))}
    return {"Authorization": f"Bearer {chance.choice(visitors).token}"}


def _make_sense(body: Any, place: Place) -> None:
    """Give a body that has them an id of now and the code of a place, so that the gate goes on from there."""
    if not isinstance(body, dict):
        return
    items = body.get("items")
    for item in items if isinstance(items, list) else [body]:
        if isinstance(item, dict):
            item.pop("visit", None)
            item |= {name: value for name, value in _sense(place) if name in item}


def _sense(place: Place) -> list[tuple[str, str]]:
    return [("id", str(ids.new_id())), ("code", place.code)]
