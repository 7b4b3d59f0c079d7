"""A line over days, with a second, dashed one or a band of what is likely."""

from collections.abc import Iterator, Sequence

from django.utils.safestring import SafeString

from gapura.oversight.charts.axes import HEIGHT, Axes
from gapura.oversight.charts.bars import table
from gapura.oversight.charts.chart import Chart, Series
from gapura.oversight.charts.legend import LEGEND, legend
from gapura.oversight.charts.shapes import LEAF, OCHRE, WASH, element, picture


def lines(
    *,
    name: str,
    title: str,
    words: str,
    label: str,
    labels: Sequence[str],
    series: Series,
    other: Series | None = None,
    low: Series | None = None,
    high: Series | None = None,
) -> Chart:
    """A line over `labels`, broken where a value is unknown; `low` and `high` together bound a band."""
    drawn = [each for each in (series, other, low, high) if each]
    axes = Axes(labels, max(each.highest for each in drawn))
    parts = [*axes.frame()]
    if low and high:
        parts.append(_band(axes, low, high))
    parts += _line(axes, series, LEAF, None)
    if other:
        parts += _line(axes, other, OCHRE, "6 5")
    height = HEIGHT
    if len(drawn) > 1:
        parts += legend([series.name], [each.name for each in (other,) if each], HEIGHT)
        height += LEGEND
    return Chart(name, title, words, picture(name, title, words, height, parts), table(label, labels, drawn))


def _line(axes: Axes, series: Series, colour: str, dash: str | None) -> Iterator[SafeString]:
    for run in _runs(series.values):
        points = [(axes.x(place + 0.5), axes.y(value)) for place, value in run]
        d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        # A day alone between unknown ones is a dot.
        d += "h0.1" if len(points) == 1 else ""
        yield element(
            "path",
            d=d,
            stroke=colour,
            stroke_width=3,
            fill="none",
            stroke_dasharray=dash,
            stroke_linecap="round",
        )


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """The stretches of known values with their places."""
    run: list[tuple[int, float]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _band(axes: Axes, low: Series, high: Series) -> SafeString:
    known = [
        (axes.x(place + 0.5), axes.y(least), axes.y(most))
        for place, (least, most) in enumerate(zip(low.values, high.values, strict=True))
        if least is not None and most is not None
    ]
    there = [f"{x:.1f} {most:.1f}" for x, _least, most in known]
    back = [f"{x:.1f} {least:.1f}" for x, least, _most in reversed(known)]
    return element("path", d=f"M{'L'.join(there + back)}Z" if known else "", fill=WASH, class_="band")
