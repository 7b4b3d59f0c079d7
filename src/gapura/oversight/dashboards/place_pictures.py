"""The charts of one place's figures, each with the sentence that says what it shows."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gapura.oversight.charts import Chart, Row, Series, bars, figure, lines, percent, rows
from gapura.oversight.dashboards.pictures import by_colour, by_day, by_hour
from gapura.oversight.dashboards.places import PlaceFigures
from gapura.oversight.rollups.measures import LEFT_BY
from gapura.venues.models import Door

MONDAY = date(2021, 10, 11)


def pictures_of(figures: PlaceFigures) -> list[Chart]:
    """Today by hour, weekdays, days, the fullest moment of each day, doors, colours, and how visits ended."""
    return [
        by_hour(figures.hours, figures.usual),
        _by_weekday(figures),
        by_day(figures.days, figures.today),
        _peaks(figures),
        _by_door(figures),
        by_colour(figures.of_period),
        _endings(figures),
    ]


def _by_weekday(figures: PlaceFigures) -> Chart:
    names = [date_format(MONDAY + timedelta(days=number), "l") for number in range(7)]
    averages = figures.weekdays
    known = [(value, name) for value, name in zip(averages, names, strict=True) if value]
    if known:
        value, name = max(known)
        words = _("Busiest on %(day)s: %(count)s check-ins on average.") % {
            "day": name,
            "count": figure(value),
        }
    else:
        words = _("No whole day has been counted yet.")
    if figures.expected:
        week = figure(sum(figures.expected))
        words += " " + _("About %(count)s visits are expected in an ordinary week.") % {"count": week}
    return bars(
        name="weekdays",
        title=_("An ordinary week"),
        words=words,
        label=_("Weekday"),
        labels=names,
        series=Series(_("Check-ins on average"), averages),
        expected=Series(_("Visits expected"), figures.expected) if figures.expected else None,
    )


def _peaks(figures: PlaceFigures) -> Chart:
    """The most people inside each day, beside how many there may be."""
    peaks = {day: counts["peak"] for day, counts in figures.days.items()}
    day = max(peaks, key=lambda each: peaks[each])
    words = (
        _("Fullest on %(day)s with %(count)s of %(capacity)s people.")
        % {
            "day": date_format(day, "j F"),
            "count": figure(peaks[day]),
            "capacity": figure(figures.venue.capacity),
        }
        if peaks[day]
        else _("Nobody has been admitted in this period.")
    )
    return lines(
        name="peaks",
        title=_("Most people inside, by day"),
        words=words,
        label=_("Day"),
        labels=[date_format(each, "j/n") for each in peaks],
        series=Series(_("Most inside"), [*peaks.values()]),
        other=Series(_("Capacity"), [figures.venue.capacity] * len(peaks)),
    )


def _by_door(figures: PlaceFigures) -> Chart:
    doors = {door.number: door.name for door in Door.objects.filter(venue=figures.venue)}
    named = {0: _("The place's own code, no door"), **doors}
    shown = [
        Row(named.get(number, str(number)), figures.doors.get(number, 0))
        for number in sorted({*figures.doors, *doors})
    ]
    unused = [row.label for row in shown if not row.value]
    total = sum(row.value for row in shown)
    if not total:
        words = _("Nobody scanned at any door in the last four weeks.")
    elif unused:
        words = _("Nobody scanned at: %(doors)s. Does its poster still hang?") % {"doors": ", ".join(unused)}
    else:
        best = max(shown, key=lambda row: row.value)
        words = _("Most scanned at %(door)s: %(share)s.") % {
            "door": best.label,
            "share": percent(best.value / total, 0),
        }
    return rows(
        name="doors",
        title=_("Door by door, last four weeks"),
        words=words,
        label=_("Door"),
        unit=_("Check-ins"),
        rows=shown,
    )


def _endings(figures: PlaceFigures) -> Chart:
    words = {
        "visitor": _("Checked out by the visitor"),
        "officer": _("Checked out by an officer"),
        "elsewhere": _("Checked in elsewhere"),
        "limit": _("Closed when their time was up"),
    }
    period = figures.of_period
    share = figures.checked_out
    return rows(
        name="endings",
        title=_("How visits ended"),
        words=_("%(share)s of ended visits were checked out.") % {"share": percent(share, 0)}
        if share is not None
        else _("No visit has ended yet."),
        label=_("How"),
        unit=_("Visits"),
        rows=[Row(words[by], period[f"left_{by}"]) for by in LEFT_BY],
    )
