"""However a request comes, in one piece or many, alone or behind others, the answer is the same."""

import asyncio
import json
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

import uvicorn

from gapura.core import ids
from gapura.gate.answering import Done
from gapura.gate.requests import Headers, Receive, Scope, Send
from gapura.server.quick import QuickProtocol
from tests.gate.world import GateProcess, Place, Visitor, World

ALIVE = b"GET /health/live HTTP/1.1\r\nHost: gate\r\n\r\n"
KEPT_ALIVE = 4  # seconds
NOWHERE = b"GET /health/nowhere HTTP/1.1\r\nHost: gate\r\n\r\n"


def _check_in(visitor: Visitor, place: Place, *headers: str, body: bytes | None = None) -> bytes:
    content = body or json.dumps({"id": str(ids.new_id()), "code": place.code}).encode()
    lines = (
        "POST /gate/v1/check-ins HTTP/1.1",
        "Host: gate",
        f"Authorization: Bearer {visitor.token}",
        "Content-Type: application/json",
        *(headers or (f"Content-Length: {len(content)}",)),
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def _body_of(request: bytes) -> bytes:
    return request.split(b"\r\n\r\n", 1)[1]


def _answers(port: int, *pieces: bytes, count: int = 1) -> list[tuple[int, bytes]]:
    """Send pieces one after the other on one connection; the statuses and bodies of so many answers.

    All of it is sent again where a slow machine says of any that it shall come again.
    """
    for _ in range(100):
        answers = _answers_now(port, *pieces, count=count)
        if all(status != 503 for status, _ in answers):
            break
    return answers


def _answers_now(port: int, *pieces: bytes, count: int) -> list[tuple[int, bytes]]:
    with socket.create_connection(("127.0.0.1", port), timeout=120) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            client.sendall(piece)
            time.sleep(0.01 if len(pieces) > 1 else 0)
        with client.makefile("rb") as stream:
            return [_answer(stream) for _ in range(count)]


def _answer(stream: BinaryIO) -> tuple[int, bytes]:
    status, length = int(stream.readline().split()[1]), 0
    while (line := stream.readline().lower()) not in (b"\r\n", b""):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return (status, stream.read(length)) if status != 100 else _answer(stream)


def test_one_check_in_sent_in_every_way_has_one_answer(world: World, gate: GateProcess) -> None:
    visitor, place = world.person(), world.place()
    whole = _check_in(visitor, place)
    body = _body_of(whole)
    length = f"Content-Length: {len(body)}"
    chunks = b"5\r\n" + body[:5] + b"\r\n" + b"%x\r\n" % len(body[5:]) + body[5:] + b"\r\n0\r\n\r\n"
    chunked = _check_in(visitor, place, "Transfer-Encoding: chunked", body=body).split(b"\r\n\r\n")[0]
    ways: list[tuple[bytes, ...]] = [
        (whole,),
        (whole[:30], whole[30:150], whole[150:-20], whole[-20:]),
        (_check_in(visitor, place, length, "Expect: 100-continue", body=body),),
        (_check_in(visitor, place, length, "Connection: close", body=body),),
        (_check_in(visitor, place, length, body=body).replace(b"HTTP/1.1", b"HTTP/1.0"),),
        (_check_in(visitor, place, length, body=body).replace(b"check-ins", b"check-ins?a=b"),),
        (chunked + b"\r\n\r\n" + chunks,),
    ]
    answers = [_answers(gate.port, *way)[0] for way in ways]
    assert answers[0][0] == 200
    assert answers == [answers[0]] * len(ways)
    assert world.visits() == 1


def test_requests_behind_each_other_are_answered_in_their_order(world: World, gate: GateProcess) -> None:
    place = world.place()
    asked = [_check_in(visitor, place) for visitor in world.people(3)]
    sent = asked[0] + ALIVE + asked[1] + NOWHERE + asked[2] + asked[2]
    answers = _answers(gate.port, sent, count=6)
    assert [status for status, _ in answers] == [200, 200, 200, 404, 200, 200]
    said = [json.loads(body).get("id") for _, body in answers]
    ids_of = [json.loads(_body_of(request))["id"] for request in asked]
    assert said == [ids_of[0], None, ids_of[1], None, ids_of[2], ids_of[2]]
    assert answers[4] == answers[5]
    assert world.visits() == 3


def test_a_client_that_is_gone_before_its_answer_disturbs_nobody(world: World, gate: GateProcess) -> None:
    place, (gone, stays) = world.place(), world.people(2)
    with socket.create_connection(("127.0.0.1", gate.port)) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.sendall(_check_in(gone, place) + _check_in(gone, place) + ALIVE)
    assert _answers(gate.port, _check_in(stays, place), ALIVE, count=2)[0][0] == 200


def test_too_much_and_too_little_are_refused_either_way(world: World, gate: GateProcess) -> None:
    visitor, place = world.person(), world.place()
    large = _check_in(visitor, place, body=b"[" + b" " * 16_384 + b"]")
    assert _answers(gate.port, large)[0][0] == 413
    assert _answers(gate.port, _check_in(visitor, place, body=b"{}"))[0][0] == 400
    assert _answers(gate.port, _check_in(visitor, place, "X-None: 1", body=b"{}")[:-2])[0][0] == 400
    assert _answers(gate.port, b"NONSENSE\r\n\r\n")[0][0] == 400
    for length in ("9999999999999999", "0000000000000099999", "99999 "):
        announced = _check_in(visitor, place, f"Content-Length: {length}")
        assert _answers(gate.port, announced)[0][0] == 413, length
    assert world.visits() == 0


def test_what_stands_behind_a_body_is_no_header(world: World, gate: GateProcess) -> None:
    visitor, place = world.person(), world.place()
    body = _body_of(_check_in(visitor, place))
    head = (
        b"POST /gate/v1/check-ins HTTP/1.1\r\nHost: gate\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n"
    )
    token = f"Authorization: Bearer {visitor.token}\r\n".encode()
    chunks = b"\r\n%x\r\n%b\r\n0\r\n" % (len(body), body)
    assert _answers(gate.port, head + chunks + token + b"\r\n")[0][0] == 401
    assert _answers(gate.port, head + token + chunks + b"X-Sum: 1\r\n\r\n")[0][0] == 200


def test_no_more_than_a_hundred_wait_behind_another(gate: GateProcess) -> None:
    assert len(_answers(gate.port, NOWHERE * 100, count=100)) == 100
    with socket.create_connection(("127.0.0.1", gate.port), timeout=120) as client:
        client.sendall(NOWHERE * 1000)
        assert _all_that_is_said(client).count(b"HTTP/1.1 404") < 1000


def _all_that_is_said(client: socket.socket) -> bytes:
    """Everything until the connection is closed."""
    said = b""
    try:
        while heard := client.recv(65_536):
            said += heard
    except ConnectionError:
        pass
    return said


class _App:
    """An application with one short way."""

    def __init__(self) -> None:
        self.quick = {(b"GET", b"/health/live"): self._alive}

    def _alive(self, headers: Headers, body: bytes, done: Done) -> None:
        done(200, b"{}", b"application/json", ())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body"})


def _rest_until_closed(port: int) -> tuple[float, float]:
    """Ask at intervals shorter than the patience, then not.

    The longest interval, and the rest until the connection was closed: none where that was too early.
    """
    longest, asked = 0.0, time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=120) as client:
        for request in (ALIVE, ALIVE, NOWHERE, ALIVE):
            time.sleep(1.2)
            before, asked = asked, time.monotonic()
            heard = _hears(client, request)
            longest = max(longest, time.monotonic() - before)
            if not heard:
                return longest, 0.0
        assert client.recv(1000) == b""
        return longest, time.monotonic() - asked


def _hears(client: socket.socket, request: bytes) -> bool:
    """Whether a request is answered, or the connection is closed."""
    try:
        client.sendall(request)
        return client.recv(1000).startswith(b"HTTP/1.1")
    except ConnectionError:
        return False


def test_a_connection_that_rests_is_closed_and_one_that_asks_is_not() -> None:
    async def try_it() -> None:
        config = uvicorn.Config(
            _App(),
            port=0,
            http=QuickProtocol,
            lifespan="off",
            log_config=None,
            proxy_headers=False,
            timeout_keep_alive=KEPT_ALIVE,
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        longest = KEPT_ALIVE + 1.0
        for _ in range(10):  # until a slow machine lets the client ask in time
            longest, rested = await asyncio.to_thread(_rest_until_closed, port)
            if longest < KEPT_ALIVE:
                break
        assert longest < KEPT_ALIVE <= rested
        server.should_exit = True
        await serving

    # A thread of its own: a browser's driver may be running this thread's event loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, try_it()).result()
