"""What officers' devices ask of the gate: live, and long after the network was away."""

import http.client
import json
import os
import random
import threading
import time
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gapura.core import boxes, ids
from tests.gate.conftest import StartGate
from tests.gate.world import GREEN, RED, YELLOW, Caller, Place, Scanner, Visitor, World, black
from tests.tampering import tampered

BATCHES = "/gate/v1/batches"
MANY = 600 if os.environ.get("GAPURA_LONG") else 100


def _at(minutes_ago: float) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=minutes_ago)


def _pass(world: World, person: Visitor | None = None, **how: Any) -> Any:
    """The member of an item that holds somebody's pass."""
    return {"pass": world.issued(person or world.person(), **how)}


def _text(shown: str) -> Any:
    return {"pass": shown}


def _item(scanner: Scanner, minutes_ago: float = 0, **more: Any) -> dict[str, Any]:
    return {"id": str(ids.new_id(_at(minutes_ago))), "officer": scanner.officer, **more}


def _in(scanner: Scanner, minutes_ago: float, said: str, **more: Any) -> dict[str, Any]:
    return _item(scanner, minutes_ago, kind="check-in", said=said, **more)


def _boxed(world: World, scanner: Scanner, item: dict[str, Any]) -> dict[str, Any]:
    """An item as the device keeps it: for the server alone."""
    context = f"gapura scan {scanner.number}".encode()
    plain = json.dumps(item).encode()
    plain += b" " * (1 + -len(plain) % 96)  # so that a box's length says little and is whole in base64url
    box = boxes.pack(*boxes.public_key(world.keys), plain, context=context, nonce=os.urandom(12))
    return {"kind": "boxed", "box": urlsafe_b64encode(box).decode()}


def _send(caller: Caller, scanner: Scanner, *items: Any) -> list[Any]:
    reply = caller.post(BATCHES, {"items": list(items)}, scanner, accept_language="en")
    assert reply.status == 200, reply.raw
    answers = reply.json["items"]
    assert len(answers) == len(items)
    return list(answers)


def _scans(world: World, what: str = "kind, decision, over, differs, late") -> list[Any]:
    return world.db.execute(f"SELECT {what} FROM scanning_scan ORDER BY id".encode()).fetchall()


def test_an_officer_scans_a_pass_and_the_act_names_the_officer(world: World, caller: Caller) -> None:
    place = world.place(doors={1: "Pintu Timur"})
    scanner, visitor = world.scanner(place), world.person()
    item = _item(scanner, **_pass(world, visitor), companions=2, door=1)
    reply = caller.post("/gate/v1/check-ins", item, scanner)
    assert reply.status == 200, reply.raw
    answer = reply.json
    assert (answer["decision"], answer["colour"], answer["occupancy"]) == ("admit", "green", 3)
    assert answer["door"] == "Pintu Timur"
    assert caller.post("/gate/v1/check-ins", item, scanner).json == answer
    assert (world.visits(), world.inside(place)) == (1, 3)
    assert world.one("SELECT person_id FROM visits_visit") == visitor.id
    assert _scans(world, "user_id, scanner_id, kind, people, visit_id::text") == [
        (scanner.officer, scanner.number, "check-in", 3, item["id"])
    ]


def test_officers_of_a_withdrawn_place_let_nobody_in(world: World, caller: Caller) -> None:
    place = world.place()
    scanner, visitor = world.scanner(place), world.person()
    world.db.execute("UPDATE venues_venue SET state = 'withdrawn'")
    reply = caller.post("/gate/v1/check-ins", _item(scanner, **_pass(world, visitor)), scanner)
    assert (reply.status, reply.problem, world.visits()) == (410, "withdrawn-code", 0)
    (late,) = _send(caller, scanner, _in(scanner, 30, "admit", **_pass(world, ago=3000)))
    assert late["status"] == 200, "what was done while the device had no network is not lost"


def test_yellow_goes_in_once_an_officer_has_verified(world: World, caller: Caller) -> None:
    place = world.place()
    scanner, visitor = world.scanner(place), world.person(YELLOW)
    shown = _pass(world, visitor)
    first = caller.post("/gate/v1/check-ins", _item(scanner, **shown), scanner).json
    assert (first["decision"], world.inside(place)) == ("verify", 0)
    second = caller.post("/gate/v1/check-ins", _item(scanner, **shown, verified=True), scanner).json
    assert (second["decision"], second["colour"], world.inside(place)) == ("admit", "yellow", 1)
    assert second["reasons"][0]["code"] == "verified_by_officer"


def test_no_officer_verifies_red_or_black(world: World, caller: Caller) -> None:
    place = world.place()
    scanner = world.scanner(place)
    for evidence in (RED, black()):
        shown = _pass(world, world.person(evidence))
        answer = caller.post("/gate/v1/check-ins", _item(scanner, **shown, verified=True), scanner).json
        assert answer["decision"] == "refuse"
    assert world.inside(place) == 0


def test_a_live_scan_is_judged_by_what_is_known_now(world: World, caller: Caller) -> None:
    place = world.place()
    scanner, visitor = world.scanner(place), world.person()
    shown = world.issued(visitor)
    world.db.execute(
        "UPDATE people_standing SET evidence = %s WHERE person_id = %s", [json.dumps(black()), visitor.id]
    )
    answer = caller.post("/gate/v1/check-ins", _item(scanner, **_text(shown)), scanner).json
    assert (answer["colour"], answer["decision"]) == ("black", "refuse")


def test_a_pass_that_is_not_good_is_refused_with_its_fault(world: World, caller: Caller) -> None:
    place = world.place()
    scanner, visitor = world.scanner(place), world.person()
    good = world.issued(visitor)
    withdrawn = world.issued(visitor)
    world.db.execute(
        "UPDATE people_pass SET withdrawn_at = now() WHERE number = (SELECT max(number) FROM people_pass)"
    )
    faults = {
        "expired": world.issued(visitor, ago=7200),
        "early": world.issued(visitor, ago=-300),
        "malformed": "GP1:NOT A PASS",
        "forged": good[:-1] + ("0" if good[-1] != "0" else "1"),
        "withdrawn": withdrawn,
    }
    for fault, text in faults.items():
        reply = caller.post("/gate/v1/check-ins", _item(scanner, **_text(text)), scanner)
        assert (reply.problem, reply.json["fault"]) == ("bad-pass", fault)
    assert world.visits() == 0
    assert _scans(world) == []


def test_only_an_officer_of_a_registered_scanner_acts(world: World, caller: Caller) -> None:
    place, other = world.place(), world.place()
    scanner, stranger = world.scanner(place), world.officer(other)
    item = _item(scanner, **_pass(world))
    assert caller.post("/gate/v1/check-ins", {**item, "officer": stranger}, scanner).problem == "bad-token"
    world.db.execute("UPDATE venues_post SET until = now() WHERE user_id = %s", [scanner.officer])
    fresh = world.scanner(place, scanner.officer)
    assert caller.post("/gate/v1/check-ins", item, fresh).problem == "bad-token"
    assert world.visits() == 0


def test_a_scanner_that_was_shut_out_is_heard_no_more(world: World, caller: Caller) -> None:
    place = world.place()
    scanner, shown = world.scanner(place), _pass(world)
    assert caller.post("/gate/v1/check-ins", _item(scanner, **shown), scanner).status == 200
    world.db.execute("UPDATE scanning_scanner SET revoked_at = now()")
    time.sleep(2.1)  # as long as a gate may take a scanner as read
    assert caller.post("/gate/v1/check-ins", _item(scanner, **shown), scanner).problem == "bad-token"
    assert caller.post(BATCHES, {"items": []}, scanner).problem == "bad-token"


def test_an_officer_lets_somebody_out_and_takes_back_a_mistake(world: World, caller: Caller) -> None:
    place = world.place()
    scanner = world.scanner(place)
    first, second = (_pass(world) for _ in range(2))
    caller.post("/gate/v1/check-ins", _item(scanner, **first), scanner)
    mistake = caller.post("/gate/v1/check-ins", _item(scanner, **second, companions=4), scanner).json
    assert world.inside(place) == 6
    gone = caller.post("/gate/v1/check-outs", _item(scanner, **first, kind="check-out"), scanner).json
    assert (gone["left_by"], world.inside(place)) == ("officer", 5)
    undo = _item(scanner, **second, kind="undo", visit=mistake["id"])
    undone = caller.post("/gate/v1/check-outs", undo, scanner).json
    assert (undone["checked_in_at"], world.inside(place)) == (undone["checked_out_at"], 0)
    assert [kind for kind, *_ in _scans(world)] == ["check-in", "check-in", "check-out", "undo"]


def test_only_the_portal_names_a_person_a_device_needs_their_pass(world: World, caller: Caller) -> None:
    place, visitor = world.place(), world.person()
    device = world.scanner(place)
    desk = world.scanner(place, device.officer, desk=True)
    item = _item(device, person=str(visitor.id))
    reply = caller.post("/gate/v1/check-ins", item, device)
    assert (reply.problem, reply.json["path"]) == ("malformed-body", "$.person")
    late = _in(device, 1, "admit", person=str(visitor.id))
    assert [each["status"] for each in _send(caller, device, late, _boxed(world, device, late))] == [400, 400]
    assert world.visits() == 0
    assert caller.post("/gate/v1/check-ins", item, desk).json["decision"] == "admit"


def test_late_news_of_whoever_left_waits_for_the_person_in_charge(world: World, caller: Caller) -> None:
    """A device tells late what an officer did whose post has ended since: by whose clock, nobody knows."""
    place = world.place()
    removed, lapsed, there = (world.officer(place) for _ in range(3))
    scanner = world.scanner(place, removed, lapsed, there)
    world.db.execute(
        "UPDATE scanning_keeper SET ended_at = now() - interval '10 minutes' WHERE user_id = %s", [removed]
    )
    world.db.execute("DELETE FROM venues_post WHERE user_id = %s", [removed])
    world.db.execute(
        "UPDATE venues_post SET until = now() - interval '10 minutes' WHERE user_id = %s", [lapsed]
    )
    for officer in (removed, lapsed):
        before, after = (
            _in(scanner, ago, "admit", **_pass(world, ago=3600, life=7200), companions=2)
            | {"officer": officer}
            for ago in (20, 1)
        )
        other = _in(scanner, 1, "admit", **_pass(world, ago=600)) | {"officer": there}
        inside = world.inside(place)
        answers = _send(caller, scanner, _boxed(world, scanner, before), after, other)
        assert [each["status"] for each in answers] == [200, 401, 200]
        assert (answers[0]["id"], answers[0]["held"], "held" in answers[2]) == (before["id"], True, False)
        assert world.inside(place) == inside + 1
        assert _send(caller, scanner, before)[0]["held"]  # the same again changes nothing
    assert world.visits() == 2
    held = world.db.execute(b"SELECT user_id, kind, said, people, box FROM scanning_held ORDER BY id")
    rows = held.fetchall()
    assert [row[:4] for row in rows] == [(each, "check-in", "admit", 3) for each in (removed, lapsed)]
    assert not any("GP1:" in row[4] for row in rows)


def test_whoever_left_cannot_put_a_pass_before_it_was_shown(world: World, caller: Caller) -> None:
    place = world.place()
    removed = world.officer(place)
    scanner = world.scanner(place, removed)
    world.db.execute("UPDATE scanning_keeper SET ended_at = now() - interval '10 minutes'")
    world.db.execute("DELETE FROM venues_post WHERE user_id = %s", [removed])
    made_up = _in(scanner, 20, "admit", **_pass(world, ago=60))
    (answer,) = _send(caller, scanner, made_up)
    assert (answer["status"], answer["fault"]) == (422, "early")
    assert world.one("SELECT count(*) FROM scanning_held") == 0


def test_whoever_joined_a_moment_ago_is_heard_at_once(world: World, caller: Caller) -> None:
    place = world.place()
    scanner, fresh = world.scanner(place), world.officer(place)
    _send(caller, scanner, _in(scanner, 2, "admit", **_pass(world, ago=600)))
    world.db.execute(
        "INSERT INTO scanning_keeper (scanner_id, user_id) VALUES (%s, %s)", [scanner.number, fresh]
    )
    item = _in(scanner, 1, "admit", **_pass(world, ago=600)) | {"officer": fresh}
    assert [each["status"] for each in _send(caller, scanner, item)] == [200]


def test_an_officer_ends_no_visit_of_another_place(world: World, caller: Caller) -> None:
    here, there = world.place(), world.place()
    scanner, other, shown = world.scanner(here), world.scanner(there), _pass(world)
    visit = caller.post("/gate/v1/check-ins", _item(other, **shown), other).json["id"]
    for kind in ("check-out", "undo"):
        item = _item(scanner, **shown, kind=kind, visit=visit)
        assert caller.post("/gate/v1/check-outs", item, scanner).problem == "no-open-visit"
        (answer,) = _send(caller, scanner, item)
        assert answer["status"] == 404
    assert world.inside(there) == 1


def test_the_minute_of_an_undo_is_the_servers(world: World, caller: Caller) -> None:
    """Ids made to look close together take back nothing that is long ago."""
    place = world.place()
    scanner, shown = world.scanner(place), _pass(world)
    visit = caller.post("/gate/v1/check-ins", _item(scanner, **shown), scanner).json["id"]
    world.db.execute("UPDATE visits_visit SET checked_in_at = checked_in_at - interval '3 minutes'")
    undo = _item(scanner, **shown, kind="undo", visit=visit)
    assert caller.post("/gate/v1/check-outs", undo, scanner).problem == "too-late"
    assert world.inside(place) == 1


def test_a_visit_beyond_all_time_is_a_bad_item_and_no_more(world: World, caller: Caller) -> None:
    place = world.place()
    scanner, shown = world.scanner(place), _pass(world, ago=600)
    never = {"kind": "check-out", "visit": "ffffffff-ffff-7fff-bfff-ffffffffffff", **shown}
    live = caller.post("/gate/v1/check-outs", _item(scanner, **never), scanner)
    assert live.problem == "no-open-visit"
    answers = _send(caller, scanner, _item(scanner, 1, **never), _in(scanner, 1, "admit", **shown))
    assert [each["status"] for each in answers] == [404, 200]


def test_a_time_that_is_not_its_ids_spoils_one_item(world: World, caller: Caller) -> None:
    place = world.place()
    scanner = world.scanner(place)
    bad = _in(scanner, 1, "admit", **_pass(world, ago=600), at=_at(30).isoformat())
    good = [_in(scanner, 1, "admit", **_pass(world, ago=600)) for _ in range(9)]
    answers = _send(caller, scanner, bad, *good)
    assert [each["status"] for each in answers] == [400] + [200] * 9
    assert answers[0]["path"] == "$.at"


def test_a_mistake_older_than_a_minute_stays(world: World, caller: Caller) -> None:
    place = world.place()
    scanner, shown = world.scanner(place), _pass(world, ago=600)
    (answer,) = _send(caller, scanner, _in(scanner, 5, "admit", **shown))
    undo = _item(scanner, **shown, kind="undo", visit=answer["id"])
    assert caller.post("/gate/v1/check-outs", undo, scanner).problem == "too-late"
    assert world.inside(place) == 1


def test_a_morning_without_network_is_told_in_boxes(world: World, caller: Caller) -> None:
    place = world.place()
    scanner = world.scanner(place)
    people = [world.person(evidence) for evidence in (GREEN, YELLOW, RED, black())]
    green, yellow, red, dark = (_pass(world, each, ago=7200, life=14400) for each in people)
    items = [
        _in(scanner, 60, "admit", **green),
        _in(scanner, 59, "admit", **yellow, verified=True),
        _in(scanner, 58, "refuse", **red),
        _in(scanner, 57, "refuse", **dark),
        _item(scanner, 56, kind="turned-away", why="forged"),
        _item(scanner, 30, kind="check-out", **green),
    ]
    boxed = [_boxed(world, scanner, item) for item in items]
    answers = _send(caller, scanner, *boxed)
    assert [answer["status"] for answer in answers] == [200] * 6
    assert [answer.get("decision") for answer in answers] == [
        "admit",
        "admit",
        "refuse",
        "refuse",
        None,
        None,
    ]
    assert abs(datetime.fromisoformat(answers[0]["checked_in_at"]) - _at(60)) < timedelta(seconds=40)
    assert _send(caller, scanner, *boxed) == answers
    assert (world.visits(), world.inside(place), world.drift()) == (4, 1, [])
    kinds = ["check-in"] * 4 + ["turned-away", "check-out"]
    assert [kind for kind, *_ in _scans(world)] == kinds
    assert not any(differs for _, _, _, differs, _ in _scans(world))
    assert all(late for *_, late in _scans(world))


def test_late_news_stands_as_it_happened_and_says_where_the_rules_differ(
    world: World, caller: Caller
) -> None:
    place = world.place()
    scanner = world.scanner(place)
    red, withdrawn = world.person(RED), world.person()
    shown, void = world.issued(red, ago=600), world.issued(withdrawn, ago=600)
    world.db.execute(
        "UPDATE people_pass SET withdrawn_at = now() - interval '5 minutes' WHERE person_id = %s",
        [withdrawn.id],
    )
    answers = _send(
        caller,
        scanner,
        _in(scanner, 2, "admit", **_text(shown)),
        _in(scanner, 1, "admit", **_text(void)),
    )
    assert [(each["decision"], each["colour"]) for each in answers] == [("admit", "red"), ("admit", "green")]
    assert world.inside(place) == 2
    assert [differs for _, _, _, differs, _ in _scans(world)] == [True, True]


def test_two_scanners_without_network_overfill_a_hall_and_it_is_told(world: World, caller: Caller) -> None:
    place = world.place(capacity=50)
    scanners = [world.scanner(place), world.scanner(place)]
    crowd = [[world.issued(each, ago=600) for each in world.people(40)] for _ in scanners]
    for scanner, shown in zip(scanners, crowd, strict=True):
        items = [_in(scanner, 9 - n / 10, "admit", **_text(text)) for n, text in enumerate(shown)]
        answers = _send(caller, scanner, *[_boxed(world, scanner, item) for item in items])
        assert {answer["status"] for answer in answers} == {200}
        assert {answer["decision"] for answer in answers} == {"admit"}
    assert (world.visits(), world.inside(place), world.drift()) == (80, 80, [])
    assert world.one("SELECT max(over) FROM scanning_scan") == 30
    assert world.one("SELECT count(*) FROM scanning_scan WHERE over > 0") == 30
    full = caller.check_in(world.person(), place).json
    assert (full["decision"], full["occupancy"]) == ("full", 80)


def test_whoever_was_let_in_twice_counts_once(world: World, caller: Caller) -> None:
    """The visitor's own phone, and an officer who had no network, each know of the same arrival."""
    place = world.place()
    scanner, visitor = world.scanner(place), world.person()
    caller.check_in(visitor, place)
    _send(caller, scanner, _in(scanner, 1, "admit", **_pass(world, visitor, ago=600)))
    assert (world.visits(), world.inside(place), world.drift()) == (2, 1, [])


def test_one_bad_item_never_holds_up_the_rest(world: World, caller: Caller) -> None:
    place = world.place()
    scanner, other = world.scanner(place), world.scanner(world.place())
    good = _in(scanner, 1, "admit", **_pass(world, ago=600))
    box = _boxed(world, scanner, good)
    items: list[Any] = [
        7,
        {"kind": "boxed", "box": "AAAA"},
        {**box, "box": tampered(box["box"])},
        _boxed(world, other, good),
        {**good, "officer": other.officer},
        {**good, "pass": None},
        _in(scanner, 60 * 24 * 40, "admit", **_text(good["pass"])),
        box,
    ]
    answers = _send(caller, scanner, *items)
    assert [answer["status"] for answer in answers] == [400, 400, 400, 400, 401, 400, 422, 200]
    assert world.visits() == 1


def test_a_visitor_cannot_speak_as_an_officer(world: World, caller: Caller) -> None:
    place: Place = world.place()
    visitor, other = world.person(), world.person()
    item = {"kind": "check-in", "id": str(ids.new_id()), "officer": 1, "person": str(other.id)}
    assert caller.post("/gate/v1/check-ins", item, visitor).problem == "malformed-body"
    (answer,) = caller.post(BATCHES, {"items": [item]}, visitor).json["items"]
    assert answer["status"] == 400
    assert world.visits() == 0
    assert place.number


def test_whoever_went_in_though_an_unheard_answer_said_no_is_inside(world: World, caller: Caller) -> None:
    """The gate said full, its answer was lost on the way, and the device without a network let them in."""
    place = world.place(capacity=1)
    scanner, shown = world.scanner(place), _pass(world, ago=600)
    caller.check_in(world.person(), place)
    item = _item(scanner, **shown)
    assert caller.post("/gate/v1/check-ins", item, scanner).json["decision"] == "full"
    late = {**item, "kind": "check-in", "said": "admit"}
    (first,), (again,) = _send(caller, scanner, late), _send(caller, scanner, late)
    assert (first["decision"], first) == ("admit", again)
    assert (world.visits(), world.inside(place), world.drift()) == (3, 2, [])


@pytest.mark.slow
def test_a_gate_killed_while_a_scanner_sends_loses_nothing_and_doubles_nothing(
    world: World, start_gate: StartGate
) -> None:
    place = world.place(capacity=1000)
    scanner = world.scanner(place)
    texts = [world.issued(person, ago=600) for person in world.people(MANY)]
    items = [_in(scanner, 9 - n / MANY, "admit", **_text(text)) for n, text in enumerate(texts)]
    boxes = [_boxed(world, scanner, item) for item in items]
    waiting, kills = [boxes[n : n + 20] for n in range(0, MANY, 20)], 0
    chance = random.Random(11)
    gate = start_gate()
    while waiting:
        doomed = chance.random() < 0.5 and kills < 6
        if doomed:
            kills += 1
            threading.Timer(chance.uniform(0, 0.05), gate.kill).start()
        client = Caller(gate.port)
        try:
            reply = client.post(BATCHES, {"items": waiting[0]}, scanner)
            if not reply.says_try_again:  # as on a slow machine
                assert {answer["status"] for answer in reply.json["items"]} == {200}
                waiting.pop(0)
        except (OSError, http.client.HTTPException):
            pass  # the device keeps what was not answered, and sends it again
        finally:
            client.close()
        if doomed:
            gate.process.wait()
            gate = start_gate()
    assert kills
    assert (world.visits(), world.inside(place), world.drift()) == (MANY, MANY, [])
    assert world.one("SELECT count(*) FROM scanning_scan") == MANY
