"""The frame of a chart with labels below and a scale on the left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.utils.safestring import SafeString

from gapura.oversight.charts.figures import figure, ticks
from gapura.oversight.charts.shapes import LINE, TEXT, WIDTH, element, text

HEIGHT: Final = 240
TOP: Final = 12
BOTTOM: Final = HEIGHT - 2 * TEXT
LABEL_GAP: Final = 10


@dataclass(frozen=True, slots=True)
class Axes:
    """Where a value lies: `labels` side by side, values from 0 up to a round number above `highest`."""

    labels: Sequence[str]
    highest: float
    marks: list[float] = field(init=False)
    left: float = field(init=False)

    def __post_init__(self) -> None:
        """The scale needs as much room as its longest figure."""
        object.__setattr__(self, "marks", ticks(self.highest))
        longest = max(len(figure(mark)) for mark in self.marks)
        object.__setattr__(self, "left", 14.0 + longest * TEXT * 0.56)

    @property
    def step(self) -> float:
        """The width of one label's place."""
        return (WIDTH - self.left) / max(1, len(self.labels))

    def x(self, place: float) -> float:
        """The left edge of a label's place."""
        return self.left + place * self.step

    def y(self, value: float) -> float:
        """The height of a value."""
        return BOTTOM - (BOTTOM - TOP) * value / self.marks[-1]

    def frame(self) -> Iterator[SafeString]:
        """Lines with their figures, and as many labels as find room."""
        for mark in self.marks:
            y = self.y(mark)
            yield element("path", d=f"M{self.left:.1f} {y:.1f}H{WIDTH}", stroke=LINE, fill="none")
            yield text(figure(mark), self.left - 8, y + TEXT / 3, anchor="end")
        widest = max((len(label) for label in self.labels), default=1) * TEXT * 0.56 + LABEL_GAP
        every = max(1, -(-int(widest) // max(1, int(self.step))))
        for place in range(0, len(self.labels), every):
            # The last one would be cut off where it is longer than its place.
            if self.x(place + 0.5) + widest / 2 < WIDTH + LABEL_GAP:
                label = self.labels[place]
                yield text(label, self.x(place + 0.5), BOTTOM + TEXT + 6, anchor="middle")
