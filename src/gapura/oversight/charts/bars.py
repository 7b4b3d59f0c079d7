"""Bars: upright ones over hours or days, with what was expected beside them, and lying ones with words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from gapura.oversight.charts.axes import BOTTOM, HEIGHT, Axes
from gapura.oversight.charts.chart import Chart, Series, Table
from gapura.oversight.charts.figures import figure
from gapura.oversight.charts.legend import LEGEND, legend
from gapura.oversight.charts.shapes import INK, LEAF, LINE, OCHRE, SOFT, TEXT, WIDTH, element, picture, text

ROW: Final = 3 * TEXT


def bars(
    *,
    name: str,
    title: str,
    words: str,
    label: str,
    labels: Sequence[str],
    series: Series,
    expected: Series | None = None,
) -> Chart:
    """Upright bars over `labels`; `expected` is drawn as a dash across each bar. `label` heads the labels."""
    highest = max(series.highest, expected.highest if expected else 0)
    axes = Axes(labels, highest)
    parts = [*axes.frame(), *_upright(axes, series)]
    height = HEIGHT
    if expected:
        parts += [*_dashes(axes, expected), *legend([series.name], [expected.name], HEIGHT)]
        height += LEGEND
    drawn = [series, expected] if expected else [series]
    return Chart(name, title, words, picture(name, title, words, height, parts), table(label, labels, drawn))


def table(label: str, labels: Sequence[str], drawn: Sequence[Series]) -> Table:
    """The figures of series under the same labels."""
    rows = [
        (each, *(figure(one.values[place], one.decimals) for one in drawn))
        for place, each in enumerate(labels)
    ]
    return Table((label, *(one.name for one in drawn)), rows)


def _upright(axes: Axes, series: Series) -> Iterator[SafeString]:
    for place, value in enumerate(series.values):
        if value:
            y = axes.y(value)
            yield element(
                "rect",
                element("title", f"{axes.labels[place]}: {figure(value, series.decimals)}"),
                x=axes.x(place + 0.12),
                y=y,
                width=axes.step * 0.76,
                height=max(1.0, BOTTOM - y),
                fill=LEAF,
                class_="bar",
            )


def _dashes(axes: Axes, expected: Series) -> Iterator[SafeString]:
    for place, value in enumerate(expected.values):
        if value:
            d = f"M{axes.x(place):.1f} {axes.y(value):.1f}h{axes.step:.1f}"
            yield element("path", d=d, stroke=OCHRE, stroke_width=3, fill="none")


@dataclass(frozen=True, slots=True)
class Row:
    """A lying bar: its name, its value, and how the value is written where not as a plain figure."""

    label: str
    value: float
    written: str = ""

    @property
    def shown(self) -> str:
        """The value in the page's language."""
        return self.written or figure(self.value)


def rows(*, name: str, title: str, words: str, label: str, unit: str, rows: Sequence[Row]) -> Chart:
    """Lying bars under their names, for things with words; `unit` heads the values."""
    highest = max((row.value for row in rows), default=0) or 1
    parts = [part for place, row in enumerate(rows) for part in _lying(row, place * ROW, highest)]
    svg = picture(name, title, words, max(1, len(rows)) * ROW, parts)
    return Chart(name, title, words, svg, Table((label, unit), [(row.label, row.shown) for row in rows]))


def _lying(row: Row, top: float, highest: float) -> Iterator[SafeString]:
    yield text(row.label, 0, top + TEXT, fill=INK)
    yield text(row.shown, WIDTH, top + TEXT, anchor="end", fill=SOFT)
    frame = {"x": 0, "y": top + TEXT + 7, "height": 12, "rx": 3}
    yield element("rect", width=WIDTH, fill=LINE, **frame)
    if row.value > 0:
        yield element("rect", width=max(2.0, WIDTH * row.value / highest), fill=LEAF, class_="bar", **frame)
