"""Batches of an offline device: every item answered by itself, at its own time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from gapura.core import ids
from tests.gate.world import Caller, Place, Visitor, World

BATCHES = "/gate/v1/batches"


def _at(minutes_ago: float) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=minutes_ago)


def _in(place: Place, minutes_ago: float, **more: Any) -> dict[str, Any]:
    return {"kind": "check-in", "id": str(ids.new_id(_at(minutes_ago))), "code": place.code, **more}


def _out(minutes_ago: float, **what: Any) -> dict[str, Any]:
    return {"kind": "check-out", "id": str(ids.new_id(_at(minutes_ago))), **what}


def _send(caller: Caller, visitor: Visitor, *items: Any) -> list[Any]:
    reply = caller.post(BATCHES, {"items": list(items)}, visitor, accept_language="en")
    assert reply.status == 200, reply.raw
    answers = reply.json["items"]
    assert len(answers) == len(items)
    return list(answers)


def test_a_morning_without_network_is_told_in_one_go(world: World, caller: Caller) -> None:
    first, second, visitor = world.place(), world.place(), world.person()
    items = [_in(first, 90, companions=1), _out(60, code=first.code), _in(second, 30)]
    came, went, moved = _send(caller, visitor, *items)
    assert [came["status"], went["status"], moved["status"]] == [200] * 3
    assert (came["decision"], went["left_by"], moved["decision"]) == ("admit", "visitor", "admit")
    assert abs(datetime.fromisoformat(came["checked_in_at"]) - _at(90)) < timedelta(seconds=40)
    assert abs(datetime.fromisoformat(went["checked_out_at"]) - _at(60)) < timedelta(seconds=40)
    assert (world.inside(first), world.inside(second)) == (0, 1)
    assert world.drift() == []


def test_the_same_batch_again_brings_the_same_answers(world: World, caller: Caller) -> None:
    place, visitor = world.place(), world.person()
    items = [_in(place, 90), _out(60, code=place.code), _in(place, 30)]
    assert _send(caller, visitor, *items) == _send(caller, visitor, *items)
    assert world.visits() == 2


def test_one_bad_item_never_holds_up_the_rest(world: World, caller: Caller) -> None:
    place, visitor = world.place(), world.person()
    items = [
        7,
        {"kind": "dance"},
        {"kind": "check-in", "id": "x", "code": place.code},
        {**_in(place, 1), "code": "nonsense"},
        {**_in(place, 1), "id": str(ids.new_id(_at(60 * 24 * 30)))},
        {**_in(place, 90), "at": _at(10).isoformat()},
        _out(1, code=place.code),
        _in(place, 1),
    ]
    answers = _send(caller, visitor, *items)
    assert [answer["status"] for answer in answers] == [400, 400, 400, 404, 422, 400, 404, 200]
    assert all("urn:gapura:problem:" in answer["type"] for answer in answers[:-1])
    assert world.visits() == 1


def test_late_news_of_an_earlier_visit_does_not_end_a_later_one(world: World, caller: Caller) -> None:
    early, late, visitor = world.place(), world.place(), world.person()
    here = caller.check_in(visitor, late).json
    (news,) = _send(caller, visitor, _in(early, 90))
    assert news["decision"] == "admit"
    assert (world.inside(early), world.inside(late)) == (0, 1)
    row = world.db.execute(b"SELECT left_by, left_at FROM visits_visit WHERE offline").fetchone()
    assert row is not None
    assert row[0] == "elsewhere"
    assert row[1].replace(microsecond=0) == datetime.fromisoformat(here["checked_in_at"])
    assert world.drift() == []


def test_late_news_from_before_its_limit_is_closed_at_the_limit(world: World, caller: Caller) -> None:
    place, visitor = world.place(stay_limit=60, capacity=1), world.person()
    caller.check_in(world.person(), place)
    (news,) = _send(caller, visitor, _in(place, 120))
    assert (news["decision"], world.inside(place)) == ("admit", 1)
    assert world.one("SELECT left_by FROM visits_visit WHERE offline") == "limit"


def test_late_news_of_coming_and_going_keeps_both_times(world: World, caller: Caller) -> None:
    place, visitor = world.place(stay_limit=60), world.person()
    came, went = _send(caller, visitor, _in(place, 200), _out(170, code=place.code))
    assert (came["decision"], went["left_by"]) == ("admit", "visitor")
    assert abs(datetime.fromisoformat(went["checked_out_at"]) - _at(170)) < timedelta(seconds=40)
    assert (world.inside(place), world.drift()) == (0, [])


def test_late_news_of_yesterday_lies_in_yesterdays_partition(world: World, caller: Caller) -> None:
    visitor, at = world.person(), _at(60 * 24 * 5)
    item = {**_in(world.place(), 0), "id": str(ids.new_id(at))}
    assert _send(caller, visitor, item)[0]["status"] == 200
    assert world.one("SELECT day FROM visits_visit") == at.date()


def test_a_batch_is_bounded(world: World, caller: Caller) -> None:
    place, visitor = world.place(), world.person()
    many = [_in(place, 600 - n) for n in range(500)]
    assert {answer["status"] for answer in _send(caller, visitor, *many)} == {200}
    assert caller.post(BATCHES, {"items": [*many, many[0]]}, visitor).problem == "malformed-body"
    assert caller.post(BATCHES, b" " * (512 * 1024 + 1), visitor).problem == "body-too-large"
    assert caller.post(BATCHES, {"items": []}, visitor).json == {"items": []}
    assert world.visits() == 500
    assert world.drift() == []
