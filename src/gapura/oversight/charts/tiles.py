"""Tiles side by side, one for each part of a region: a map where nobody has brought outlines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from django.utils.safestring import SafeString

from gapura.oversight.charts.chart import Chart, Table
from gapura.oversight.charts.shapes import INK, TEXT, WIDTH, element, picture, text

GAP: Final = 8
SHADES: Final = ("#f3eadb", "#d5e3d3", "#a9cbb3", "#6fa88a", "#2f6f52")
ON_DARK: Final = "#ffffff"


@dataclass(frozen=True, slots=True)
class Tile:
    """A part: its name, its share of 1 that shades it (None: unknown), the value as written in it, a link."""

    label: str
    share: float | None
    written: str
    href: str = ""


def shade(share: float | None) -> tuple[str, str]:
    """Background and text for a share of 1, five steps; unknown is white."""
    if share is None:
        return "#ffffff", INK
    step = min(len(SHADES) - 1, int(max(0.0, share) * len(SHADES)))
    return SHADES[step], ON_DARK if step == len(SHADES) - 1 else INK


def tiles(
    *, name: str, title: str, words: str, label: str, unit: str, parts: Sequence[Tile], columns: int = 3
) -> Chart:
    """Tiles in reading order, so many beside each other; each says its name and value in words."""
    side = (WIDTH - GAP * (columns - 1)) / columns
    height = 5 * TEXT
    lines = ceil(len(parts) / columns) or 1
    drawn = [
        _tile(part, (place % columns) * (side + GAP), (place // columns) * (height + GAP), side, height)
        for place, part in enumerate(parts)
    ]
    role = "group" if any(part.href for part in parts) else "img"
    svg = picture(name, title, words, lines * (height + GAP), drawn, role=role)
    return Chart(
        name, title, words, svg, Table((label, unit), [(part.label, part.written) for part in parts])
    )


def _tile(part: Tile, x: float, y: float, side: float, height: float) -> SafeString:
    shapes = _shapes(part, x, y, side, height)
    if not part.href:
        return element("g", *shapes)
    return element("a", *shapes, href=part.href, aria_label=f"{part.label}: {part.written}")


def _shapes(part: Tile, x: float, y: float, side: float, height: float) -> Iterator[SafeString]:
    back, front = shade(part.share)
    yield element(
        "rect",
        element("title", f"{part.label}: {part.written}"),
        x=x + 1,
        y=y + 1,
        width=side - 2,
        height=height - 2,
        rx=8,
        fill=back,
        stroke=INK,
        stroke_opacity="0.35",
    )
    yield text(_fitting(part.label, side), x + 12, y + 2 * TEXT, fill=front)
    yield text(part.written, x + 12, y + 3.6 * TEXT, fill=front, font_weight="700", font_size=TEXT * 1.2)


def _fitting(label: str, side: float) -> str:
    most = int((side - 24) / (TEXT * 0.56))
    return label if len(label) <= most else f"{label[: most - 1]}…"
