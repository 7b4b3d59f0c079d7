"""What the gate refuses, in which words: codes, tokens, clocks, bodies, methods."""

import asyncio
import json
import logging
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gapura.core import ids
from gapura.core.codes import token, venue_code
from gapura.core.keys import Key, KeyRing
from gapura.gate.app import Gate
from tests.gate.world import Caller, Visitor, World
from tests.settings import KEYS

CHECK_INS = "/gate/v1/check-ins"


def _body(world: World, **changes: Any) -> dict[str, Any]:
    return {"id": str(ids.new_id()), "code": world.place().code, "companions": 0, **changes}


def test_unknown_codes_say_what_is_wrong_with_them(world: World, caller: Caller) -> None:
    place, visitor = world.place(), world.person()
    swapped = place.code[:3] + place.code[4] + place.code[3] + place.code[5:]
    mistyped = swapped if swapped != place.code else "Z" + place.code[1:]
    forged = venue_code.make(place.number, 0, Key(1, bytes(32)))
    details = {}
    for code in ("hello", mistyped, forged, world.code(9999), world.code(place.number, 9)):
        reply = caller.check_in(visitor, code, accept_language="en")
        assert (reply.status, reply.problem) == (404, "unknown-code")
        details[code] = reply.json["detail"]
    assert "letter" in details[mistyped].lower()
    assert len(set(details.values())) == 4
    assert world.visits() == 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE venues_number SET withdrawn_at = now()",
        "UPDATE venues_venue SET state = 'withdrawn'",
        "UPDATE venues_door SET withdrawn_at = now()",
    ],
)
def test_withdrawn_codes_are_gone_in_both_languages(world: World, caller: Caller, change: str) -> None:
    place = world.place(doors={1: "Depan"})
    world.db.execute(change.encode())
    code = world.code(place.number, 1)
    replies = [caller.check_in(world.person(), code, accept_language=tongue) for tongue in ("id", "en")]
    assert [(reply.status, reply.problem) for reply in replies] == [(410, "withdrawn-code")] * 2
    assert replies[0].json["detail"] != replies[1].json["detail"]


def test_a_new_poster_of_the_same_venue_counts_with_the_old_visits(world: World, caller: Caller) -> None:
    place = world.place(capacity=2)
    caller.check_in(world.person(), place)
    world.db.execute("UPDATE venues_number SET withdrawn_at = now()")
    number = world.one(
        "INSERT INTO venues_number (venue_id, reason) VALUES (%s, '') RETURNING number", [place.id]
    )
    answer = caller.check_in(world.person(), world.code(number)).json
    assert (answer["occupancy"], answer["venue"]["code"]) == (2, world.code(number))


def test_tokens_that_are_not_good_are_refused(world: World, caller: Caller) -> None:
    visitor, body = world.person(), _body(world)
    known = token.read(visitor.token, world.keys.all("token"), 0)
    old = token.issue(world.keys, visitor.id, 7, 1000)
    foreign = token.issue(KeyRing.generate(), visitor.id, 7, known.expires_at)
    unknown = token.issue(world.keys, uuid.uuid4(), 7, known.expires_at)
    other_device = token.issue(world.keys, visitor.id, 2**64 - 1, known.expires_at)
    for text, problem in (
        (old, "expired-token"),
        (foreign, "bad-token"),
        (unknown, "bad-token"),
        (other_device, "bad-token"),
        ("x", "bad-token"),
        ("", "bad-token"),
        ("\u00e9" * 64, "bad-token"),
    ):
        reply = caller.post(CHECK_INS, body, Visitor(visitor.id, text))
        assert (reply.status, reply.problem) == (401, problem), text
        assert reply.headers["www-authenticate"].startswith("Bearer")
    assert caller.post(CHECK_INS, body).problem == "bad-token"
    assert world.visits() == 0


def test_a_device_that_was_signed_out_is_refused(world: World, caller: Caller) -> None:
    visitor = world.person()
    world.db.execute("UPDATE people_device SET revoked_at = now()")
    assert caller.check_in(visitor, world.place()).problem == "bad-token"


def test_the_cookie_counts_only_from_a_page_of_our_own(world: World, caller: Caller) -> None:
    visitor, place = world.person(), world.place()
    cookie = {"content-type": "application/json", "cookie": f"a=b; gapura_visitor={visitor.token}; c=d"}
    host = {"host": "gapura.example"}
    for headers, status in (
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "cross-site"}, 401),
        ({"origin": "https://gapura.example"}, 200),
        ({"origin": "https://evil.example"}, 401),
        ({"origin": "null"}, 401),
        ({}, 401),
    ):
        body = json.dumps({"id": str(ids.new_id()), "code": place.code}).encode()
        assert caller.send("POST", CHECK_INS, body, {**cookie, **host, **headers}).status == status, headers


def test_a_clock_that_is_far_off_is_told_the_time(world: World, caller: Caller) -> None:
    visitor, place = world.person(), world.place()
    for minutes in (-15 * 24 * 60, -11, 6, 60 * 24 * 365 * 50):
        id = ids.new_id(datetime.now(UTC) + timedelta(minutes=minutes))
        reply = caller.check_in(visitor, place, id=id)
        assert (reply.status, reply.problem) == (422, "clock-off"), minutes
        assert abs(datetime.fromisoformat(reply.json["now"]) - datetime.now(UTC)) < timedelta(minutes=1)
    for minutes in (-9, 4):
        id = ids.new_id(datetime.now(UTC) + timedelta(minutes=minutes))
        assert caller.check_in(visitor, place, id=id).status == 200
    assert world.visits() == 2


BAD_BODIES: list[tuple[bytes, str]] = [
    (b"", "$"),
    (b"{", "$"),
    (b"null", "$"),
    (b"[]", "$"),
    (b'"x"', "$"),
    (b"\xff\xfe", "$"),
    (b'{"id": "\xff"}', "$.id"),
    (b"[" * 2000 + b"]" * 2000, "$"),
    (b'{"a":' * 2000 + b"1" + b"}" * 2000, "$"),
    (b"{}", "$"),
    (b'{"id": NaN, "code": "x"}', "$"),
    (b'{"id": 7, "code": "x"}', "$.id"),
    (b'{"id": "7", "code": "x"}', "$.id"),
    (b'{"id": "7f2c1a30-1c5e-4a70-9c1e-0242ac120002", "code": "x"}', "$.id"),
    (b'{"id": "01a204ff-8a8b-724a-0db3-09522103fce6", "code": "x"}', "$.id"),
    (b'{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": 5}', "$.code"),
    (b'{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": ""}', "$.code"),
    (b'{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": "' + b"x" * 600 + b'"}', "$.code"),
    (b'{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": "x", "companions": -1}', "$.companions"),
    (b'{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": "x", "companions": 51}', "$.companions"),
    (b'{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": "x", "companions": 1.5}', "$.companions"),
    (b'{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": "x", "companions": true}', "$.companions"),
    (
        b'{"id": "01a204ff-8a8b-724a-adb3-09522103fce6", "code": "x", "companions": ' + b"9" * 400 + b"}",
        "$.companions",
    ),
]


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Somebody with a good token."""
    return world.person()


def test_bodies_that_make_no_sense_are_refused_with_the_place_that_is_wrong(
    world: World, caller: Caller, visitor: Visitor
) -> None:
    for body, path in BAD_BODIES:
        reply = caller.post(CHECK_INS, body, visitor)
        assert (reply.status, reply.problem) == (400, "malformed-body"), body[:80]
        assert reply.json["path"] == path, body[:80]
    assert world.visits() == 0


def test_members_that_nobody_knows_are_left_unread(world: World, caller: Caller, visitor: Visitor) -> None:
    assert caller.post(CHECK_INS, _body(world, battery=7, more={"a": [1]}), visitor).status == 200


def test_a_body_is_bounded(world: World, caller: Caller, visitor: Visitor) -> None:
    reply = caller.post(CHECK_INS, b" " * (16 * 1024 + 1), visitor)
    assert (reply.status, reply.problem) == (413, "body-too-large")
    chunks = (b" " * 1000 for _ in range(20))
    connection = caller._connection
    head = {"authorization": f"Bearer {visitor.token}", "content-type": "application/json"}
    connection.request("POST", CHECK_INS, body=chunks, headers=head, encode_chunked=True)
    assert connection.getresponse().status == 413


def test_only_json_is_read(world: World, caller: Caller, visitor: Visitor) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""):
        reply = caller.post(CHECK_INS, _body(world), visitor, content_type=kind)
        assert (reply.status, reply.problem) == (415, "unsupported-media-type"), kind
    good = caller.post(CHECK_INS, _body(world), visitor, content_type='Application/JSON; charset="UTF-8"')
    assert good.status == 200


def test_other_methods_and_addresses_are_refused(world: World, caller: Caller) -> None:
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        reply = caller.send(method, CHECK_INS)
        assert (reply.status, reply.headers["allow"]) == (405, "POST")
    assert caller.send("POST", "/health/live").headers["allow"] == "GET, HEAD"
    assert caller.send("GET", "/gate/v1/nothing").problem == "not-found"
    assert caller.send("GET", "/").status == 404


def test_two_tokens_in_one_request_count_as_none(world: World, caller: Caller, visitor: Visitor) -> None:
    connection = caller._connection
    connection.putrequest("POST", CHECK_INS)
    for _ in range(2):
        connection.putheader("Authorization", f"Bearer {visitor.token}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", "2")
    connection.endheaders(b"{}")
    assert connection.getresponse().status == 401


def test_a_fault_of_ours_is_answered_under_the_name_that_it_has_in_the_log(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[Any] = []

    async def break_off() -> Any:
        raise RuntimeError("nik 5104010101900001")

    async def say(message: Any) -> None:
        said.append(message)

    async def ask() -> None:
        gate = Gate(world.url, KEYS, retention_days=14)
        await gate.start()
        headers = [
            (b"authorization", f"Bearer {world.person().token}".encode()),
            (b"content-type", b"application/json"),
        ]
        scope = {"type": "http", "method": "POST", "path": CHECK_INS, "headers": headers}
        await gate(scope, break_off, say)
        await gate.stop()

    with caplog.at_level(logging.ERROR, "gapura.gate"):
        asyncio.run(ask())
    head, answer = said[0], json.loads(said[1]["body"])
    assert (head["status"], answer["type"]) == (503, "urn:gapura:problem:try-again")
    assert "5104010101900001" not in str(answer)
    (record,) = caplog.records
    assert record.__dict__["request_id"] == answer["request_id"]
