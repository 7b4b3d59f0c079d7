"""Check-ins over HTTP: what the contract promises, on a real server before a real PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gapura.core import ids
from gapura.core.codes import proof
from tests.gate.world import GREEN, RED, RULESET, YELLOW, Caller, World, black

FIELDS = [
    *("id", "decision", "colour", "reasons", "ruleset", "venue", "door", "occupancy", "capacity"),
    *("checked_in_at", "proof"),
]


def test_a_green_visitor_is_admitted_and_told_all_the_contract_says(world: World, caller: Caller) -> None:
    place = world.place("Kantor Perbekel", capacity=30, doors={1: "Pintu Utama"})
    code, id = world.code(place.number, 1), ids.new_id()
    reply = caller.check_in(world.person(GREEN), code, companions=2, id=id)
    assert reply.status == 200, reply.raw
    assert reply.headers["content-type"] == "application/json"
    answer = reply.json
    assert list(answer) == FIELDS
    assert answer["id"] == str(id)
    assert (answer["decision"], answer["colour"], answer["ruleset"]) == ("admit", "green", RULESET)
    assert answer["venue"] == {"code": code, "name": "Kantor Perbekel"}
    assert (answer["door"], answer["occupancy"], answer["capacity"]) == ("Pintu Utama", 3, 30)
    at = datetime.fromisoformat(answer["checked_in_at"])
    assert at.utcoffset() == timedelta(hours=8)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)
    proved = proof.read(answer["proof"], world.keys.all("proof"))
    assert (proved.visit_id, proved.venue, proved.decision) == (id, place.number, "admit")


@pytest.mark.parametrize(
    ("evidence", "colour", "decision"),
    [
        (GREEN, "green", "admit"),
        (YELLOW, "yellow", "verify"),
        (RED, "red", "refuse"),
        (black(), "black", "refuse"),
    ],
)
def test_every_colour_has_its_decision_and_its_reason_in_both_languages(
    world: World, caller: Caller, evidence: dict[str, Any], colour: str, decision: str
) -> None:
    place, visitor = world.place(), world.person(evidence)
    indonesian = caller.check_in(visitor, place).json
    english = caller.check_in(visitor, place, accept_language="en-GB,en;q=0.9,id;q=0.5").json
    assert (indonesian["colour"], indonesian["decision"]) == (colour, decision)
    assert [reason["code"] for reason in indonesian["reasons"]] == [r["code"] for r in english["reasons"]]
    assert indonesian["reasons"][0]["text"] != english["reasons"][0]["text"]
    assert world.inside(place) == (1 if decision == "admit" else 0)


def test_the_same_id_again_brings_the_same_body_and_changes_nothing(world: World, caller: Caller) -> None:
    place, other, visitor, id = world.place(), world.place(), world.person(), ids.new_id()
    first = caller.check_in(visitor, place, id=id)
    caller.check_in(world.person(), place)
    for code in (place, other):
        assert caller.check_in(visitor, code, companions=9, id=id).raw == first.raw
    assert world.visits() == 2
    assert (world.inside(place), world.inside(other)) == (2, 0)


def test_an_id_spelled_in_capitals_is_the_same_id(world: World, caller: Caller) -> None:
    place, visitor, id = world.place(), world.person(), ids.new_id()
    first = caller.check_in(visitor, place, id=id)
    assert caller.check_in(visitor, place, id=str(id).upper()).raw == first.raw


def test_a_repeat_is_answered_even_days_later_and_after_the_poster_was_withdrawn(
    world: World, caller: Caller
) -> None:
    place, visitor = world.place(), world.person()
    id = ids.new_id(datetime.now(UTC) - timedelta(days=3))
    item = {"kind": "check-in", "id": str(id), "code": place.code}
    first = caller.post("/gate/v1/batches", {"items": [item]}, visitor).json["items"][0]
    world.db.execute("UPDATE venues_number SET withdrawn_at = now()")
    world.db.execute("UPDATE venues_venue SET state = 'withdrawn'")
    again = caller.check_in(visitor, place, id=id).json
    assert {"status": 200, **again} == first


def test_an_id_of_somebody_else_is_refused(world: World, caller: Caller) -> None:
    place, id = world.place(), ids.new_id()
    caller.check_in(world.person(), place, id=id)
    for code in (place, world.place()):
        reply = caller.check_in(world.person(), code, id=id)
        assert (reply.status, reply.problem) == (409, "id-reused")
    assert world.visits() == 1


def test_a_scanned_address_is_as_good_as_its_code(world: World, caller: Caller) -> None:
    place, visitor = world.place(), world.person()
    for text in (f"HTTPS://GAPURA.EXAMPLE/C/{place.code}", f"  {place.code.lower()[:4]}-{place.code[4:]} "):
        assert caller.check_in(visitor, text).json["venue"]["code"] == place.code


def test_a_full_venue_says_so_and_a_smaller_party_still_fits(world: World, caller: Caller) -> None:
    place = world.place(capacity=4)
    assert caller.check_in(world.person(), place, companions=2).json["decision"] == "admit"
    big = caller.check_in(world.person(), place, companions=1).json
    assert (big["decision"], big["colour"], big["reasons"][0]["code"]) == ("full", "green", "full")
    assert (big["occupancy"], big["capacity"]) == (3, 4)
    assert caller.check_in(world.person(), place).json["decision"] == "admit"
    assert caller.check_in(world.person(), place).json["decision"] == "full"
    assert world.inside(place) == 4
    assert world.drift() == []


def test_only_the_admitted_count(world: World, caller: Caller) -> None:
    place = world.place(capacity=2)
    for evidence in (YELLOW, RED, YELLOW):
        assert caller.check_in(world.person(evidence), place, companions=5).json["occupancy"] == 0
    assert caller.check_in(world.person(), place, companions=1).json["decision"] == "admit"


def test_a_check_in_elsewhere_closes_the_open_visit(world: World, caller: Caller) -> None:
    first, second, visitor, id = world.place(), world.place(), world.person(), ids.new_id()
    caller.check_in(visitor, first, companions=3, id=id)
    assert caller.check_in(visitor, second).json["occupancy"] == 1
    assert (world.inside(first), world.inside(second)) == (0, 1)
    assert world.one("SELECT left_by FROM visits_visit WHERE id = %s", [id]) == "elsewhere"
    assert world.one("SELECT venue_id FROM people_standing") == second.id
    assert world.drift() == []


def test_somebody_refused_elsewhere_stays_where_they_are(world: World, caller: Caller) -> None:
    first, full, visitor = world.place(), world.place(capacity=1), world.person()
    caller.check_in(world.person(), full)
    caller.check_in(visitor, first)
    assert caller.check_in(visitor, full).json["decision"] == "full"
    assert world.inside(first) == 1


def test_the_same_place_again_replaces_the_visit_and_its_own_seats_are_free(
    world: World, caller: Caller
) -> None:
    place, visitor = world.place(capacity=5), world.person()
    caller.check_in(visitor, place, companions=3)
    again = caller.check_in(visitor, place, companions=4).json
    assert (again["decision"], again["occupancy"]) == ("admit", 5)
    assert world.visits("left_at IS NULL") == 1
    assert world.drift() == []


def test_the_capacity_follows_the_ppkm_level_of_the_nearest_region(world: World, caller: Caller) -> None:
    place = world.place(capacity=4)
    world.db.execute("UPDATE regions_region SET ppkm_level = 2")
    assert caller.check_in(world.person(), place, companions=1).json["capacity"] == 2
    assert caller.check_in(world.person(), place).json["decision"] == "full"


def test_a_door_is_named_and_a_code_without_one_is_the_whole_venue(world: World, caller: Caller) -> None:
    place = world.place(doors={1: "Depan", 2: "Belakang"})
    assert caller.check_in(world.person(), world.code(place.number, 2)).json["door"] == "Belakang"
    assert caller.check_in(world.person(), place).json["door"] is None


def test_evidence_that_cannot_be_read_is_for_an_officer(world: World, caller: Caller) -> None:
    place, visitor = world.place(), world.person({"doses": "two"})
    answer = caller.check_in(visitor, place).json
    assert (answer["colour"], answer["decision"]) == ("yellow", "verify")
    assert answer["reasons"][0]["code"] == "evaluation_error"


def test_a_pin_on_a_rule_set_that_does_not_exist_admits_nobody(world: World, caller: Caller) -> None:
    world.pin("none-such")
    answer = caller.check_in(world.person(), world.place()).json
    assert (answer["decision"], answer["reasons"][0]["code"]) == ("verify", "evaluation_error")


def test_without_a_pin_the_rule_set_in_force_today_decides(world: World, caller: Caller) -> None:
    world.db.execute("UPDATE rulesets_pin SET ended_at = now()")
    answer = caller.check_in(world.person(RED), world.place()).json
    assert (answer["decision"], answer["ruleset"]) == ("admit", "F_2022-12-30")
