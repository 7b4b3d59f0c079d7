"""A quarter of a regency's offices by the hour, with planted behaviours that a fair metric sees through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt
from random import Random

from gapura.core.compliance import Closes, dates

DAYS = 90
DECLARED_ERROR = 0.22
"""Standard deviation of the logarithm of what offices declare against what really comes."""

DAILY_SPREAD = 0.15
WEEK = (1.25, 1.05, 1.0, 0.95, 0.75, 0.6, 0.4)
HOURS = {7: 0.12, 8: 0.24, 9: 0.18, 10: 0.13, 11: 0.10, 12: 0.07, 13: 0.08, 14: 0.06, 15: 0.02}
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
TYPICAL_VISITS = 395
COMPANION_SHARE = 0.06
CHECK_OUT_SHARE = 0.35
LATE_DAYS = 2


@dataclass(slots=True)
class Office:
    """One office: what it declares, what truly comes, and how it behaves.

    `rate` is the planted truth: of the people who come, the share that is checked in as the metric counts.
    """

    key: str
    category: str
    daily: float
    rate: float
    staff: int
    guests: int
    plant: str = ""
    first_day: int = 0
    companions_per_scan: float = COMPANION_SHARE
    late: bool = False
    hours: dict[str, list[str]] = field(default_factory=dict)
    closed: frozenset[int] = frozenset()
    counted: dict[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hour:
    """What one office's doors saw in one hour of its day; `arrives` is the day on which it was known."""

    key: str
    day: date
    clock: int
    check_ins: int
    companions: int
    check_outs: int
    arrives: date


@dataclass(frozen=True, slots=True)
class Quarter:
    """The offices and their hours; `holiday` closed the one office of the plant `holiday`."""

    since: date
    until: date
    offices: tuple[Office, ...]
    hours: tuple[Hour, ...]
    holiday: date
    closes: Closes = "offices"

    def first_day_of(self, office: Office) -> date:
        """The date on which an office began."""
        return self.since + timedelta(days=office.first_day)

    def planted(self, plant: str) -> list[Office]:
        """The offices of a planted behaviour."""
        return [office for office in self.offices if office.plant == plant]


def simulate(
    keys: Sequence[str],
    categories: Sequence[str],
    *,
    since: date,
    seed: int,
    visits: float = TYPICAL_VISITS,
) -> Quarter:
    """A quarter of the offices of these keys from a day on; the same seed gives the same one.

    Planted are two decorations, one group scanner, three that close on Fridays (one without saying so), one
    new, one with a holiday of its own, one with 11 visits in all, and one whose door sends two days late.
    `visits` is what comes to an office on an ordinary day.
    """
    rng = Random(f"quarter {seed}")
    until = since + timedelta(days=DAYS - 1)
    offices = [_ordinary(key, kind, visits, rng) for key, kind in zip(keys, categories, strict=True)]
    holiday = next(day for day in dates(until - timedelta(days=12), until) if day.weekday() == 2)
    _plant(offices, rng)
    hours = [hour for office in offices for hour in _hours(office, since, until, holiday, rng)]
    return Quarter(since, until, tuple(offices), tuple(hours), holiday)


def _ordinary(key: str, category: str, visits: float, rng: Random) -> Office:
    daily = visits * rng.lognormvariate(-0.18, 0.6)
    declared = daily * rng.lognormvariate(0, DECLARED_ERROR)
    staff = max(int(declared * rng.uniform(0.1, 0.35)), 1)
    office = Office(
        key=key,
        category=category,
        daily=daily,
        rate=rng.betavariate(5, 2),
        staff=staff,
        guests=max(round(declared - 0.85 * staff), 1),
    )
    office.hours = {day: ["07:30", "15:30"] for day in WORKDAYS}
    return office


def _plant(offices: Sequence[Office], rng: Random) -> None:
    chosen = rng.sample(range(len(offices)), 10)
    plants = ("decoration", "decoration", "group", "friday", "friday", "friday_unsaid")
    for number, plant in zip(chosen, (*plants, "new", "holiday", "thin", "late"), strict=True):
        _behave(offices[number], plant)


def _behave(office: Office, plant: str) -> None:
    office.plant = plant
    if plant == "decoration":
        office.rate = 0.0
    elif plant == "group":
        office.companions_per_scan = 7.0
        office.rate = 0.9 * 1.5 / 8
    elif plant in ("friday", "friday_unsaid"):
        office.rate, office.closed = 0.85, frozenset({4})
        if plant == "friday":
            office.hours = {day: times for day, times in office.hours.items() if day != "fri"}
    elif plant == "new":
        office.first_day, office.rate = DAYS - 8, 0.05
    elif plant == "holiday":
        office.rate = 0.9
    elif plant == "thin":
        office.daily, office.staff, office.guests = 0.2, 0, 1
    elif plant == "late":
        office.late, office.rate = True, 0.9


def _hours(office: Office, since: date, until: date, holiday: date, rng: Random) -> Iterator[Hour]:
    if office.plant == "thin":
        yield from _eleven(office, since, until, rng)
        return
    for day in dates(since + timedelta(days=office.first_day), until):
        if day.weekday() > 4 or day.weekday() in office.closed:
            continue
        if office.plant == "holiday" and day == holiday:
            continue
        come = _came(office, day, rng)
        if rng.random() < 0.02:
            office.counted[day] = come
        yield from _checked_in(office, day, come, rng)


def _came(office: Office, day: date, rng: Random) -> int:
    open_week = [WEEK[number] for number in range(5) if number not in office.closed]
    usual = office.daily * WEEK[day.weekday()] * len(open_week) / sum(open_week)
    busy = usual * rng.lognormvariate(-(DAILY_SPREAD**2) / 2, DAILY_SPREAD)
    return max(round(rng.gauss(busy, sqrt(busy))), 0)


def _checked_in(office: Office, day: date, come: int, rng: Random) -> Iterator[Hour]:
    true_rate = 0.9 if office.plant == "group" else office.rate
    arrives = day + timedelta(days=LATE_DAYS if office.late else 0)
    for clock, share in HOURS.items():
        people = _some(come * share * true_rate, rng)
        scans = round(people / (1 + office.companions_per_scan))
        if scans:
            check_outs = _some(scans * CHECK_OUT_SHARE, rng)
            yield Hour(office.key, day, clock, scans, people - scans, min(check_outs, scans), arrives=arrives)


def _some(mean: float, rng: Random) -> int:
    """A count of this mean, scattering about as a binomial does; never below nothing."""
    if mean <= 0:
        return 0
    return max(round(rng.gauss(mean, sqrt(mean) / 2)), 0)


def _eleven(office: Office, since: date, until: date, rng: Random) -> Iterator[Hour]:
    workdays = [day for day in dates(since, until) if day.weekday() < 5]
    for day in sorted(rng.sample(workdays, 11)):
        yield Hour(office.key, day, 9, 1, 0, 0, arrives=day)
