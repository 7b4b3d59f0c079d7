"""Check-outs over HTTP: by visit and by code, twice, late, and after the visit ended otherwise."""

from gapura.core import ids
from tests.gate.conftest import StartGate
from tests.gate.servers import wait_until
from tests.gate.world import YELLOW, Caller, World


def test_checking_out_by_visit_frees_the_seats(world: World, caller: Caller) -> None:
    place, visitor, id, mine = world.place(capacity=3), world.person(), ids.new_id(), ids.new_id()
    caller.check_in(visitor, place, companions=2, id=id)
    reply = caller.check_out(visitor, id=mine, visit=str(id))
    assert reply.status == 200, reply.raw
    answer = reply.json
    assert list(answer) == ["id", "visit", "venue", "checked_in_at", "checked_out_at", "occupancy", "left_by"]
    assert (answer["id"], answer["visit"], answer["left_by"]) == (str(mine), str(id), "visitor")
    assert answer["venue"]["code"] == place.code
    assert answer["occupancy"] == 0
    assert caller.check_in(world.person(), place, companions=2).json["decision"] == "admit"
    assert world.drift() == []


def test_checking_out_by_code_ends_the_visit_there(world: World, caller: Caller) -> None:
    place, visitor, id = world.place(), world.person(), ids.new_id()
    caller.check_in(visitor, place, id=id)
    assert caller.check_out(visitor, code=place.code).json["visit"] == str(id)
    assert world.inside(place) == 0
    assert world.one("SELECT count(*) FROM people_standing WHERE visit_id IS NOT NULL") == 0


def test_a_check_out_twice_brings_the_same_answer(world: World, caller: Caller) -> None:
    place, visitor, id = world.place(), world.person(), ids.new_id()
    caller.check_in(visitor, place, id=id)
    for what in ({"visit": str(id)}, {"code": place.code}):
        out = ids.new_id()
        first = caller.check_out(visitor, id=out, **what)
        caller.check_in(world.person(), place)
        assert caller.check_out(visitor, id=out, **what).raw == first.raw


def test_a_check_out_that_was_delayed_does_not_end_a_later_visit(world: World, caller: Caller) -> None:
    place, visitor = world.place(), world.person()
    first, out, second = ids.new_id(), ids.new_id(), ids.new_id()
    caller.check_in(visitor, place, id=first)
    caller.check_out(visitor, id=out, code=place.code)
    caller.check_in(visitor, place, id=second)
    assert caller.check_out(visitor, id=out, code=place.code).json["visit"] == str(first)
    assert world.inside(place) == 1


def test_a_visit_that_ended_otherwise_is_answered_kindly(world: World, caller: Caller) -> None:
    place, visitor, id = world.place(), world.person(), ids.new_id()
    caller.check_in(visitor, place, id=id)
    caller.check_in(visitor, world.place())
    assert caller.check_out(visitor, visit=str(id)).json["left_by"] == "elsewhere"
    assert caller.check_out(visitor, code=place.code).json["left_by"] == "elsewhere"


def test_there_is_nothing_to_end_without_an_open_visit(world: World, caller: Caller) -> None:
    place, visitor, unsure, id = world.place(), world.person(), world.person(YELLOW), ids.new_id()
    caller.check_in(unsure, place, id=id)
    for who, what in (
        (visitor, {"code": place.code}),
        (visitor, {"visit": str(ids.new_id())}),
        (visitor, {"visit": str(id)}),
        (unsure, {"visit": str(id)}),
    ):
        reply = caller.check_out(who, **what)
        assert (reply.status, reply.problem) == (404, "no-open-visit")


def test_a_visit_past_its_limit_ends_then_whoever_asks_first(world: World, caller: Caller) -> None:
    place, visitor, id = world.place(stay_limit=60), world.person(), ids.new_id()
    caller.check_in(visitor, place, id=id)
    world.db.execute(
        "UPDATE visits_visit SET checked_in_at = now() - interval '1 hour',"
        " limit_at = date_trunc('second', now()) - interval '1 minute'"
    )
    assert caller.check_out(visitor, visit=str(id)).json["left_by"] == "limit"
    assert world.one("SELECT left_at = limit_at FROM visits_visit") is True


def test_the_sweeper_closes_what_everybody_forgot(world: World, start_gate: StartGate) -> None:
    place, visitor, id = world.place(), world.person(), ids.new_id()
    gate = start_gate()
    caller = Caller(gate.port, patient=True)
    caller.check_in(visitor, place, companions=1, id=id)
    caller.close()
    gate.stop()
    world.db.execute("UPDATE visits_visit SET limit_at = now() - interval '1 second'")
    second = start_gate()
    wait_until(lambda: world.inside(place) == 0)
    caller = Caller(second.port, patient=True)
    answer = caller.check_out(visitor, visit=str(id)).json
    caller.close()
    assert (answer["left_by"], answer["occupancy"]) == ("limit", 0)
    assert world.drift() == []
