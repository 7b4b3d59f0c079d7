"""A region's weekly report on one page of A4: figures, a chart with its words, and coverage by part."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gapura import config
from gapura.common.times import with_zone
from gapura.common.typesetting import typeset
from gapura.oversight.charts import Chart, Series, bars, figure, percent
from gapura.oversight.coverage.counting import LIVE_DAYS
from gapura.oversight.coverage.showing import below, parts_map, sentence
from gapura.oversight.exports.figures import Counts, WeekFigures
from gapura.venues.posters.data import LONGEST_NAME, printable


def document(figures: WeekFigures) -> bytes:
    """The report as PDF (PDF/UA-1) in the reader's language."""
    region, week = figures.region, figures.week
    now = timezone.now().astimezone(ZoneInfo(region.time_zone))
    chart = days_chart(figures)
    area = parts_map(figures.coverage, linked=False) if figures.coverage else None
    said = {
        "language": get_language() or "id",
        "title": title(figures),
        "week": f"{week.in_words} ({week.name})",
        "made": _("As of %(when)s") % {"when": with_zone(now)},
        "facts": [{"label": label, "value": value} for label, value in facts(figures)],
        "charts": [
            {"title": each.title, "words": each.words, "svg": str(each.svg)} for each in (chart, area) if each
        ],
        "coverage": sentence(figures.coverage.total) if figures.coverage else _("Coverage was not counted."),
        "head": _heads(figures),
        "rows": [[printable(cell, LONGEST_NAME) for cell in row] for row in _rows(figures)],
        "notes": _("Check-ins are scans, whatever was decided. Live: a scan within the last %(days)d days.")
        % {"days": LIVE_DAYS},
        "domain": config.current().domain,
    }
    return typeset(__package__, "report.typ", said)


def title(figures: WeekFigures) -> str:
    """What the report is called."""
    return _("Weekly report: %(region)s") % {"region": figures.region.name}


def facts(figures: WeekFigures) -> list[tuple[str, str]]:
    """The week's figures with their names, as the report and the letter begin."""
    total = figures.total
    return [
        (_("Check-ins"), _with_change(figures)),
        (_("Admitted"), f"{figure(total.admit)} ({percent(total.admitted)})"),
        (_("To an officer"), figure(total.verify)),
        (_("Refused"), figure(total.refuse)),
        (_("Of these black"), figure(total.black)),
        (_("Full"), figure(total.full)),
    ]


def days_chart(figures: WeekFigures) -> Chart:
    """The check-ins of each day, and the busiest one in words."""
    busiest, most = max(figures.days, key=lambda each: each[1].check_ins)
    words = _("Nobody checked in this week.")
    if most.check_ins:
        words = _("Most on %(day)s: %(count)s check-ins.") % {
            "day": date_format(busiest, "l"),
            "count": figure(most.check_ins),
        }
    return bars(
        name="week",
        title=_("Check-ins by day"),
        words=words,
        label=_("Day"),
        labels=[date_format(day, "D j") for day, _counts in figures.days],
        series=Series(_("Check-ins"), [counts.check_ins for _day, counts in figures.days]),
    )


def _with_change(figures: WeekFigures) -> str:
    count = figure(figures.total.check_ins)
    if figures.change is None:
        return count
    sign = "+" if figures.change >= 0 else "−"
    return f"{count} ({sign}{percent(abs(figures.change))})"


def _heads(figures: WeekFigures) -> list[str]:
    return [
        below(figures.region),
        _("Check-ins"),
        _("Admitted"),
        _("Refused"),
        _("Known"),
        _("Registered"),
        _("Live"),
    ]


def _rows(figures: WeekFigures) -> Sequence[list[str]]:
    covered = {row.code: row for row in figures.coverage.parts} if figures.coverage else {}

    def line(label: str, counts: Counts, code: str) -> list[str]:
        row = covered.get(code)
        known = [figure(row.known), figure(row.registered), figure(row.live)] if row else ["–"] * 3
        return [label, figure(counts.check_ins), percent(counts.admitted), figure(counts.refuse), *known]

    return [line(name, counts, code) for code, name, counts in figures.parts]
