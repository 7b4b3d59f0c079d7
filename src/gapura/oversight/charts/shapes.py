"""The elements of an SVG picture: text is escaped, and style is said by attributes, as a strict CSP asks."""

from collections.abc import Iterable
from functools import cache
from html import escape
from itertools import chain
from typing import Final

from django.utils.safestring import SafeString

from gapura.regions import plans

WIDTH: Final = plans.WIDTH
"""How wide every picture is, as a map is, in its own units: a phone's width, so that text stays readable."""

TEXT: Final = 15
"""The height of text in the same units."""

INK: Final = "#1d2420"
SOFT: Final = "#4b524c"
LINE: Final = "#ddd2c0"
LEAF: Final = "#2f6f52"
OCHRE: Final = "#9a5b00"
WASH: Final = "#e3cf9f"


def element(name: str, *children: SafeString | str, **attributes: object) -> SafeString:
    """One element. `stroke_width=2` is written `stroke-width="2"`; what is None is left out."""
    # A page has hundreds of these, so they are put together without a format of Django's for each.
    given = "".join(
        f' {_name(key)}="{_written(value)}"' for key, value in attributes.items() if value is not None
    )
    return SafeString(f"<{name}{given}>{''.join(map(_written, children))}</{name}>")


def text(words: object, x: float, y: float, *, anchor: str = "start", **attributes: object) -> SafeString:
    """Words whose baseline is at `y`; `anchor` is start, middle or end."""
    given = {"fill": SOFT, "font_size": TEXT, "text_anchor": anchor, **attributes}
    return element("text", str(words), x=x, y=y, **given)


def picture(
    name: str, title: str, words: str, height: float, parts: Iterable[SafeString], *, role: str = "img"
) -> SafeString:
    """The whole SVG, named by its title and described by `words`; `name` keeps its ids unique on a page.

    `role` is `group` where there are links in it: what is within an image cannot be reached by keyboard.
    """
    named = (element("title", title, id=f"{name}-title"), element("desc", words, id=f"{name}-desc"))
    return element(
        "svg",
        *chain(named, parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {_short(height)}",
        role=role,
        aria_labelledby=f"{name}-title {name}-desc",
        font_family="system-ui, Segoe UI, Roboto, Noto Sans, sans-serif",
    )


@cache
def _name(key: str) -> str:
    return key.strip("_").replace("_", "-")


def _written(value: object) -> str:
    """As it stands in the picture, escaped unless it is known to be safe."""
    return value if isinstance(value, SafeString) else escape(str(_short(value)))


def _short(value: object) -> object:
    """A number as a picture needs it: a tenth of a unit is finer than any screen."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value
