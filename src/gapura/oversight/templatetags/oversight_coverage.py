"""The table of coverage, each number a link to the places behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from gapura.oversight.charts import figure, percent
from gapura.oversight.coverage.reading import APPLYING, COUNTS, LIVE, REGISTERED, Row, What
from gapura.regions.models import Region

register = template.Library()


@dataclass(frozen=True, slots=True)
class Cell:
    """A count as the table writes it: with the address of its list, and its share of what is known."""

    label: str
    number: str
    href: str
    share: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the table writes it, a cell for each count."""

    row: Row
    name: str
    href: str
    known: str
    numbers: list[Cell]


@register.inclusion_tag("oversight/coverage/table.html", takes_context=True)
def coverage_table(
    context: dict[str, Any],
    rows: Sequence[Row],
    head: str,
    region: Region,
    kind: str,
    category: str,
    total: Row | None = None,
) -> dict[str, object]:
    """Rows of a region's parts (`part`) or categories; `category` narrows the lists of parts."""
    lists_applying = bool(context.get("lists_applying"))

    def line(row: Row, code: str, kept: str, href: str = "") -> Line:
        return _line(row, code, kept, href, lists_applying)

    lines = [
        line(row, row.code, category, _of_part(row.code, category))
        if kind == "part"
        else line(row, region.code, row.code)
        for row in rows
    ]
    return {
        "caption": _("By region") if kind == "part" else _("By category"),
        "head": head,
        "counts": COUNTS,
        "lines": lines,
        "total": line(total, region.code, category) if total else None,
    }


def _line(row: Row, code: str, category: str, href: str, lists_applying: bool) -> Line:
    cells = []
    for what in COUNTS:
        number = getattr(row, what.code)
        listed = number and (lists_applying or what is not APPLYING)
        address = reverse("coverage_places", args=[code, what.code])
        cells.append(
            Cell(
                str(what.label),
                figure(number),
                _with(address, category) if listed else "",
                _share(row, what),
            )
        )
    return Line(row, row.label or _("Together"), href, figure(row.known), cells)


def _share(row: Row, what: What) -> str:
    """The share of what is known, for those counts that have one."""
    shares = {REGISTERED: row.share_registered, LIVE: row.share_live}
    return percent(shares[what]) if what in shares and row.known else ""


def _of_part(code: str, category: str) -> str:
    return _with(reverse("coverage_region", args=[code]), category)


def _with(address: str, category: str) -> str:
    return f"{address}?{urlencode({'kategori': category})}" if category else address
