"""The map of a region's parts: shade, pattern and words say the same, and each part may be a link."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gapura.oversight.charts.chart import Chart, Table
from gapura.oversight.charts.shapes import INK, TEXT, element, text
from gapura.oversight.charts.tiles import SHADES, Tile, shade, tiles
from gapura.regions.models import Region
from gapura.regions.plans import Drawn, Plan, plan_of

SMALLER: Final = TEXT - 2
_GAPS: Final = (0, 14, 10, 7, 5)
"""Units between the stripes of each step; the lightest has none."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the region: its share of 1 that shades it (None: unknown), and the value as written in it."""

    code: str
    label: str
    share: float | None
    written: str
    href: str = ""


def region_map(
    region: Region, parts: Sequence[Part], *, name: str, title: str, words: str, label: str, unit: str
) -> Chart:
    """The parts as a map, or as tiles where not all of them have outlines; two statements at most.

    `label` heads the parts' names in the table beside it, `unit` their values; `name` is unique on its page.
    """
    plan = plan_of(region)
    if plan is None:
        shown = [Tile(part.label, part.share, part.written, part.href) for part in parts]
        return tiles(name=name, title=title, words=words, label=label, unit=unit, parts=shown)
    by_code = {part.code: part for part in parts}
    said = f"{words} " + _("Outlines: %(source)s.") % {"source": plan.source}
    svg = _picture(plan, by_code, name, title, said)
    return Chart(name, title, said, svg, Table((label, unit), [(each.label, each.written) for each in parts]))


def _picture(plan: Plan, parts: Mapping[str, Part], name: str, title: str, words: str) -> SafeString:
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", words, id=f"{name}-desc"),
        element("defs", *(_pattern(name, step) for step in range(1, len(SHADES)))),
        *(_area(each, parts.get(each.code), name) for each in plan.parts),
        # Names last, so that no neighbour lies on them.
        *(line for each in plan.parts for line in _names(each, parts.get(each.code))),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {plan.width:.0f} {plan.height:.0f}",
        # A group and no image: what is within an image cannot be reached by keyboard.
        role="group",
        aria_labelledby=f"{name}-title {name}-desc",
        font_family="system-ui, Segoe UI, Roboto, Noto Sans, sans-serif",
    )


def _pattern(name: str, step: int) -> SafeString:
    """Stripes that stand closer the higher the share."""
    gap = _GAPS[step]
    return element(
        "pattern",
        element("rect", width=gap, height=gap, fill=SHADES[step]),
        element("path", d=f"M0 0V{gap}", stroke=INK, stroke_width=2, stroke_opacity="0.3"),
        id=f"{name}-{step}",
        width=gap,
        height=gap,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def _area(drawn: Drawn, part: Part | None, name: str) -> SafeString:
    share = part.share if part else None
    step = SHADES.index(shade(share)[0]) if share is not None else -1
    fill = f"url(#{name}-{step})" if step > 0 else shade(share)[0]
    path = element(
        "path",
        *([element("title", f"{part.label}: {part.written}")] if part else []),
        d=drawn.path,
        fill=fill,
        fill_rule="evenodd",
        stroke=INK,
        stroke_width=1.2,
        stroke_dasharray=None if part and part.share is not None else "4 3",
    )
    if part is None or not part.href:
        return path
    return element("a", path, href=part.href, aria_label=f"{part.label}: {part.written}")


def _names(drawn: Drawn, part: Part | None) -> Iterator[SafeString]:
    if part is None:
        return
    back, front = shade(part.share)
    style = {
        "fill": front,
        "stroke": back,
        "stroke_width": 4,
        "paint_order": "stroke",
        "stroke_linejoin": "round",
        "pointer_events": "none",
        # The link around the area says it already.
        "aria_hidden": "true" if part.href else None,
    }
    yield text(part.label, drawn.x, drawn.y, anchor="middle", **{**style, "font_size": SMALLER})
    yield text(part.written, drawn.x, drawn.y + TEXT, anchor="middle", **{**style, "font_weight": "700"})
