"""What a gate did in a minute, for whoever watches: differences of its counters, noted in the database."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from typing import Any, Final

import msgspec

from gapura.gate import store
from gapura.gate.metrics import Metrics
from gapura.gate.model import MINUTE
from gapura.gate.stages import quantile
from gapura.gate.store import Link

WATCHED: Final = (0.5, 0.99)
"""Which share of the batches stayed within the seconds that are noted for each stage."""


class Minutes:
    """Notes one gate's minutes; what it counted while the database was away goes into the next one noted."""

    def __init__(self, metrics: Metrics, stalled: Callable[[], float]) -> None:
        self._metrics = metrics
        self._stalled = stalled
        self._name = f"{socket.gethostname()[:60]}:{os.getpid()}"
        self._before = metrics.counts()

    async def note(self, link: Link, now: int) -> None:
        """Note what happened since the last note, under the minute that `now` (milliseconds) lies in."""
        counts = self._metrics.counts()
        figures = msgspec.json.encode(self._figures(counts))
        await link.trip(store.note_minute(self._name, now - now % MINUTE, figures))
        self._before = counts

    def _figures(self, counts: dict[str, dict[str, Any]]) -> dict[str, Any]:
        new = {kind: _newer(counts[kind], self._before[kind]) for kind in ("answers", "problems", "failures")}
        stages = {}
        for stage, buckets in counts["stages"].items():
            before = self._before["stages"][stage]
            fresh = [now - then for now, then in zip(buckets, before, strict=True)]
            stages[stage] = [quantile(fresh, share) for share in WATCHED]
        batches = sum(counts["stages"]["reading"]) - sum(self._before["stages"]["reading"])
        return {**new, "stages": stages, "batches": batches, "stalled": round(self._stalled(), 1)}


def _newer(counts: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    return {name: new for name, count in counts.items() if (new := count - before.get(name, 0))}
