"""The gates' last hour, from what each has noted of its own minutes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from gapura.visits.models import GateMinute

HOUR = timedelta(hours=1)
SILENT_AFTER = timedelta(minutes=3)
STAGES = ("reading", "rules", "deciding", "writing")
OWN_FAULTS = ("try-again",)
"""Problems that say something of us and not of whoever asked."""


@dataclass(slots=True)
class Minute:
    """What all gates together did in a minute; times in milliseconds."""

    at: datetime
    answers: int = 0
    own_faults: int = 0
    slowest: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A minute in the chart; numbers as text, because a language's decimal comma draws nothing."""

    x: int
    y: str
    height: str


@dataclass(slots=True)
class GateNow:
    """One gate process: when it was last heard of, and its hour; times of its latest busy minute."""

    name: str
    last: datetime
    silent: bool
    answers: int = 0
    stalled: float = 0.0
    stages: list[tuple[str, float | None, float | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LastHour:
    """Everything an operator looks at first."""

    minutes: list[Minute]
    gates: list[GateNow]
    answers: list[tuple[str, int]]
    problems: list[tuple[str, int]]
    failures: list[tuple[str, int]]

    @property
    def most(self) -> int:
        """Answers of the busiest minute."""
        return max((minute.answers for minute in self.minutes), default=0)

    @property
    def bars(self) -> list[Bar]:
        """The minutes as bars in a frame of 600 by 100."""
        scale = 99 / (self.most or 1)
        tall = [minute.answers * scale for minute in self.minutes]
        return [
            Bar(number * 10 + 1, f"{99 - height:.1f}", f"{height:.1f}") for number, height in enumerate(tall)
        ]

    @property
    def total(self) -> int:
        """Answers of the hour."""
        return sum(minute.answers for minute in self.minutes)

    @property
    def own_faults(self) -> int:
        """Requests that were told to try again."""
        return sum(minute.own_faults for minute in self.minutes)

    @property
    def slowest(self) -> float | None:
        """Milliseconds within which 99 of 100 batches were written, in the worst minute."""
        return max((minute.slowest for minute in self.minutes if minute.slowest is not None), default=None)


def last_hour(now: datetime) -> LastHour:
    """Sixty minutes until now, quiet ones too, the newest last."""
    first = now.replace(second=0, microsecond=0) - HOUR
    notes = list(GateMinute.objects.filter(minute__gt=first).order_by("minute", "gate"))
    minutes = {at: Minute(at) for at in (first + timedelta(minutes=number) for number in range(1, 61))}
    newest = max(minutes)
    for note in notes:
        # A gate whose clock is ahead of ours has done it just now.
        _add(minutes[min(note.minute, newest)], note.figures)
    return LastHour(
        list(minutes.values()),
        list(_gates(notes, now)),
        _most_first(note.figures["answers"] for note in notes),
        _most_first(note.figures["problems"] for note in notes),
        _most_first(note.figures["failures"] for note in notes),
    )


def _add(minute: Minute, figures: dict[str, Any]) -> None:
    minute.answers += sum(figures["answers"].values())
    minute.own_faults += sum(figures["problems"].get(name, 0) for name in OWN_FAULTS)
    slow = figures["stages"]["writing"][1]
    if slow is not None:
        minute.slowest = max(minute.slowest or 0.0, slow * 1000)


def _gates(notes: list[GateMinute], now: datetime) -> Iterable[GateNow]:
    for name in sorted({note.gate for note in notes}):
        own = [note for note in notes if note.gate == name]
        last = own[-1]
        busy = next((note for note in reversed(own) if note.figures["batches"]), last)
        stages = busy.figures["stages"]
        yield GateNow(
            name,
            last.minute,
            now - last.minute > SILENT_AFTER,
            sum(sum(note.figures["answers"].values()) for note in own),
            last.figures["stalled"],
            # A gate of another version may have noted other stages within the hour.
            [(stage, *_milliseconds(stages[stage])) for stage in STAGES if stage in stages],
        )


def _milliseconds(pair: list[float | None]) -> tuple[float | None, float | None]:
    half, most = (None if seconds is None else seconds * 1000 for seconds in pair)
    return half, most


def _most_first(parts: Iterable[dict[str, int]]) -> list[tuple[str, int]]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return total.most_common()
