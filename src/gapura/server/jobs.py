"""The worker of the job queue, in the server's own event loop."""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import Final, Self

GRACE: Final = 10.0
"""Seconds that a job under way may take once we were asked to stop."""

RETRY: Final = 5.0

AT_ONCE: Final = 4
"""Jobs at a time, so that a one-time code does not wait until a region's posters are printed."""

log = logging.getLogger(__name__)


class Jobs:
    """Runs jobs between `async with` and its end; begins again after the database was away."""

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while not self._task.cancelling():
            try:
                await _work()
            except Exception as error:
                log.warning("the job worker ended (%s) and begins again", type(error).__name__)
            await asyncio.sleep(RETRY)


async def _work() -> None:
    """One worker until it is cancelled; it finishes the job it is at."""
    from asgiref.sync import sync_to_async
    from django.db import close_old_connections
    from procrastinate.contrib.django import app

    # Periodic jobs are put down through Django's connection of one thread, which may have died since.
    await sync_to_async(close_old_connections)()
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    worker = app.with_connector(connector)
    try:
        await worker.open_async()
        await worker.run_worker_async(
            concurrency=AT_ONCE,
            install_signal_handlers=False,
            shutdown_graceful_timeout=GRACE,
            delete_jobs="successful",
        )
    finally:
        # Also where opening was broken off: connections half made would keep the loop alive.
        await worker.close_async()
