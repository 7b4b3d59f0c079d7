"""What the gate counts, for Prometheus."""

from __future__ import annotations

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, disable_created_metrics
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from gapura.gate.stages import Stages

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4.encode()
BATCH_BOUNDS: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
disable_created_metrics()  # type: ignore[no-untyped-call]


class Answers(Collector):
    """Counts answers, which are many, in a plain dictionary: one thread does all the counting."""

    def __init__(self) -> None:
        self.counts: defaultdict[tuple[str, str], int] = defaultdict(int)

    def collect(self) -> Iterable[Metric]:
        """The counts, as the client wants them."""
        family = CounterMetricFamily(
            "gapura_gate_answers", "Answered check-ins and check-outs", labels=("kind", "result")
        )
        for labels, count in self.counts.items():
            family.add_metric(labels, count)
        yield family


class Metrics:
    """Counters of one gate process; they start at nothing with it."""

    def __init__(self) -> None:
        own = self._registry = CollectorRegistry()
        self._answers = Answers()
        own.register(self._answers)
        self.stages = Stages()
        own.register(self.stages)
        self._told: Tally[str] = Tally()
        self._failed: Tally[str] = Tally()
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
        self._answers.counts[kind, decision] += 1

    def problem(self, name: str) -> None:
        """Count an answered problem."""
        self._problems.labels(name).inc()
        self._told[name] += 1

    def failure(self, error: Exception) -> None:
        """Count a batch or item that failed in spite of a second try."""
        self._failures.labels(type(error).__name__).inc()
        self._failed[type(error).__name__] += 1

    def batch(self, size: int) -> None:
        """Count a batch."""
        self._batches.observe(size)

    def counts(self) -> dict[str, dict[str, Any]]:
        """All counts so far, as a copy: answers (`check-in admit`), problems, failures, stages' buckets."""
        return {
            "answers": {f"{kind} {result}": n for (kind, result), n in self._answers.counts.items()},
            "problems": dict(self._told),
            "failures": dict(self._failed),
            "stages": {stage: list(buckets) for stage, buckets in self.stages.counts.items()},
        }

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)
