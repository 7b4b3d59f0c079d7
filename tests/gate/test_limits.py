"""One device cannot take the gate's time from all others."""

import time

import pytest

from gapura.gate.limits import GUESSES, MOST, Limit
from gapura.gate.model import MINUTE, Holder
from gapura.gate.problems import Problem
from tests.gate import crowd
from tests.gate.conftest import StartGate
from tests.gate.world import Caller, Place, World

ANA, BUDI = Holder("ana", 1), Holder("budi", 1)


def test_a_device_that_asks_too_often_waits_and_nobody_else_does(world: World, start_gate: StartGate) -> None:
    for _ in range(10):  # until a slow machine takes all within a minute, and sends nobody away
        gate = start_gate()  # whose minute begins with its first request
        caller = Caller(gate.port, patient=True)
        ana, budi, place = world.person(), world.person(), world.place()
        began = time.monotonic()
        assert caller.check_in(ana, "not a code").status == 404
        asked = [crowd.check_in(ana, place) for _ in range(MOST - 1)]
        statuses = {answer.status for answer in crowd.send([gate.port], asked, connections=40)}
        if time.monotonic() - began < 45 and crowd.TRY_AGAIN not in statuses:
            break
        caller.close()
    assert statuses == {200}
    batch = {"items": [{"kind": "dance"}] * 100}
    assert caller.post("/gate/v1/batches", batch, ana).status == 200
    for refused in (caller.check_in(ana, place), caller.check_out(ana, code=place.code)):
        assert (refused.status, refused.problem) == (429, "too-many-requests")
        assert 1 <= int(refused.headers["retry-after"]) <= 61
        assert refused.headers["retry-after"] == str(refused.json["retry_after"])
    assert caller.check_in(budi, place).status == 200
    caller.close()
    assert world.visits(f"venue_id = '{place.id}'") == MOST


def test_the_next_minute_begins_anew() -> None:
    limit, start = Limit(), 1_634_000_000_000
    for _ in range(MOST):
        limit.take(ANA, start)
    with pytest.raises(Problem) as refused:
        limit.take(ANA, start + 45_000)
    assert refused.value.members == {"retry_after": 16}
    limit.take(BUDI, start + 45_000)
    limit.take(ANA, start + MINUTE)


def test_so_many_guesses_take_the_whole_of_a_minute_and_no_fewer() -> None:
    limit, start = Limit(), 1_634_000_000_000
    for _ in range(GUESSES):
        limit.guess(ANA, start)
    with pytest.raises(Problem):
        limit.take(ANA, start)
    limit.take(ANA, start + MINUTE)


def test_whoever_guesses_codes_is_locked_out_until_the_next_minute(world: World, caller: Caller) -> None:
    ana, budi, place = world.person(), world.person(), world.place()
    assert caller.check_in(ana, "the poster of a concert").problem == "unknown-code"
    guesses = 0
    while (reply := caller.check_in(ana, _never_printed(place, guesses))).status == 404:
        guesses += 1
        assert guesses <= 2 * GUESSES  # a minute may end on the way
    assert guesses >= GUESSES
    assert (reply.status, reply.problem) == (429, "too-many-requests")
    assert caller.check_in(ana, place).status == 429
    assert caller.check_in(budi, place).status == 200


def _never_printed(place: Place, number: int) -> str:
    """The code of a place with a signature that nobody made."""
    return place.code[:6] + f"{10_000 + number:05d}" + place.code[-1]
