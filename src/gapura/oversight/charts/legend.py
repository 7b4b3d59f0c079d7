"""What the marks of a chart stand for, in words below it."""

from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.safestring import SafeString

from gapura.oversight.charts.shapes import LEAF, OCHRE, TEXT, WIDTH, element, text

LEGEND: Final = 2 * TEXT


def legend(solid: Sequence[str], dashes: Sequence[str], top: float) -> Iterator[SafeString]:
    """A block for each solid name, a dash for each other, side by side."""
    names = [(each, True) for each in solid] + [(each, False) for each in dashes]
    room = WIDTH / max(1, len(names))
    for place, (name, is_solid) in enumerate(names):
        x = place * room
        if is_solid:
            yield element("rect", x=x, y=top + 4, width=14, height=14, fill=LEAF)
        else:
            yield element("path", d=f"M{x:.1f} {top + 11:.1f}h18", stroke=OCHRE, stroke_width=3, fill="none")
        yield text(name, x + 24, top + 4 + TEXT * 0.85)
