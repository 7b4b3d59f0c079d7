"""The short way to an answer: for the gate's own few addresses, no scope, no task, one write.

A request takes it when nothing else is under way on its connection and it is of the plain kind that devices
send. Any other, and any other address, goes uvicorn's way to the ASGI application, which answers the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from gapura.gate.requests import Headers
from gapura.server.protocol import PatientProtocol

LONGEST_BODY: Final = 16 * 1024
_LONG_WAY: Final = (b"expect", b"transfer-encoding")
"""Headers that ask for more than an answer."""


class _Cycle:
    """What uvicorn needs to know of a request that it does not answer itself."""

    __slots__ = ("disconnected", "keep_alive", "message_event", "response_complete")

    def __init__(self) -> None:
        self.message_event = asyncio.Event()
        self.disconnected = False
        self.keep_alive = True
        self.response_complete = True


@lru_cache(maxsize=256)
def _head(status: int, kind: bytes, keep_alive: bool, *headers: tuple[bytes, bytes]) -> bytes:
    """An answer up to the length of its body; nothing the gate says may be kept by a cache."""
    last = () if keep_alive else ((b"connection", b"close"),)
    lines = (*headers, *last, (b"content-type", kind), (b"cache-control", b"no-store"))
    return STATUS_LINE[status] + b"".join(b"%b: %b\r\n" % line for line in lines) + b"content-length: "


class QuickProtocol(PatientProtocol):
    """Answers what the application calls `quick` by itself.

    Its rest between two requests is kept by one timer that looks, not by one that is set anew each time.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._quick = self.app.quick
        self._own = _Cycle()
        self._handler: Any = None
        self._body = b""
        self._resting_since = 0.0

    def on_message_begin(self) -> None:
        """A request begins: which way it goes is known when its headers are."""
        self.begin()
        self.url = b""
        self.headers = []

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header; none that comes behind the body."""
        if self._in_headers:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Take the short way, or tell uvicorn all that has come."""
        handler = self._quick.get((self.parser.get_method(), self.url))
        if handler is not None and (self.cycle is None or self.cycle.response_complete):
            self._headers = Headers(self.headers)
            if self._plain():
                self._in_headers = False
                self._handler = handler
                self._body = b""
                return
        self._go_the_long_way()

    def _plain(self) -> bool:
        return (
            self.parser.should_keep_alive()
            and not self.parser.should_upgrade()
            and not self._headers.any_of(_LONG_WAY)
            and self._headers.length() <= LONGEST_BODY
        )

    def _go_the_long_way(self) -> None:
        url, headers = self.url, self.headers
        super().on_message_begin()
        self.on_url(url)
        for name, value in headers:
            super().on_header(name, value)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        if self._handler is None:
            super().on_body(body)
        else:
            self._has_content = True
            self._body += body

    def on_message_complete(self) -> None:
        """All of it has come."""
        handler = self._handler
        if handler is None:
            super().on_message_complete()
            return
        self._in_request = False
        self._handler = None
        self.cycle = self._own  # type: ignore[assignment]
        self._own.keep_alive = True
        self._own.response_complete = False
        handler(self._headers, self._body, self._answer)

    def _answer(self, status: int, body: bytes, kind: bytes, extra: Sequence[tuple[bytes, bytes]]) -> None:
        """Write a whole answer at once."""
        own = self._own
        own.response_complete = True
        if self.transport.is_closing():
            return
        head = _head(status, kind, own.keep_alive, *self.server_state.default_headers, *extra)
        self.transport.write(b"%b%d\r\n\r\n%b" % (head, len(body), body))
        if not own.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def on_response_complete(self) -> None:
        """Begin what came behind, else rest."""
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self._rest()

    def _rest(self) -> None:
        self._resting_since = self.loop.time()
        if self.timeout_keep_alive_task is None:
            self._look_again(self.timeout_keep_alive)

    def _look_again(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that has rested long enough; look again when one that has not would have."""
        self.timeout_keep_alive_task = None
        if self.transport.is_closing() or self._in_request or not self.cycle.response_complete:
            return
        left = self._resting_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._look_again(left)
        else:
            self.transport.close()

    def _unset_keepalive_if_required(self) -> None:
        """Only the end of the connection ends the timer."""
        if self.transport.is_closing():
            super()._unset_keepalive_if_required()
