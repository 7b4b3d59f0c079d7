"""Which application answers a request: the gate its few addresses, Django everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gapura.config import BODY_LIMIT
from gapura.gate.requests import Message, Receive, Scope, Send

GATE_PATHS: Final = ("/gate/v1/", "/health/", "/metrics")

_NOTHING: Final = b"404 Not Found\n"


class Routing:
    """An ASGI application over the two. A process without one of them answers 404 for its addresses."""

    def __init__(self, gate: object, portal: object) -> None:
        self._gate = gate
        self._portal = portal

    @property
    def quick(self) -> Mapping[tuple[bytes, bytes], Any]:
        """What the gate answers the short way, by method and path."""
        return getattr(self._gate, "quick", {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one request on."""
        if scope["path"].startswith(GATE_PATHS):
            await (self._gate or _nothing)(scope, receive, send)  # type: ignore[operator]
        elif self._portal is None:
            await _nothing(scope, receive, send)
        elif _announced(scope) > BODY_LIMIT:
            await self._portal(scope, _unread(receive), send)  # type: ignore[operator]
        else:
            await self._portal(scope, _limited(receive), send)  # type: ignore[operator]


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value) if len(value) < 16 else BODY_LIMIT + 1
    return 0


def _unread(receive: Receive) -> Receive:
    """An empty body in place of one that is too large: the portal sees the announced length, and says so."""
    told = False

    async def unread() -> Message:
        nonlocal told
        if not told:
            told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await receive())["type"] != "http.disconnect":
            pass
        return message

    return unread


def _limited(receive: Receive) -> Receive:
    """A body that goes on past the limit, unannounced, counts as a client that went away."""
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        return message if received <= BODY_LIMIT else {"type": "http.disconnect"}

    return limited


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(_NOTHING))]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": _NOTHING})
