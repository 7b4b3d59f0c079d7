"""The charts of a region's figures, each with the sentence that says what it shows."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gapura.core.policy.words import COLOUR_WORDS, Colour
from gapura.oversight.charts import Chart, Row, Series, bars, figure, lines, percent, rows
from gapura.oversight.dashboards.figures import Figures
from gapura.oversight.maps import Part, region_map
from gapura.regions.models import Level
from gapura.venues.categories import label_of
from gapura.visits.standings import language

SHOWN: tuple[Colour, ...] = ("green", "yellow", "red", "black")


def pictures_of(figures: Figures) -> list[Chart]:
    """Today by hour, the days, the kinds of places, colours, refusals, the parts, and the health office's."""
    return [
        by_hour(figures.hours, figures.usual),
        by_day(figures.days, figures.today),
        by_category(figures),
        by_colour(figures.of_period),
        refusals(figures),
        *_parts(figures),
        *_health(figures),
    ]


def by_hour(hours: dict[int, int], usual: dict[int, float] | None) -> Chart:
    """Check-ins of today by local hour, beside the average of the same weekday in the weeks before."""
    highest = max(hours, key=lambda hour: hours[hour], default=None)
    if highest is None:
        words = _("Nobody has checked in today yet.")
    else:
        words = _("Most came between %(from)s and %(until)s o'clock: %(count)s check-ins.") % {
            "from": highest,
            "until": highest + 1,
            "count": figure(hours[highest]),
        }
    if usual:
        so_far = sum(usual.values())
        words += " " + _("An ordinary day of this weekday has %(count)s in all.") % {"count": figure(so_far)}
    return bars(
        name="hours",
        title=_("Check-ins today by hour"),
        words=words,
        label=_("Hour"),
        labels=[f"{hour:02}" for hour in range(24)],
        series=Series(_("Today"), [hours.get(hour, 0) for hour in range(24)]),
        expected=Series(_("Usual"), [usual[hour] for hour in range(24)]) if usual else None,
    )


def by_day(days: dict[date, Counter[str]], today: date) -> Chart:
    """Check-ins of each day of a period."""
    whole = {day: counts["check_ins"] for day, counts in days.items() if day != today}
    if not any(whole.values()):
        words = _("No check-ins in this period before today.")
    else:
        best = max(whole, key=lambda day: whole[day])
        words = _("%(sum)s check-ins, most on %(day)s: %(count)s.") % {
            "sum": figure(sum(counts["check_ins"] for counts in days.values())),
            "day": date_format(best, "j F"),
            "count": figure(whole[best]),
        }
    return bars(
        name="days",
        title=_("Check-ins by day"),
        words=words,
        label=_("Day"),
        labels=[date_format(day, "j/n") for day in days],
        series=Series(_("Check-ins"), [counts["check_ins"] for counts in days.values()]),
    )


def by_category(figures: Figures) -> Chart:
    """Check-ins of the period by kind of place, the largest first."""
    ordered = sorted(figures.categories.items(), key=lambda each: -each[1]["check_ins"])
    shown = [Row(label_of(code), counts["check_ins"]) for code, counts in ordered if counts["check_ins"]]
    if shown:
        share = shown[0].value / figures.of_period["check_ins"]
        words = _("%(kind)s: %(share)s of all check-ins.") % {
            "kind": shown[0].label,
            "share": percent(share, 0),
        }
    else:
        words = _("No check-ins in this period.")
    return rows(
        name="categories",
        title=_("By kind of place"),
        words=words,
        label=_("Kind of place"),
        unit=_("Check-ins"),
        rows=shown,
    )


def by_colour(counts: Counter[str]) -> Chart:
    """Check-ins of the period by colour, with the share of each."""
    total = counts["check_ins"]
    shown = [Row(_word(colour), counts[colour], _with_share(counts[colour], total)) for colour in SHOWN]
    if total:
        words = _("%(share)s were green.") % {"share": percent(counts["green"] / total)}
    else:
        words = _("No check-ins in this period.")
    return rows(
        name="colours",
        title=_("By colour"),
        words=words,
        label=_("Colour"),
        unit=_("Check-ins"),
        rows=shown,
    )


def _word(colour: Colour) -> str:
    return COLOUR_WORDS[colour].in_(language()).capitalize()


def _with_share(count: int, total: int) -> str:
    return f"{figure(count)} ({percent(count / total)})" if total else figure(count)


def refusals(figures: Figures) -> Chart:
    """The shares of each day in use that were not admitted by rule, or had to be checked, in per cent."""
    days = [(day, counts) for day, counts in figures.days.items() if counts["check_ins"]]
    period = figures.of_period
    if period["check_ins"]:
        words = _("%(refuse)s were not admitted, %(verify)s were to be checked by an officer.") % {
            "refuse": percent(period["refuse"] / period["check_ins"], 2),
            "verify": percent(period["verify"] / period["check_ins"], 2),
        }
    else:
        words = _("No check-ins in this period.")
    return lines(
        name="refusals",
        title=_("Not admitted and to be checked, in per cent"),
        words=words,
        label=_("Day"),
        labels=[date_format(day, "j/n") for day, _counts in days],
        series=Series(
            _("Not admitted"), [_percentage(counts, "refuse") for _day, counts in days], decimals=1
        ),
        other=Series(
            _("To be checked"), [_percentage(counts, "verify") for _day, counts in days], decimals=1
        ),
    )


def _percentage(counts: Counter[str], name: str) -> float:
    return 100 * counts[name] / counts["check_ins"]


def _parts(figures: Figures) -> Iterator[Chart]:
    """The map (or tiles) of a region's parts, shaded by check-ins for each live place."""
    if not figures.parts:
        return
    each = [(part.region, _a_place(part.counts, part.places)) for part in figures.parts]
    known = [(region.name, value) for region, value in each if value is not None]
    best, highest = max(known, key=lambda pair: pair[1], default=("", 0.0))
    if highest:
        words = _("Most for each place in %(part)s: %(count)s check-ins.") % {
            "part": best,
            "count": figure(highest),
        }
    else:
        words = _("No check-ins in this period.")
    yield region_map(
        figures.region,
        [
            Part(
                region.code,
                region.name,
                value / highest if value is not None and highest else None,
                figure(value),
                f"?wilayah={region.code}&hari={figures.period}",
            )
            for region, value in each
        ],
        name="parts",
        title=_("Check-ins for each place, by kecamatan")
        if figures.region.level == Level.REGENCY
        else _("Check-ins for each place, by region"),
        words=words,
        label=_("Region"),
        unit=_("For each place"),
    )


def _a_place(counts: Counter[str], places: int) -> float | None:
    return counts["check_ins"] / places if places else None


def _health(figures: Figures) -> Iterator[Chart]:
    """Cases and recoveries, then doses, where health offices reported any."""
    if not figures.health:
        return
    days = [*figures.days]
    labels = [date_format(day, "j/n") for day in days]

    def series(name: str, label: str) -> Series:
        return Series(label, [figures.health.get(day, {}).get(name) for day in days])

    def total(name: str) -> int:
        return sum(reported[name] or 0 for reported in figures.health.values())

    reported = len(figures.health)
    yield lines(
        name="cases",
        title=_("Cases and recoveries"),
        words=ngettext(
            "%(cases)s cases and %(recoveries)s recoveries on the %(days)s day reported.",
            "%(cases)s cases and %(recoveries)s recoveries on the %(days)s days reported.",
            reported,
        )
        % {"cases": figure(total("cases")), "recoveries": figure(total("recoveries")), "days": reported},
        label=_("Day"),
        labels=labels,
        series=series("cases", _("Cases")),
        other=series("recoveries", _("Recoveries")),
    )
    yield bars(
        name="doses",
        title=_("Doses given"),
        words=_("%(doses)s doses in this period.") % {"doses": figure(total("doses"))},
        label=_("Day"),
        labels=labels,
        series=series("doses", _("Doses")),
    )
