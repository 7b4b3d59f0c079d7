"""What is learned before a period begins: a place's week, its peers' week, and how much days scatter."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import fsum

from msgspec import Struct

from gapura.core.compliance.days import Day, Place, open_dates
from gapura.core.compliance.metric import Parameters

FLAT = (1.0,) * 7


class Habits(Struct, frozen=True, kw_only=True):
    """A place's open days and check-ins by weekday in the learning weeks, and how they scatter.

    `scatter` is the sum of (count - mean)² / mean against the weekday's own mean, `freedom` its degrees.
    """

    open_days: tuple[int, ...]
    check_ins: tuple[int, ...]
    scatter: float
    freedom: int

    @property
    def mean(self) -> float:
        """Check-ins on an open day."""
        days = sum(self.open_days)
        return sum(self.check_ins) / days if days else 0.0


class Pool(Struct, frozen=True, kw_only=True):
    """What a group of peers has in common: weekdays against their own mean, and the dispersion of a day."""

    places: int
    pattern: tuple[float, ...]
    dispersion: float


class Yardstick(Struct, frozen=True, kw_only=True):
    """By what a place is measured, fixed before the period begins.

    `pattern` weighs the weekdays so that an ordinary open day is 1; `shut` are weekdays that the opening
    hours call open and that were silent throughout; `peers` is how many places the pattern leans on.
    """

    pattern: tuple[float, ...] = FLAT
    dispersion: float
    shut: tuple[int, ...] = ()
    peers: int = 0


def habits(place: Place, counted: Mapping[date, Day], since: date, until: date) -> Habits:
    """What a place does on its open days of a period before the one to be judged."""
    by_weekday: list[list[int]] = [[] for _ in range(7)]
    for day in open_dates(place, since, until):
        found = counted.get(day)
        by_weekday[day.weekday()].append(found.check_ins if found else 0)
    scatter, freedom = _scatter(by_weekday)
    return Habits(
        open_days=tuple(len(each) for each in by_weekday),
        check_ins=tuple(sum(each) for each in by_weekday),
        scatter=scatter,
        freedom=freedom,
    )


def pool(peers: Iterable[Habits], parameters: Parameters) -> Pool:
    """What peers have in common; flat, and of the published dispersion, where nobody scanned yet."""
    known = [each for each in peers if each.mean > 0]
    days = [sum(each.open_days[number] for each in known) for number in range(7)]
    relative = [fsum(each.check_ins[number] / each.mean for each in known) for number in range(7)]
    freedom = sum(each.freedom for each in known)
    scatter = fsum(each.scatter for each in known)
    return Pool(
        places=len(known),
        pattern=tuple(relative[number] / days[number] if days[number] else 1.0 for number in range(7)),
        dispersion=max(scatter / freedom, 1.0) if freedom else parameters.default_dispersion,
    )


def yardstick(weekdays: frozenset[int], own: Habits, peers: Pool, parameters: Parameters) -> Yardstick:
    """A place's own week, leaning on its peers' where there is little of it; on `weekdays` it opens."""
    shut = _shut_weekdays(weekdays, own, peers, parameters)
    weights = [
        _weight(own, peers, number, parameters) if number in weekdays - set(shut) else 0.0
        for number in range(7)
    ]
    used = [weight for weight in weights if weight > 0]
    mean = fsum(used) / len(used) if used else 1.0
    return Yardstick(
        pattern=tuple(weight / mean for weight in weights),
        dispersion=peers.dispersion,
        shut=shut,
        peers=peers.places,
    )


def _scatter(by_weekday: Sequence[Sequence[int]]) -> tuple[float, int]:
    scatter, freedom = 0.0, 0
    for counts in by_weekday:
        mean = sum(counts) / len(counts) if counts else 0.0
        if mean > 0:
            scatter += fsum((count - mean) ** 2 for count in counts) / mean
            freedom += len(counts) - 1
    return scatter, freedom


def _weight(own: Habits, peers: Pool, weekday: int, parameters: Parameters) -> float:
    """Gamma-Poisson shrinkage: the own check-ins of a weekday against as many of the peers' as stated."""
    expected = own.mean * own.open_days[weekday] / peers.dispersion
    came = own.check_ins[weekday] / peers.dispersion
    strength = parameters.pattern_strength
    return (came + strength * peers.pattern[weekday]) / (expected + strength)


def _shut_weekdays(
    weekdays: frozenset[int], own: Habits, peers: Pool, parameters: Parameters
) -> tuple[int, ...]:
    silent = [
        number
        for number in sorted(weekdays)
        if own.check_ins[number] == 0 and own.open_days[number] >= parameters.shut_weekday_chances
    ]
    others = sum(own.open_days) - sum(own.open_days[number] for number in silent)
    usual = sum(own.check_ins) / others if others else 0.0
    return tuple(
        number
        for number in silent
        if usual * own.open_days[number] / peers.dispersion >= parameters.shut_weekday_missing
    )
