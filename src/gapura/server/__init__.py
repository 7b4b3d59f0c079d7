"""The ASGI entry: the gate and Django behind one uvicorn, jobs beside them, one way to stop them all."""

from __future__ import annotations

import asyncio
import logging.config
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Final, Literal

import uvicorn
import uvloop

from gapura import config, database
from gapura.gate.app import Gate
from gapura.server import portal, warming
from gapura.server.jobs import Jobs
from gapura.server.quick import QuickProtocol
from gapura.server.routing import Routing

Role = Literal["all", "portal", "gate", "worker"]
ROLES: Final[tuple[Role, ...]] = ("all", "portal", "gate", "worker")
GRACE: Final = 15
"""Seconds that answers under way may take once we were asked to stop."""

IDLE: Final = 75
"""Seconds that a connection may stay open between two requests."""

KEEPING: Final = 1.0
"""Seconds between two looks after what this process runs beside itself."""

OnReady = Callable[[int], None]
Keep = Callable[[], None]

log = logging.getLogger(__name__)


def serve(
    role: Role, host: str, port: int, *, on_ready: OnReady | None = None, keep: Keep | None = None
) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way and return.

    Needs DATABASE_URL, keys and a migrated database. `port` 0 takes a free one; `on_ready` is told which,
    once the server answers; `keep` is called every second meanwhile, in this thread. Raises ConfigError or
    OSError (the port is taken).
    """
    if role == "gate":
        logging.config.dictConfig(config.logging_settings(config.current().log))
    else:
        portal.prepare()
    if role in ("all", "portal"):
        warming.warm()
    warming.spare_the_collector()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(role, host, port, on_ready, keep))


async def _serve(role: Role, host: str, port: int, on_ready: OnReady | None, keep: Keep | None) -> None:
    stopped = _when_asked_to_stop()
    async with AsyncExitStack() as stack:
        if keep is not None:
            stack.callback(asyncio.create_task(_go_on_keeping(keep)).cancel)
        if role in ("all", "worker"):
            await stack.enter_async_context(Jobs())
            await _take_bounces(stack)
        if role == "worker":
            _tell(on_ready, 0)
            await stopped.wait()
        else:
            gate = await _gate(stack) if role in ("all", "gate") else None
            app = Routing(gate, portal.application() if role in ("all", "portal") else None)
            await _Server(app, host, port, on_ready).run_until(stopped.wait)


async def _go_on_keeping(keep: Keep) -> None:
    while True:
        await asyncio.sleep(KEEPING)
        try:
            keep()
        except Exception:
            log.exception("what runs beside the server cannot be kept; it is tried again")


async def _take_bounces(stack: AsyncExitStack) -> None:
    if where := config.current().bounce_listen:
        from gapura.mail.listener import Address, Listener  # cannot be imported before Django is set up

        await stack.enter_async_context(Listener(Address.parse(where)))


async def _gate(stack: AsyncExitStack) -> Gate:
    settings = config.current()
    gate = Gate(
        database.gate_conninfo(settings.database_url),
        config.key_ring(),
        retention_days=settings.retention_days,
    )
    await gate.start()
    stack.push_async_callback(gate.stop)
    following = asyncio.create_task(_follow_keys(gate))
    stack.callback(following.cancel)
    return gate


async def _follow_keys(gate: Gate) -> None:
    """Let the gate know of a newer key before anybody signs with it."""
    known = config.key_ring()
    while True:
        await asyncio.sleep(config.LOOK)
        if (ring := config.key_ring()) is not known:
            known = ring
            gate.use(ring)


def _when_asked_to_stop() -> asyncio.Event:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    return asked


def _tell(on_ready: OnReady | None, port: int) -> None:
    if on_ready is not None:
        on_ready(port)


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling, which would end the process before its children are."""

    def __init__(self, app: Routing, host: str, port: int, on_ready: OnReady | None) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                http=QuickProtocol,
                ws="none",
                lifespan="off",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=IDLE,
                timeout_graceful_shutdown=GRACE,
                backlog=4096,
                log_config=None,
            )
        )
        self._on_ready = on_ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to `serve`."""
        yield

    async def startup(self, sockets: object = None) -> None:
        """Open the port; SystemExit, which uvicorn raises where it is taken, becomes OSError."""
        try:
            await super().startup()
        except SystemExit:
            raise OSError(f"port {self.config.port} on {self.config.host} is not free") from None
        _tell(self._on_ready, self.servers[0].sockets[0].getsockname()[1])

    async def run_until(self, asked: Callable[[], Awaitable[object]]) -> None:
        """Serve until `asked` returns, then stop accepting and finish."""
        serving = asyncio.create_task(self.serve())
        asking = asyncio.ensure_future(asked())
        await asyncio.wait((serving, asking), return_when=asyncio.FIRST_COMPLETED)
        self.should_exit = True
        asking.cancel()
        await serving
