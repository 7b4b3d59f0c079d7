"""Whether this process can answer a check-in now, and whether the database is slow, gone or not migrated."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from gapura.core.policy import NoRuleSetError, in_force
from gapura.gate import store
from gapura.gate.model import day_at, local
from gapura.gate.pressure import HANGS_AFTER
from gapura.gate.store import Link
from gapura.gate.wire import LateError, LostError, RefusedError

SLOW: Final = "database-slow"
AWAY: Final = "database-away"
NOT_MIGRATED: Final = "not-migrated"
_UNDEFINED: Final = ("3F000", "42P01", "42703", "42883")
"""What PostgreSQL says of a schema, table, column or function that is not there."""

SLOW_AFTER: Final = 1.0
"""Seconds after which an answer of the database, or a batch under way, counts as slow."""


class Health:
    """Asks on a connection of its own, so that a busy gate is not taken for a dead one.

    `stalled` says for how many seconds the batch under way has had no answer.
    """

    def __init__(self, link: Link, stalled: Callable[[], float]) -> None:
        self._link = link
        self._stalled = stalled

    async def problems(self) -> list[str]:
        """What is in the way, in stable words; empty when all is well.

        A gate that is only SLOW still answers, in its time, and says to the rest when to come again: taking
        it away from its clients would make the others slower.
        """
        now = time.time_ns() // 1_000_000
        found = []
        try:
            in_force(local(now, ZoneInfo("UTC")).date())
        except NoRuleSetError:
            found.append("no-rule-set-in-force")
        try:
            rows = await self._link.trip(store.ready(day_at(now)))
        except LateError:
            return [*found, SLOW]
        except RefusedError as error:
            return [*found, NOT_MIGRATED if error.sqlstate in _UNDEFINED else AWAY]
        except LostError:
            return [*found, AWAY]
        if (stalled := self._stalled()) > SLOW_AFTER:
            found.append("writing-stalled" if stalled > HANGS_AFTER else SLOW)
        if rows[0][0][0] != b"1":
            found.append("no-partition-for-today")
        return found

    async def close(self) -> None:
        """Let go of the connection."""
        await self._link.close()
