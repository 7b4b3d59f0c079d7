"""Clients that take for ever to say what they want are cut off, and others are not."""

import asyncio
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
import uvicorn

from gapura.gate.requests import Receive, Scope, Send
from gapura.server import protocol

T = TypeVar("T")
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"


async def _hear_all(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the whole body, then answer."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


def _seconds_until_cut_off(port: int, sent_first: bytes) -> float:
    """Send a byte every few hundredths of a second; how long that went on."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.settimeout(0.02)
        client.sendall(sent_first)
        while time.monotonic() < began + 120:
            try:
                client.sendall(b"x")
                if client.recv(100) == b"":
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        return time.monotonic() - began


def _answer(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=120) as client:
        client.sendall(HEAD + b"x" * 1000)
        return client.recv(100)


def _answer_to_a_long_body(port: int) -> bytes:
    """Send a body for longer than two patiences last, in many pieces."""
    pieces = 100
    with socket.create_connection(("127.0.0.1", port), timeout=120) as client:
        client.sendall(HEAD.replace(b"1000", b"%d" % (1000 * pieces)))
        for _ in range(pieces):
            time.sleep(0.05)
            client.sendall(b"x" * 1000)
        return client.recv(100)


def _while_serving(ask: Callable[[int], T]) -> T:
    """What comes of asking a server of our protocol, by its port."""

    async def serve() -> T:
        server = uvicorn.Server(
            uvicorn.Config(_hear_all, port=0, http=protocol.PatientProtocol, lifespan="off", log_config=None)
        )
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        came = await asyncio.to_thread(ask, server.servers[0].sockets[0].getsockname()[1])
        server.should_exit = True
        await serving
        return came

    # A thread of its own: a browser's driver may be running this thread's event loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, serve()).result()


@pytest.mark.parametrize("sent_first", [HEAD, b"GET / HTTP/1.1\r\nHost: "], ids=["body", "headers"])
def test_a_request_that_comes_a_byte_at_a_time_is_cut_off(
    sent_first: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "PATIENCE", 0.4)
    assert 0.3 < _while_serving(lambda port: _seconds_until_cut_off(port, sent_first)) < 100


def test_a_request_that_comes_in_time_is_answered() -> None:
    assert _while_serving(_answer).startswith(b"HTTP/1.1 200")


def test_a_long_body_is_waited_for_as_long_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "PATIENCE", 2.0)
    monkeypatch.setattr(protocol, "LEAST", 1000)
    assert _while_serving(_answer_to_a_long_body).startswith(b"HTTP/1.1 200")
