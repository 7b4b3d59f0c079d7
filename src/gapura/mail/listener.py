"""A small mail server that takes bounces, and nothing else, addressed to a message of this deployment."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections

from gapura import config, database
from gapura.mail import intake, returns

AT_ONCE: Final = 20
"""Connections at a time; the next is asked to come back."""

PER_MINUTE: Final = 600
"""Letters a minute; the next is asked to come back, and every mail server does."""

PATIENCE: Final = 60.0
"""Seconds without a word from the other side before it is hung up on."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and in which dialect."""

    host: str
    port: int
    lmtp: bool

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `host:port`, or `lmtp://host:port`. Raises ConfigError naming the setting."""
        parts = urlsplit(text if "://" in text else f"smtp://{text}")
        try:
            port = parts.port
        except ValueError:
            port = None
        if parts.scheme not in {"smtp", "lmtp"} or not parts.hostname or port is None or parts.path:
            raise config.ConfigError(
                f"GAPURA_BOUNCE_LISTEN must look like 127.0.0.1:2525 or lmtp://127.0.0.1:2525, not {text!r}"
            )
        return cls(parts.hostname, port, parts.scheme == "lmtp")


class Pace:
    """At most so many in the last minute."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._times: deque[float] = deque()

    def allows(self) -> bool:
        """Whether one more may come now; counts it if so."""
        now = self._clock()
        while self._times and self._times[0] <= now - 60:
            self._times.popleft()
        if len(self._times) >= self._most:
            return False
        self._times.append(now)
        return True


class Handler:
    """What to say to each command of the dialogue."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Only the return address of a message from here, and one at a time."""
        if returns.message_of(address) is None:
            return "550 5.1.1 no such return address"
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient at a time"
        if not self._pace.allows():
            return "451 4.7.1 too many at once, come back in a minute"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Taken once it is written down; news or none is no difference to the one who brings it."""
        try:
            await sync_to_async(_receive)(envelope.content, list(envelope.rcpt_tos))
        except intake.NotOursError:
            return "550 5.1.1 no such return address"
        except DatabaseError as error:
            trace = database.absence_in(error) is None
            log.error("a letter that came back could not be written down", exc_info=trace)
            return "451 4.3.0 cannot be written down now, come back later"
        return "250 2.0.0 OK"

    async def handle_exception(self, error: Exception) -> str:
        """A fault of ours, which is nobody else's business."""
        log.error("taking a bounce ended with %s", type(error).__name__)
        return "451 4.3.0 out of order, come back later"


def _receive(content: bytes, to: list[str]) -> None:
    close_old_connections()
    try:
        intake.receive(content, to=to)
    finally:
        close_old_connections()


class Listener:
    """Listens between `async with` and its end, where GAPURA_BOUNCE_LISTEN says so."""

    def __init__(self, address: Address, *, per_minute: int = PER_MINUTE) -> None:
        self.address = address
        self._handler = Handler(Pace(per_minute))
        self._open: set[SMTP] = set()

    @property
    def port(self) -> int:
        """The port that was taken, also where any was asked for."""
        return int(self._server.sockets[0].getsockname()[1])

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._dialogue, self.address.host, self.address.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for dialogue in list(self._open):
            if dialogue.transport is not None:
                dialogue.transport.close()
        await self._server.wait_closed()

    def _dialogue(self) -> SMTP:
        dialect = _Lmtp if self.address.lmtp else _Smtp
        return dialect(
            self._open,
            self._handler,
            data_size_limit=intake.LARGEST,
            hostname=config.current().host,
            ident="Gapura takes bounces only",
            timeout=PATIENCE,
            command_call_limit={"*": 20, "RCPT": 200, "DATA": 200, "MAIL": 200},
            loop=asyncio.get_running_loop(),
        )


class _Counted(SMTP):
    """A dialogue that is counted while it lasts, and refused where there are too many."""

    def __init__(self, others: set[SMTP], handler: Handler, **options: Any) -> None:
        super().__init__(handler, **options)
        self._others = others

    def connection_made(self, transport: Any) -> None:
        if len(self._others) >= AT_ONCE:
            transport.write(b"421 4.7.0 too many connections, come back later\r\n")
            transport.close()
            return
        self._others.add(self)
        super().connection_made(transport)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self in self._others else False

    def connection_lost(self, error: Exception | None) -> None:
        if self in self._others:
            self._others.discard(self)
            super().connection_lost(error)


class _Smtp(_Counted):
    """SMTP."""


class _Lmtp(_Counted, LMTP):
    """LMTP."""
