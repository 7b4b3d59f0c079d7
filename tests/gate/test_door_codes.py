"""The changing code of a screen at the gate: good when scanned, worthless two minutes later or elsewhere."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from gapura.core import ids
from gapura.core.codes import door_code
from tests.gate.world import Caller, Place, World

DEVICE = 7


def on_screen(world: World, place: Place, *, seconds_ago: float = 0, door: int = 1) -> str:
    moment = int(time.time() - seconds_ago)
    return door_code.on_screen(place.number, door, moment, world.keys.current("code"))


def ticket(world: World, place: Place, *, minutes_ago: float = 0, device: int = DEVICE) -> str:
    key = world.keys.current("code")
    scanned = door_code.read(on_screen(world, place), [key])
    return door_code.ticket(scanned, time.time() - 60 * minutes_ago, device, key)


@pytest.fixture
def place(world: World) -> Place:
    """A place with two doors."""
    return world.place(doors={1: "Depan", 2: "Belakang"})


def test_a_screens_code_checks_in_at_its_door(world: World, caller: Caller, place: Place) -> None:
    reply = caller.check_in(world.person(), on_screen(world, place))
    assert (reply.status, reply.json["door"]) == (200, "Depan")


def test_a_photo_of_it_is_refused_kindly_two_minutes_later(
    world: World, caller: Caller, place: Place
) -> None:
    reply = caller.check_in(world.person(), on_screen(world, place, seconds_ago=120), accept_language="id")
    assert (reply.status, reply.problem) == (410, "stale-code")
    assert "Pindai layar di pintu sekali lagi" in reply.json["detail"]
    assert world.visits() == 0


def test_the_tail_of_another_places_screen_is_refused(world: World, caller: Caller, place: Place) -> None:
    elsewhere = world.place(doors={1: "Depan"})
    key = world.keys.current("code")
    theirs = door_code.read(on_screen(world, elsewhere), [key])
    here = door_code.read(on_screen(world, place), [key])
    mixed = door_code.spelled(here._replace(tail=theirs.tail), key)
    reply = caller.check_in(world.person(), mixed)
    assert reply.problem in {"stale-code", "unknown-code"}
    assert world.visits() == 0


def test_the_same_id_is_answered_alike_after_the_code_has_changed(
    world: World, caller: Caller, place: Place
) -> None:
    visitor, id = world.person(), ids.new_id()
    first = caller.check_in(visitor, on_screen(world, place), id=id)
    again = caller.check_in(visitor, on_screen(world, place, seconds_ago=300), id=id)
    assert again.json == first.json
    assert world.visits() == 1


def test_where_only_the_screen_counts_a_poster_sends_to_it(
    world: World, caller: Caller, place: Place
) -> None:
    world.db.execute("UPDATE venues_door SET screen_only = true WHERE number = 1")
    reply = caller.check_in(world.person(), world.code(place.number, 1), accept_language="en")
    assert (reply.status, reply.problem) == (410, "stale-code")
    assert "screen" in reply.json["detail"]
    assert caller.check_in(world.person(), world.code(place.number, 2)).status == 200
    assert caller.check_in(world.person(), place.code).status == 200
    assert caller.check_in(world.person(), on_screen(world, place)).status == 200


def test_a_poster_for_the_whole_place_counts_until_every_door_has_a_screen(
    world: World, caller: Caller, place: Place
) -> None:
    world.db.execute("UPDATE venues_door SET screen_only = true")
    assert caller.check_in(world.person(), place.code).problem == "stale-code"


def test_a_ticket_gives_time_to_sign_in_to_its_own_device_only(
    world: World, caller: Caller, place: Place
) -> None:
    visitor = world.person()
    (other,) = world.devices(visitor, 1)
    assert caller.check_in(visitor, ticket(world, place, minutes_ago=14)).status == 200
    assert caller.check_in(other, ticket(world, place)).problem == "stale-code"
    assert caller.check_in(visitor, ticket(world, place, minutes_ago=17)).problem == "stale-code"


@pytest.mark.parametrize(("shown", "status"), [(0, 200), (240, 410)])
def test_a_scan_kept_without_network_is_judged_by_its_own_time(
    world: World, caller: Caller, place: Place, shown: int, status: int
) -> None:
    collected = time.time() - 3600
    id = ids.new_id(datetime.fromtimestamp(collected, UTC))
    code = on_screen(world, place, seconds_ago=3600 + shown)
    item: dict[str, Any] = {"kind": "check-in", "id": str(id), "code": code}
    reply = caller.post("/gate/v1/batches", {"items": [item]}, world.person())
    assert reply.json["items"][0]["status"] == status


def test_leaving_asks_for_no_fresh_code(world: World, caller: Caller, place: Place) -> None:
    visitor = world.person()
    caller.check_in(visitor, place)
    assert caller.check_out(visitor, code=on_screen(world, place, seconds_ago=3600, door=2)).status == 200
