"""Whether this process can answer a check-in now."""

from __future__ import annotations

import time
from zoneinfo import ZoneInfo

from gapura.core.policy import NoRuleSetError, in_force
from gapura.gate import store
from gapura.gate.model import day_of, first_id, local
from gapura.gate.store import Link
from gapura.gate.wire import LostError, RefusedError


class Health:
    """Asks on a connection of its own, so that a busy gate is not taken for a dead one."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def problems(self) -> list[str]:
        """What is in the way, in stable words; empty when ready."""
        now = time.time_ns() // 1_000_000
        found = []
        try:
            in_force(local(now, ZoneInfo("UTC")).date())
        except NoRuleSetError:
            found.append("no-rule-set-in-force")
        try:
            rows = await self._link.trip(store.ready(day_of(first_id(now))))
        except (LostError, RefusedError):
            return [*found, "database-away"]
        if rows[0][0][0] != b"1":
            found.append("no-partition-for-today")
        return found

    async def close(self) -> None:
        """Let go of the connection."""
        await self._link.close()
