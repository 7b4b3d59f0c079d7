"""Anything at all is sent to the gate: it answers with a problem document, and writes nothing."""

import json
import socket
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gate.world import Caller, GateProcess, Visitor, World

PATHS = st.sampled_from(("/gate/v1/check-ins", "/gate/v1/check-outs", "/gate/v1/batches"))
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=40),
    st.uuids().map(str),
    st.sampled_from(
        (
            "check-in",
            "check-out",
            "01a204ff-8a8b-724a-adb3-09522103fce6",
            "\u0000",
            "9999-12-31T23:59:59-23:59",
        )
    ),
)
NAMES = st.sampled_from(("id", "code", "companions", "visit", "kind", "at", "items", "\u0000"))
TREES = st.recursive(
    ODD, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=12
)
BODIES = st.one_of(st.binary(max_size=200), TREES.map(lambda tree: json.dumps(tree).encode()))
HEADERS = st.dictionaries(
    st.sampled_from(
        ("authorization", "content-type", "accept-language", "cookie", "origin", "sec-fetch-site")
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40),
    max_size=4,
)


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Somebody with a good token."""
    return world.person()


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(path=PATHS, body=BODIES)
def test_no_body_breaks_the_gate(
    gate: GateProcess, world: World, visitor: Visitor, path: str, body: bytes
) -> None:
    caller = Caller(gate.port)
    reply = caller.post(path, body, visitor)
    caller.close()
    assert reply.status < 500, (path, body, reply.raw)
    if reply.status != 200:
        assert reply.problem
    assert world.visits() == 0


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(path=PATHS, headers=HEADERS)
def test_no_header_breaks_the_gate(
    gate: GateProcess, world: World, path: str, headers: dict[str, Any]
) -> None:
    caller = Caller(gate.port)
    sent = {name: value.strip().encode("latin-1") for name, value in headers.items()}
    reply = caller.send("POST", path, b"{}", sent)
    caller.close()
    assert reply.status == 401
    assert reply.problem == "bad-token"


def test_headers_without_end_are_cut_off(gate: GateProcess) -> None:
    caller = Caller(gate.port)
    with pytest.raises(OSError):  # noqa: PT011
        caller.send("GET", "/health/live", headers={f"x-{n}": "y" * 1000 for n in range(1000)})
    caller.close()


def test_headers_without_end_behind_a_body_are_cut_off(gate: GateProcess) -> None:
    begun = b"POST / HTTP/1.1\r\nHost: gate\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    client = socket.create_connection(("127.0.0.1", gate.port), timeout=120)
    with client, pytest.raises(ConnectionError):
        client.sendall(begun + b"a: b\r\n" * 2_000_000)
