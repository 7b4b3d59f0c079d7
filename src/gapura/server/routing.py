"""Which application answers a request: the gate its few addresses, Django everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gapura.config import BODY_LIMIT, TOO_LARGE
from gapura.gate.requests import Message, Receive, Scope, Send

GATE_PATHS: Final = ("/gate/v1/", "/health/", "/metrics")

_NOTHING: Final = b"404 Not Found\n"
_END: Final[Message] = {"type": "http.request", "body": b"", "more_body": False}


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
        else:
            await self._portal(scope, _within_limit(scope, receive), send)  # type: ignore[operator]


def _announced(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value) if len(value) < 16 else BODY_LIMIT + 1
    return 0


def _within_limit(scope: Scope, receive: Receive) -> Receive:
    """A body up to the limit. One that is larger, announced or not, ends there, and the scope says so."""
    announced, received = _announced(scope), 0

    async def limited() -> Message:
        nonlocal received
        if TOO_LARGE in scope:
            return await _disconnect(receive)
        if announced <= BODY_LIMIT:
            message = await receive()
            received += len(message.get("body", b""))
            if received <= BODY_LIMIT:
                return message
        scope[TOO_LARGE] = True
        return _END

    return limited


async def _disconnect(receive: Receive) -> Message:
    """What comes once the client is gone; the rest of a body is let go."""
    while (message := await receive())["type"] != "http.disconnect":
        pass
    return message


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(_NOTHING))]
    await send({"type": "http.response.start", "status": 404, "headers": headers})
    await send({"type": "http.response.body", "body": _NOTHING})
