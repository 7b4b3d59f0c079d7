"""What the gate counts, in Prometheus' text format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final

CONTENT_TYPE: Final = b"text/plain; version=0.0.4; charset=utf-8"
BATCH_BOUNDS: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


class Metrics:
    """Counters of one gate process; they start at nothing with it."""

    def __init__(self) -> None:
        self.queued: Callable[[], int] = int
        self._answers: Counter[tuple[str, str]] = Counter()
        self._problems: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._batches: Counter[int] = Counter()
        self._asks = 0

    def answer(self, kind: str, decision: str) -> None:
        """Count an answered check-in by decision, or a check-out by who ended it."""
        self._answers[kind, decision] += 1

    def problem(self, name: str) -> None:
        """Count an answered problem."""
        self._problems[name] += 1

    def failure(self, error: Exception) -> None:
        """Count a batch or item that failed in spite of a second try."""
        self._failures[type(error).__name__] += 1

    def batch(self, size: int) -> None:
        """Count a batch."""
        self._asks += size
        self._batches[next((bound for bound in BATCH_BOUNDS if size <= bound), 0)] += 1

    def text(self) -> str:
        """Everything, as Prometheus reads it."""
        return "".join(f"{line}\n" for line in (*self._counters(), *self._histogram(), *self._gauges()))

    def _counters(self) -> list[str]:
        lines = ["# TYPE gapura_gate_answers_total counter"]
        lines += [
            f'gapura_gate_answers_total{{kind="{kind}",result="{result}"}} {count}'
            for (kind, result), count in sorted(self._answers.items())
        ]
        lines.append("# TYPE gapura_gate_problems_total counter")
        lines += [
            f'gapura_gate_problems_total{{type="{name}"}} {count}'
            for name, count in sorted(self._problems.items())
        ]
        lines.append("# TYPE gapura_gate_failures_total counter")
        lines += [
            f'gapura_gate_failures_total{{error="{name}"}} {count}'
            for name, count in sorted(self._failures.items())
        ]
        return lines

    def _histogram(self) -> list[str]:
        lines = ["# TYPE gapura_gate_batch_size histogram"]
        total = 0
        for bound in BATCH_BOUNDS:
            total += self._batches[bound]
            lines.append(f'gapura_gate_batch_size_bucket{{le="{bound}"}} {total}')
        total += self._batches[0]
        lines.append(f'gapura_gate_batch_size_bucket{{le="+Inf"}} {total}')
        return [*lines, f"gapura_gate_batch_size_sum {self._asks}", f"gapura_gate_batch_size_count {total}"]

    def _gauges(self) -> list[str]:
        return ["# TYPE gapura_gate_queue gauge", f"gapura_gate_queue {self.queued()}"]
