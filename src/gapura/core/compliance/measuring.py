"""A place's compliance in a period: every number that goes in, every step, and what comes out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby
from math import fsum

from msgspec import Struct

from gapura.core.compliance.days import Day, Declaration, Place, open_dates, stated_dates
from gapura.core.compliance.metric import Parameters
from gapura.core.compliance.quantiles import ratio_interval
from gapura.core.compliance.yardsticks import Yardstick


class LeftOut(StrEnum):
    """Why a place is not ranked; the first that holds."""

    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    NEW = "new"
    UNDECLARED = "undeclared"
    THIN = "thin"


class Stretch(Struct, frozen=True, kw_only=True):
    """Open days on which one declaration held: from which of them on, and what they weigh together."""

    since: date
    staff: int
    guests: int
    declared: float
    weight: float


class Expectation(Struct, frozen=True, kw_only=True):
    """Visits on an ordinary open day, and how sure that is: a gamma distribution of `shape` and `rate`.

    `staff` and `guests` are as declared on the period's last open day, `declared` what the declarations of
    all its open days make; where they are several, `stretches` are these, one after the other.
    """

    staff: int
    guests: int
    declared: float
    counted_days: int
    counted_people: int
    counted_weight: float
    shape: float
    rate: float
    stretches: tuple[Stretch, ...] = ()

    @property
    def daily(self) -> float:
        """Visits on an ordinary open day."""
        return self.shape / self.rate if self.rate else 0.0


class Arithmetic(Struct, frozen=True, kw_only=True):
    """A place's whole calculation. Shares are of 1; `share` may exceed 1, `capped` does not.

    `stated_days` would be open days, had the place not said that it is closed; `admitted` are the scans that
    let somebody in, None where the metric counts every scan.
    """

    expectation: Expectation
    yardstick: Yardstick
    open_days: int
    weight: float
    expected: float
    check_ins: int
    companions: int
    companions_counted: float
    counted: float
    elsewhen: int
    share: float
    low: float
    high: float
    silent_days: int
    check_outs: int
    to_verify: int
    verified: int | None
    left_out: LeftOut | None
    stated_days: int = 0
    admitted: int | None = None

    @property
    def capped(self) -> float:
        """The share, at most the whole."""
        return min(self.share, 1.0)

    @property
    def silent_share(self) -> float:
        """Of the open days, those without a check-in."""
        return self.silent_days / self.open_days if self.open_days else 0.0

    @property
    def check_out_share(self) -> float:
        """Check-outs against the scans that they can end, at most the whole."""
        return min(self.check_outs / self.ending, 1.0) if self.ending else 0.0

    @property
    def ending(self) -> int:
        """The scans that somebody could end by a check-out."""
        return self.check_ins if self.admitted is None else self.admitted

    @property
    def group_share(self) -> float:
        """Of the people who came in, those on another's check-in."""
        people = self.check_ins + self.companions
        return self.companions / people if people else 0.0

    @property
    def verified_share(self) -> float | None:
        """Of those sent to an officer, whom one answered; None where it is not known."""
        return self.verified / self.to_verify if self.verified is not None and self.to_verify else None


def declared(said: Declaration, parameters: Parameters) -> float:
    """Visits on an ordinary open day by what a place declares; 0 where it declares nothing."""
    return parameters.staff_presence * (said.staff or 0) + (said.guests or 0)


def size_class(said: Declaration, parameters: Parameters) -> int:
    """Which size class a place is in, 0 the smallest, by what it declares."""
    visits = declared(said, parameters)
    return sum(visits >= limit for limit in parameters.size_limits)


def expectation(
    place: Place, should: Sequence[date], until: date, yardstick: Yardstick, parameters: Parameters
) -> Expectation:
    """What is declared, corrected by head counts up to a day: a gamma prior and its overdispersed counts.

    What was declared is the mean over the open days `should`, each as it stood on that day; those on which
    nothing was declared lean on the others, so that declaring nothing takes nothing off.
    """
    stretches = tuple(_stretches(place, should, yardstick, parameters)) if place.earlier else ()
    known = [each for each in stretches if each.declared]
    last = place.on(should[-1] if should else until)
    mean = declared(last, parameters)
    if known:
        weight = fsum(each.weight for each in known)
        mean = fsum(each.declared * each.weight for each in known) / weight
    shape = 1 / parameters.declared_spread**2 if mean else 0.0
    rate = shape / mean if mean else 0.0
    counts = {day: people for day, people in place.counts.items() if day <= until}
    closed = place.shut | place.stated
    weights = {
        day: yardstick.pattern[day.weekday()]
        for day in counts
        if day not in closed and day.weekday() in place.on(day).open_weekdays
    }
    usable = [day for day, weight in weights.items() if weight > 0]
    people = sum(counts[day] for day in usable)
    weight = fsum(weights[day] for day in usable)
    return Expectation(
        staff=last.staff or 0,
        guests=last.guests or 0,
        declared=mean,
        counted_days=len(usable),
        counted_people=people,
        counted_weight=weight,
        shape=shape + people / yardstick.dispersion,
        rate=rate + weight / yardstick.dispersion,
        stretches=stretches if len(stretches) > 1 else (),
    )


def _stretches(
    place: Place, should: Sequence[date], yardstick: Yardstick, parameters: Parameters
) -> Iterator[Stretch]:
    """What was declared on the open days, one after the other; hours alone begin no new one."""
    for (staff, guests), days in groupby(should, lambda day: _figures(place.on(day))):
        found = list(days)
        yield Stretch(
            since=found[0],
            staff=staff,
            guests=guests,
            declared=declared(place.on(found[0]), parameters),
            weight=fsum(yardstick.pattern[day.weekday()] for day in found),
        )


def _figures(said: Declaration) -> tuple[int, int]:
    return said.staff or 0, said.guests or 0


def measure(
    place: Place,
    counted: Mapping[date, Day],
    since: date,
    until: date,
    yardstick: Yardstick,
    parameters: Parameters,
) -> Arithmetic:
    """The compliance of a place from `since` to `until`, both included.

    The check-ins of a day, given the rate at which they come, are Poisson with the yardstick's dispersion;
    so their rate and the expected one are gamma-distributed, and the share is the ratio of the two.
    """
    should = [day for day in open_dates(place, since, until) if yardstick.pattern[day.weekday()] > 0]
    found = [counted[day] for day in should if day in counted]
    expects = expectation(place, should, until, yardstick, parameters)
    weight = fsum(yardstick.pattern[day.weekday()] for day in should)
    check_ins = sum(day.check_ins for day in found)
    companions = sum(day.companions for day in found)
    credited = min(companions, parameters.companions_counted * check_ins)
    people = check_ins + credited
    expected = expects.daily * weight
    low, high = _interval(people, weight, expects, yardstick.dispersion, parameters)
    all_check_ins = sum(day.check_ins for at, day in counted.items() if since <= at <= until)
    return Arithmetic(
        expectation=expects,
        yardstick=yardstick,
        open_days=len(should),
        weight=weight,
        expected=expected,
        check_ins=check_ins,
        companions=companions,
        companions_counted=credited,
        counted=people,
        elsewhen=all_check_ins - check_ins,
        share=people / expected if expected else 0.0,
        low=low,
        high=high,
        silent_days=len(should) - sum(not day.silent for day in found),
        check_outs=sum(day.check_outs for day in found),
        to_verify=sum(day.to_verify for day in found),
        verified=_sum_known([day.verified for day in found]),
        left_out=_left_out(place, since, len(should), expects, expected, parameters),
        stated_days=len(stated_dates(place, since, until)),
        admitted=_sum_known([day.admitted for day in found]),
    )


def _interval(
    people: float, weight: float, expects: Expectation, dispersion: float, parameters: Parameters
) -> tuple[float, float]:
    if not weight or not expects.shape:
        return 0.0, 1.0
    # Half a visit more than came is Jeffreys' prior: it leaves an upper end where nobody came.
    return ratio_interval(
        people / dispersion + 0.5, weight / dispersion, expects.shape, expects.rate, parameters.confidence
    )


def _left_out(
    place: Place,
    since: date,
    open_days: int,
    expects: Expectation,
    expected: float,
    parameters: Parameters,
) -> LeftOut | None:
    if not place.live:
        return LeftOut.WITHDRAWN
    if open_days < parameters.least_open_days:
        return LeftOut.NEW if place.since > since else LeftOut.CLOSED
    if not expects.declared and expects.counted_days < parameters.least_counts:
        return LeftOut.UNDECLARED
    return LeftOut.THIN if expected < parameters.least_expected else None


def _sum_known(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
