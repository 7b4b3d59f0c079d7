"""What is known of a place day by day, and on which of its days it was open."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from gapura.core.weekdays import WEEKDAYS

Closes = Literal["offices", "everything"]
ONE_DAY = timedelta(days=1)


class Day(Struct, frozen=True, kw_only=True):
    """One place's counts on one date in its own zone.

    `check_ins` are those that the metric counts, `companions` the people who came in on them; `scans` are
    all of whatever decision, and `admitted` those that let somebody in, None where the metric does not ask.
    `check_outs` are those that somebody made (not time), `to_verify` the scans that were sent to an officer
    and `verified` those that an officer then answered, None where this is not known.
    """

    day: date
    check_ins: int = 0
    companions: int = 0
    scans: int = 0
    admitted: int | None = None
    check_outs: int = 0
    to_verify: int = 0
    verified: int | None = None

    @property
    def silent(self) -> bool:
        """Whether nobody scanned at all."""
        return not (self.check_ins or self.scans)


class Declaration(Struct, frozen=True, kw_only=True):
    """What a place says of itself: the weekdays of its opening hours (0 is Monday), its staff and guests."""

    open_weekdays: frozenset[int]
    staff: int | None = None
    guests: int | None = None


class Place(Declaration, frozen=True, kw_only=True):
    """What the metric knows of a place besides its counts; `since` is the first day of its code.

    What it declares holds now; `earlier` is what it declared before, each with the last day on which that
    held, in order. `shut` are the dates that a holiday closes it, `stated` those on which it is closed by its
    own word.
    """

    key: str
    category: str
    since: date
    live: bool = True
    earlier: tuple[tuple[date, Declaration], ...] = ()
    shut: frozenset[date] = frozenset()
    stated: frozenset[date] = frozenset()
    counts: Mapping[date, int] = {}

    def on(self, day: date) -> Declaration:
        """What it declared as it stood on a day."""
        return next((said for last, said in self.earlier if day <= last), self)

    def held(self, since: date, until: date) -> Iterator[tuple[date, date, Declaration]]:
        """What it declared in a period, piece by piece, each with its first and last day."""
        for last, said in self.earlier:
            if since <= min(last, until):
                yield since, min(last, until), said
                since = last + ONE_DAY
        if since <= until:
            yield since, until, self

    def open_weekdays_in(self, since: date, until: date) -> frozenset[int]:
        """The weekdays on which it was open at some time of a period, by its opening hours."""
        return frozenset[int]().union(*(said.open_weekdays for *_, said in self.held(since, until)))


def open_weekdays(hours: Mapping[str, object]) -> frozenset[int]:
    """The weekdays (0 is Monday) of opening hours such as `{"mon": ["07:30", "15:30"]}`."""
    return frozenset(number for number, name in enumerate(WEEKDAYS) if name in hours)


def closes(holiday: Closes, *, sector: str, category: str, closed: Collection[str]) -> bool:
    """Whether a holiday closes a place: `everything` does; `offices` the sectors and categories named."""
    return holiday == "everything" or sector in closed or category in closed


def dates(since: date, until: date) -> Iterable[date]:
    """Every date of a period, both ends included."""
    return (since + timedelta(days=number) for number in range((until - since).days + 1))


def open_dates(place: Place, since: date, until: date) -> list[date]:
    """The dates of a period on which the place should be open, from its first day on."""
    return [day for day in _usual_dates(place, since, until) if day not in place.stated]


def stated_dates(place: Place, since: date, until: date) -> list[date]:
    """The dates of a period on which it would be open, but said that it is not."""
    return [day for day in _usual_dates(place, since, until) if day in place.stated]


def _usual_dates(place: Place, since: date, until: date) -> list[date]:
    """Those of its opening hours, as they stood on the day, that no holiday closes."""
    return [
        day
        for first, last, said in place.held(max(since, place.since), until)
        for day in dates(first, last)
        if day.weekday() in said.open_weekdays and day not in place.shut
    ]
