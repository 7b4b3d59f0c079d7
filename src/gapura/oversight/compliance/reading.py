"""From the database to what the metric reads: places with closed days and head counts, and their days."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import cast
from uuid import UUID

from gapura.core.compliance import (
    Closes,
    Day,
    Declaration,
    Parameters,
    Place,
    closes,
    dates,
    open_weekdays,
)
from gapura.oversight.closures.models import Closure
from gapura.oversight.compliance.models import HeadCount
from gapura.oversight.holidays.models import Holiday
from gapura.oversight.rollups.models import VenueDay
from gapura.regions.codes import NATION, regency_of
from gapura.regions.models import Level
from gapura.venues.models import EarlierDeclaration, State, Venue

_COUNTED = (
    *("venue_id", "day", "check_ins", "people", "entered", "admit", "again", "again_people"),
    *("left_visitor", "left_officer", "verify", "verified", "verified_late"),
)
_READ = ("id", "category", "sector", "region_id", "time_zone", "opening_hours", "created_at", "state")


class Calendar:
    """The holidays of a period, asked for by region, sector and category."""

    def __init__(self, since: date, until: date, parameters: Parameters) -> None:
        found = Holiday.objects.filter(day__range=(since, until))
        rows = found.values_list("day", "region_id", "closes")
        self._holidays = [(day, code, cast(Closes, whom)) for day, code, whom in rows]
        self._closed = parameters.closed_on_holidays
        self._known: dict[tuple[str, str, str], frozenset[date]] = {}

    def shut(self, region: str, sector: str, category: str) -> frozenset[date]:
        """The dates on which places of a kind in a region are closed."""
        key = (region, sector, category)
        if key not in self._known:
            self._known[key] = frozenset(
                day
                for day, code, whom in self._holidays
                if covers(code, region)
                and closes(whom, sector=sector, category=category, closed=self._closed)
            )
        return self._known[key]


def places_of(venues: Iterable[Venue], since: date, until: date, parameters: Parameters) -> list[Place]:
    """The venues as the metric knows them: what they declared, holidays, closures, head counts.

    Four statements. What was declared before `since` is not looked at.
    """
    found = list(venues)
    calendar = Calendar(since, until, parameters)
    keys = [venue.pk for venue in found]
    counts, stated = _head_counts(keys, since, until), _closures(keys, since, until)
    earlier = _earlier(keys, since)
    return [_place(venue, calendar, earlier[venue.pk], stated[venue.pk], counts[venue.pk]) for venue in found]


def days_of(
    venues: Collection[UUID], since: date, until: date, parameters: Parameters
) -> dict[str, dict[date, Day]]:
    """What a metric counts of each venue on each day of a period, from the roll-ups; one statement."""
    found: dict[str, dict[date, Day]] = defaultdict(dict)
    rows = VenueDay.objects.filter(venue_id__in=venues, day__range=(since, until))
    for row in rows.values(*_COUNTED):
        found[str(row["venue_id"])][row["day"]] = Day(
            day=row["day"],
            **_who_came(row, parameters),
            scans=row["check_ins"],
            check_outs=row["left_visitor"] + row["left_officer"],
            to_verify=row["verify"] + row["verified_late"],
            verified=row["verified"],
        )
    return found


def _who_came(row: Mapping[str, int], parameters: Parameters) -> dict[str, int]:
    if parameters.counted == "scans":
        return {"check_ins": row["check_ins"], "companions": row["people"] - row["check_ins"]}
    came = row["admit"] - row["again"]
    people = row["entered"] - row["again_people"]
    return {"check_ins": came, "companions": people - came, "admitted": row["admit"]}


def venues_in(regency: str) -> list[Venue]:
    """Every venue of a regency, withdrawn ones too, with what the metric asks of it."""
    within = Venue.objects.filter(region__code=regency) | Venue.objects.filter(
        region__code__startswith=f"{regency}."
    )
    return list(within.order_by("id").only(*_READ, "name", "staff", "daily_guests"))


def regencies_in(code: str, level: str) -> list[str]:
    """The codes of the regencies of a region in which there are venues."""
    venues = Venue.objects.all()
    if level != Level.NATION:
        venues = venues.filter(region__code__startswith=f"{code}.") | venues.filter(region__code=code)
    codes = venues.order_by().values_list("region_id", flat=True).distinct()
    return sorted({regency_of(each) for each in codes})


def _place(
    venue: Venue,
    calendar: Calendar,
    earlier: Iterable[tuple[date, Declaration]],
    stated: frozenset[date],
    counts: Mapping[date, int],
) -> Place:
    return Place(
        key=str(venue.pk),
        category=venue.category,
        open_weekdays=open_weekdays(venue.opening_hours),
        since=venue.day_of(venue.created_at),
        live=venue.state == State.LIVE,
        staff=venue.staff,
        guests=venue.daily_guests,
        earlier=tuple(earlier),
        shut=calendar.shut(venue.region_id, venue.sector, venue.category),
        stated=stated,
        counts=counts,
    )


def _earlier(venues: Collection[UUID], since: date) -> dict[UUID, list[tuple[date, Declaration]]]:
    found: dict[UUID, list[tuple[date, Declaration]]] = defaultdict(list)
    rows = EarlierDeclaration.objects.filter(venue_id__in=venues, until__gte=since).order_by("until")
    for venue, until, hours, staff, guests in rows.values_list(
        "venue_id", "until", "opening_hours", "staff", "daily_guests"
    ):
        said = Declaration(open_weekdays=open_weekdays(hours), staff=staff, guests=guests)
        found[venue].append((until, said))
    return found


def _closures(venues: Collection[UUID], since: date, until: date) -> dict[UUID, frozenset[date]]:
    found: dict[UUID, frozenset[date]] = defaultdict(frozenset)
    rows = Closure.objects.filter(venue_id__in=venues, since__lte=until, until__gte=since).order_by()
    for venue, first, last in rows.values_list("venue_id", "since", "until"):
        found[venue] |= frozenset(dates(max(first, since), min(last, until)))
    return found


def _head_counts(venues: Collection[UUID], since: date, until: date) -> dict[UUID, dict[date, int]]:
    found: dict[UUID, dict[date, int]] = defaultdict(dict)
    rows = HeadCount.objects.filter(venue_id__in=venues, day__range=(since, until))
    for venue, day, people in rows.values_list("venue_id", "day", "people"):
        found[venue][day] = people
    return found


def covers(code: str, region: str) -> bool:
    """Whether a region of the one code is, or holds, that of the other."""
    return code == NATION or f"{region}.".startswith(f"{code}.")
