"""uvicorn's HTTP protocol with an end to its patience: slow and endless requests are cut off."""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

PATIENCE: Final = 30.0
"""Seconds in which a whole request must have come, and a new connection its first."""

LEAST: Final = 60_000
"""Bytes of a body that, come in that time, give the rest as much again: a letter over a bad network."""

HEADERS_LIMIT: Final = 64 * 1024
"""Bytes that may come with none of a body among them: headers, and what stands behind a body."""

MOST_BEHIND: Final = 100
"""Requests that may wait behind another on their connection."""


class PatientProtocol(HttpToolsProtocol):
    """Closes connections whose request does not come, whose headers do not end, or that ask too much at once.

    A request that comes in one piece, as nearly all do, sets no timer.
    """

    _waiting: asyncio.TimerHandle | None = None
    _in_headers = False
    _in_request = False
    _has_content = False
    _unfinished = 0
    _seen = 0
    _without_content = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give the first request its time."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and see whether a request is left unfinished."""
        self._has_content = False
        super().data_received(data)
        if len(self.pipeline) > MOST_BEHIND:
            self.transport.close()
        if not self._in_request:
            if self._waiting is not None:
                self._stop_waiting()
            return
        self._unfinished += len(data)
        self._without_content = 0 if self._has_content else self._without_content + len(data)
        if self._without_content > HEADERS_LIMIT:
            self.transport.close()
        elif self._waiting is None:
            self._wait()

    def on_message_begin(self) -> None:
        """A request begins."""
        self.begin()
        super().on_message_begin()

    def begin(self) -> None:
        """Count from here."""
        self._in_request = self._in_headers = True
        self._unfinished = self._seen = self._without_content = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; one that comes behind the body would otherwise count as if it had come before."""
        if self._in_headers:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Its headers have come."""
        self._in_headers = False
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body has come."""
        self._has_content = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it has come."""
        self._in_request = False
        super().on_message_complete()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(PATIENCE, self._look)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _look(self) -> None:
        """Wait on for a body that comes, however slowly; close what hardly does."""
        self._waiting = None
        if self.transport.is_closing():
            return
        came, self._seen = self._unfinished - self._seen, self._unfinished
        if self._in_headers or came < LEAST:
            self.transport.close()
        else:
            self._wait()
