"""What a coordinator reports: the funnel, who is stuck, and every application, without anybody's contacts."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapura.accounts.models import User
from gapura.common.times import with_zone
from gapura.common.typesetting import typeset
from gapura.core.codes import tracking
from gapura.registration.coordinating.funnel import STEPS, Row, counted, funnel
from gapura.registration.coordinating.stuck import REASONS, Stuck, stuck
from gapura.registration.coordinating.workbooks import Workbook
from gapura.registration.states import State
from gapura.venues.categories import label_of
from gapura.venues.posters.data import LONGEST_NAME, printable

_SHORT: Final = 16
"""Characters up to which a column of the PDF is as wide as what it holds."""

MOST_ROWS: Final = 20_000
MOST_PRINTED: Final = 2_000
"""Applications that a report lists: a regency's many times over. A nation's wait for nobody's request."""


def workbook(user: User) -> bytes:
    """The report as XLSX: the funnel by category and by kecamatan, who is stuck, and the whole list."""
    known, waiting = funnel(user), stuck(user)
    book = Workbook()
    head = [_("Category"), *(str(step.label) for step in STEPS)]
    book.sheet(_("By category"), head, _lines(known.categories, known.total))
    head = [_("Kecamatan"), *(str(step.label) for step in STEPS)]
    book.sheet(_("By kecamatan"), head, _lines(known.kecamatan, known.total))
    head = [_("Number"), _("Place"), _("Category"), _("Reason"), _("Since"), _("What the server said")]
    book.sheet(_("Stuck"), head, (_stuck_line(each) for each in waiting))
    book.sheet(_("Applications"), _heads(), _applications(user, MOST_ROWS))
    return book.bytes()


def document(user: User) -> bytes:
    """The report as PDF (PDF/UA-1, A4 across): both funnels, how many are stuck and why, and the list."""
    known, waiting = funnel(user), stuck(user)
    now = timezone.now().astimezone(ZoneInfo(user.region.time_zone))
    steps = [str(step.label) for step in STEPS]
    counts = [(reason, sum(each.reason is reason for each in waiting)) for reason in REASONS]
    said = {
        "language": get_language() or "id",
        "title": _("Registration of offices: %(region)s") % {"region": user.region.name},
        "made": _("As of %(when)s") % {"when": with_zone(now)},
        "tables": [
            _table(_("By category"), [_("Category"), *steps], _lines(known.categories, known.total)),
            _table(_("By kecamatan"), [_("Kecamatan"), *steps], _lines(known.kecamatan, known.total)),
            _table(_("Stuck"), [_("Reason"), _("Offices")], [[str(r.label), n] for r, n in counts if n]),
            _table(_("Applications"), _heads(), _applications(user, MOST_PRINTED)),
        ],
        "page": _("page"),
    }
    return typeset(__package__, "report.typ", said)


def _heads() -> list[str]:
    return [_("Number"), _("Place"), _("Category"), _("Kecamatan"), _("Stands at"), _("Since")]


def _lines(rows: Sequence[Row], total: Row) -> list[list[object]]:
    lines: list[list[object]] = [[row.label, *(number for _step, number in row.numbers)] for row in rows]
    return [*lines, [_("Together"), *(number for _step, number in total.numbers)]]


def _stuck_line(each: Stuck) -> list[object]:
    number, since = tracking.pretty(each.number), timezone.localdate(each.since)
    return [number, each.place_name, label_of(each.category), str(each.reason.label), since, each.detail]


def _applications(user: User, most: int) -> Iterator[list[object]]:
    """A line for each application, and a last one that says how many there are beyond `most`."""
    fields = ("number", "place_name", "category", "region", "state", "since")
    found = counted(user).order_by("region", "place_name")
    listed = 0
    for each in found.only(*fields, "region__name", "region__level", "region__parent__name")[:most]:
        yield [
            each.pretty_number,
            each.place_name,
            label_of(each.category),
            each.region.kecamatan.name,
            str(State(each.state).label),
            timezone.localdate(each.since),
        ]
        listed += 1
    if listed == most and (more := found.count() - most) > 0:
        said = _("and %(number)s more, which are not listed here")
        yield ["…", said % {"number": number_format(more, force_grouping=True)}, "", "", "", ""]


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> dict[str, object]:
    """A table of the PDF; whatever people wrote is made fit for print."""
    lines = [[printable(_written(cell), LONGEST_NAME) for cell in row] for row in rows]
    numbers = [all(line[place].isdigit() for line in lines) for place in range(len(head))]
    short = [all(len(line[place]) <= _SHORT for line in lines) for place in range(len(head))]
    return {"title": title, "head": list(head), "rows": lines, "numbers": numbers, "short": short}


def _written(cell: object) -> str:
    return date_format(cell, "j M Y") if isinstance(cell, date) else str(cell)
