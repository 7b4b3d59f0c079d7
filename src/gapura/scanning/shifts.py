"""What happened at a venue's doors on one day, by officer and hour: read from what officers did."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, Sum

from gapura.accounts.models import User
from gapura.scanning.models import Scan
from gapura.venues.models import Venue

SCREENS: Final = ("good", "again", "old", "held-up", "ended", "elsewhere", "forged")
"""What a result screen may have been worth, as `acts.proofs` says it."""


COUNTS: Final = (
    *("admitted", "people", "verified", "refused", "full", "void"),
    *("screens", "left", "undone", "late"),
)
"""What is counted of each shift, in the order of the report's columns."""


@dataclass(frozen=True, slots=True)
class Shift:
    """One officer's day at the doors; times in the venue's zone."""

    officer: str
    first: datetime
    last: datetime
    admitted: int
    people: int
    verified: int
    refused: int
    full: int
    void: int
    left: int
    undone: int
    late: int
    by_worth: dict[str, int]

    @property
    def screens(self) -> int:
        """Result screens that were checked; only a device with the network can."""
        return sum(self.by_worth.values())


@dataclass(frozen=True, slots=True)
class Report:
    """A venue's day: its officers' shifts, and what needs somebody's eye."""

    day: date
    zone: ZoneInfo
    shifts: list[Shift] = field(default_factory=list)
    most_over: int = 0
    over: int = 0
    differs: int = 0

    @property
    def totals(self) -> dict[str, int]:
        """The columns' sums."""
        return {name: sum(getattr(shift, name) for shift in self.shifts) for name in COUNTS}

    @property
    def by_worth(self) -> dict[str, int]:
        """All result screens that were checked, by what they were worth."""
        return {worth: sum(shift.by_worth[worth] for shift in self.shifts) for worth in SCREENS}


def of(venue: Venue, day: date) -> Report:
    """The report of a local day; three statements."""
    zone = ZoneInfo(venue.time_zone)
    start = datetime.combine(day, time(), zone)
    days = (start.astimezone(UTC).date(), (start + timedelta(days=1)).astimezone(UTC).date())
    scans = Scan.objects.filter(
        venue_id=venue.pk, day__range=days, at__gte=start, at__lt=start + timedelta(days=1)
    )
    rows = list(scans.order_by().values("user_id").annotate(**_COLUMNS).order_by("first"))
    names = dict(User.objects.filter(pk__in=[row["user_id"] for row in rows]).values_list("pk", "name"))
    eye = scans.aggregate(
        most_over=Max("over"),
        over=Count("id", filter=Q(over__gt=0)),
        differs=Count("id", filter=Q(differs=True)),
    )
    shifts = [_shift(names, zone, **row) for row in rows]
    return Report(day, zone, shifts, eye["most_over"] or 0, eye["over"], eye["differs"])


def _count(**conditions: object) -> Count:
    return Count("id", filter=Q(**conditions))


_CHECK_IN = {"kind": "check-in"}
_COLUMNS = {
    "first": Min("at"),
    "last": Max("at"),
    "admitted": _count(**_CHECK_IN, decision="admit"),
    "people": Sum("people", filter=Q(**_CHECK_IN, decision="admit"), default=0),
    "verified": _count(**_CHECK_IN, decision="admit", verified=True),
    "refused": _count(**_CHECK_IN, decision="refuse"),
    "full": _count(**_CHECK_IN, decision="full"),
    "void": _count(kind="turned-away"),
    "left": _count(kind="check-out"),
    "undone": _count(kind="undo"),
    "late_ones": _count(late=True),
    **{f"screen_{worth}": _count(kind="proof", why=worth) for worth in SCREENS},
}


def _shift(
    names: dict[int, str],
    zone: ZoneInfo,
    *,
    user_id: int,
    first: datetime,
    last: datetime,
    late_ones: int,
    **counts: int,
) -> Shift:
    return Shift(
        officer=names.get(user_id, ""),
        first=first.astimezone(zone),
        last=last.astimezone(zone),
        late=late_ones,
        by_worth={worth: counts.pop(f"screen_{worth}") for worth in SCREENS},
        **counts,
    )
