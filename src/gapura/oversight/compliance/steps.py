"""A place's arithmetic told step by step: what goes in, each intermediate, what comes out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gapura.core.compliance import Arithmetic, Expectation, LeftOut, Parameters, Stretch
from gapura.oversight.charts import figure, percent
from gapura.venues.categories import label_of
from gapura.venues.weekdays import DAY_NAMES

WHY_LEFT_OUT: dict[str, Promise] = {
    LeftOut.WITHDRAWN: gettext_lazy("withdrawn"),
    LeftOut.CLOSED: gettext_lazy("closed on too many days of the period"),
    LeftOut.NEW: gettext_lazy("newly registered"),
    LeftOut.UNDECLARED: gettext_lazy("staff and guests not declared"),
    LeftOut.THIN: gettext_lazy("too few visits expected"),
}
"""Why a place is not ranked, as it stands in a list."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is worked out, from which numbers, and what comes out."""

    what: str
    sum: str
    result: str


def steps(
    found: Arithmetic,
    group: tuple[str, int | None],
    parameters: Parameters,
    told: Mapping[str, Any] | None = None,
) -> list[Step]:
    """The whole way from what a place declares to its share and interval, in the reader's language.

    With `told`, its public form, a sum whose parts are too few to be told stands without them.
    """
    return [
        *_expectation(found.expectation, found, parameters),
        *_calendar(found, group),
        Step(
            _("Visits expected in the period"),
            f"{figure(found.expectation.daily, 1)} × {figure(found.weight, 2)}",
            figure(found.expected),
        ),
        _counted(found, parameters, parts=told is None or told["companions_counted"] is not None),
        Step(
            _("Compliance: those who checked in, of those expected"),
            f"{figure(found.counted)} ÷ {figure(found.expected)}" if found.expected else "",
            percent(found.share) if found.expected else "–",
        ),
        *_interval(found, parameters),
    ]


def beside(found: Arithmetic, parameters: Parameters) -> list[tuple[str, str]]:
    """What stands beside the share without changing it: label and value."""
    rows = [
        (_("Open days without a check-in"), f"{found.silent_days} / {found.open_days}"),
        (_("Check-outs, of the check-ins"), percent(found.check_out_share)),
        (_("People who came in on another's check-in"), _group(found, parameters)),
        (_("Sent to an officer"), figure(found.to_verify)),
    ]
    if found.verified_share is not None:
        rows.append((_("Of these, answered by an officer's scanner"), percent(found.verified_share)))
    if found.elsewhen:
        rows.append((_("Check-ins on closed days, not counted"), figure(found.elsewhen)))
    return rows


def beside_in_public(
    found: Arithmetic, parameters: Parameters, told: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """The same for everybody, by its public form: nothing about officers, and no small counts of people."""
    silent, outs, group, *_officers = beside(found, parameters)
    few = _("too few people to be told")
    people = told["companions_counted"] is not None
    rows = [
        silent,
        outs if people and told["check_outs"] is not None else (outs[0], few),
        group if people else (group[0], few),
    ]
    if found.elsewhen:
        elsewhen = few if told["elsewhen"] is None else figure(found.elsewhen)
        rows.append((_("Check-ins on closed days, not counted"), elsewhen))
    return rows


def group_name(group: tuple[str, int | None], parameters: Parameters) -> str:
    """The peers in words: category and expected visits a day."""
    category, size = group
    if not category:
        return _("all places of the regency")
    if size is None:
        return _("%(category)s, every size") % {"category": label_of(category)}
    limits = parameters.size_limits
    if size == 0:
        visits = _("fewer than %(most)s visits a day") % {"most": figure(limits[0])}
    elif size == len(limits):
        visits = _("%(least)s visits a day or more") % {"least": figure(limits[-1])}
    else:
        span = {"least": figure(limits[size - 1]), "most": figure(limits[size])}
        visits = _("%(least)s to %(most)s visits a day") % span
    return f"{label_of(category)}, {visits}"


def _expectation(expects: Expectation, found: Arithmetic, parameters: Parameters) -> Iterator[Step]:
    yield from _declared(expects, parameters)
    if not expects.counted_days:
        yield Step(_("Corrected by head counts"), _("nobody counted people at the door"), "–")
        return
    scatter = found.yardstick.dispersion
    prior = expects.shape - expects.counted_people / scatter
    rate = expects.rate - expects.counted_weight / scatter
    days = ngettext("%(n)d day counted", "%(n)d days counted", expects.counted_days)
    yield Step(
        _("Corrected by head counts: the more days are counted, the more they weigh"),
        f"{days % {'n': expects.counted_days}}: ({figure(prior, 2)} + {figure(expects.counted_people)} ÷"
        f" {figure(scatter, 2)}) ÷ ({figure(rate, 4)} + {figure(expects.counted_weight, 2)} ÷"
        f" {figure(scatter, 2)})",
        figure(expects.daily, 1),
    )


def _declared(expects: Expectation, parameters: Parameters) -> Iterator[Step]:
    what = _("Visits on an ordinary open day, as declared: share of the staff that is in, and guests")
    presence = figure(parameters.staff_presence, 2)
    if not expects.stretches:
        sum_ = f"{presence} × {figure(expects.staff)} + {figure(expects.guests)}"
        yield Step(what, sum_, figure(expects.declared, 1))
        return
    for each in expects.stretches:
        yield Step(
            _("On open days from %(day)s on: %(what)s") % {"day": _day(each), "what": what},
            f"{presence} × {figure(each.staff)} + {figure(each.guests)}",
            figure(each.declared, 1) if each.declared else _("nothing declared"),
        )
    known = [each for each in expects.stretches if each.declared]
    if known:
        parts = " + ".join(f"{figure(each.declared, 1)} × {figure(each.weight, 2)}" for each in known)
        weight = figure(sum(each.weight for each in known), 2)
        yield Step(
            _("The mean of these, by what the open days weigh on which they were declared"),
            f"({parts}) ÷ {weight}",
            figure(expects.declared, 1),
        )


def _day(stretch: Stretch) -> str:
    return date_format(stretch.since, "j F Y")


def _calendar(found: Arithmetic, group: tuple[str, int | None]) -> Iterator[Step]:
    names = list(DAY_NAMES.values())
    week = [
        f"{str(names[number])[:3]} {figure(weight, 2)}"
        for number, weight in enumerate(found.yardstick.pattern)
        if weight
    ]
    peers = ngettext("of %(n)d place like it", "of %(n)d places like it", found.yardstick.peers)
    yield Step(
        _("What each weekday weighs, learned before the period from this place and from peers"),
        " · ".join(week) or "–",
        peers % {"n": found.yardstick.peers},
    )
    if found.yardstick.shut:
        yield Step(
            _("Weekdays taken as closed: always silent before, though other days were busy"),
            _("If this is right, say so in the opening hours."),
            ", ".join(str(names[number]) for number in found.yardstick.shut),
        )
    if found.stated_days:
        yield Step(
            _("Days on which the place said that it was closed: nobody is expected"),
            _("They would be open days by opening hours and holidays."),
            ngettext("%(n)d day", "%(n)d days", found.stated_days) % {"n": found.stated_days},
        )
    yield Step(
        _("Open days: not closed by opening hours or holiday, and what they weigh together"),
        ngettext("%(n)d day", "%(n)d days", found.open_days) % {"n": found.open_days},
        figure(found.weight, 2),
    )


def _counted(found: Arithmetic, parameters: Parameters, *, parts: bool) -> Step:
    most = percent(parameters.companions_counted, 0)
    added = f"{figure(found.check_ins)} + {figure(found.companions_counted)}"
    if found.companions_counted < found.companions:
        added += " " + _("(of %(all)s companions)") % {"all": figure(found.companions)}
    what = _("Check-ins, and companions up to %(most)s of them")
    if parameters.counted == "people":
        what = _("People let in, each once a day, and companions up to %(most)s of them")
    return Step(
        what % {"most": most},
        added if parts else _("too few people to be told"),
        figure(found.counted),
    )


def _interval(found: Arithmetic, parameters: Parameters) -> Iterator[Step]:
    scatter = found.yardstick.dispersion
    yield Step(
        _("How much more days scatter than pure chance, learned before the period from peers"),
        "",
        figure(scatter, 2),
    )
    check_ins = figure(2 * (found.counted / scatter + 0.5), 1)
    expectation = figure(2 * found.expectation.shape, 1)
    yield Step(
        _("%(confidence)s interval, by the F distribution with degrees of freedom from both sides")
        % {"confidence": percent(parameters.confidence, 0)},
        f"2 × ({figure(found.counted)} ÷ {figure(scatter, 2)} + ½) = {check_ins};"
        f" 2 × {figure(found.expectation.shape, 2)} = {expectation}",
        f"{percent(found.low)} – {percent(found.high)}",
    )


def _group(found: Arithmetic, parameters: Parameters) -> str:
    share = percent(found.group_share)
    if found.group_share <= parameters.group_share:
        return share
    return _("%(share)s: one person scans for a group") % {"share": share}
