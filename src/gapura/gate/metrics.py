"""What the gate counts, for Prometheus."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4.encode()
BATCH_BOUNDS: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """Counters of one gate process; they start at nothing with it."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        self._answers = Counter(
            "gapura_gate_answers", "Answered check-ins and check-outs", ("kind", "result"), registry=own
        )
        self._answers_to = cache(self._answers.labels)
        self._problems = Counter("gapura_gate_problems", "Answered problems", ("type",), registry=own)
        self._failures = Counter(
            "gapura_gate_failures", "Batches or items that failed twice", ("error",), registry=own
        )
        self._batches = Histogram(
            "gapura_gate_batch_size", "Asks in one transaction", buckets=BATCH_BOUNDS, registry=own
        )
        self._queue = Gauge("gapura_gate_queue", "Asks that wait for a batch", registry=own)

    def watch(self, queued: Callable[[], int]) -> None:
        """Ask `queued` for the length of the queue whenever the metrics are read."""
        self._queue.set_function(queued)

    def answer(self, kind: str, decision: str) -> None:
        """Count an answered check-in by decision, or a check-out by who ended it."""
        self._answers_to(kind, decision).inc()

    def problem(self, name: str) -> None:
        """Count an answered problem."""
        self._problems.labels(name).inc()

    def failure(self, error: Exception) -> None:
        """Count a batch or item that failed in spite of a second try."""
        self._failures.labels(type(error).__name__).inc()

    def batch(self, size: int) -> None:
        """Count a batch."""
        self._batches.observe(size)

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)
