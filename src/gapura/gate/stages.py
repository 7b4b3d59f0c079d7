"""How long each stage of a batch takes: counted in buckets, for a fraction of a microsecond each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from time import perf_counter
from typing import Final

from prometheus_client import Metric
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector

STAGES: Final = ("reading", "rules", "deciding", "writing")
"""Read and lock people and places, screen, decide, write and flush."""

BOUNDS: Final = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds."""


class Stages(Collector):
    """One gate's batches, stage by stage."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = {stage: [0] * (len(BOUNDS) + 1) for stage in STAGES}
        self._sums = dict.fromkeys(STAGES, 0.0)

    def lap(self, stage: str, since: float) -> float:
        """A batch's stage that began at a moment of `perf_counter` has ended; gives the moment of its end."""
        now = perf_counter()
        seconds = now - since
        self.counts[stage][bisect_left(BOUNDS, seconds)] += 1
        self._sums[stage] += seconds
        return now

    def collect(self) -> Iterable[Metric]:
        """The counts, as the client wants them."""
        family = HistogramMetricFamily(
            "gapura_gate_stage_seconds", "Time that a batch spends in each of its stages", labels=("stage",)
        )
        names = [*map(str, BOUNDS), "+Inf"]
        for stage, counts in self.counts.items():
            family.add_metric((stage,), list(zip(names, accumulate(counts), strict=True)), self._sums[stage])
        yield family


def quantile(counts: list[int], share: float) -> float | None:
    """The bound in seconds under which a share of what was counted stayed; None where nothing was."""
    wanted = share * sum(counts)
    if not wanted:
        return None
    place = next(place for place, seen in enumerate(accumulate(counts)) if seen >= wanted)
    return BOUNDS[min(place, len(BOUNDS) - 1)]
