"""Finding places gone quiet, telling them once, and noting who was called."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.alone import each_alone
from gapura.core.compliance import (
    Day,
    Metric,
    Place,
    Pools,
    Yardstick,
    declared,
    habits,
    in_force,
    open_dates,
    yardstick,
)
from gapura.oversight.compliance.reading import days_of, places_of, regencies_in, venues_in
from gapura.oversight.nudges.models import Spell
from gapura.oversight.people import pics_of, tell
from gapura.regions.codes import NATION
from gapura.regions.models import Level
from gapura.venues.acts.registering import subject
from gapura.venues.models import Venue

QUIET_DAYS = 3
"""Open days without a check-in after which a place is quiet."""

LOOK_BACK = 56

UNKNOWN_DAILY = 1.0
"""Visits on an open day assumed of a place of which nothing at all is known."""


def find_quiet(*, today: date | None = None) -> int:
    """Look at every place: begin, lengthen and end spells; how many places were told now.

    Looked at are the days of which late check-ins have come in; closed days count for nothing.
    """
    today = today or timezone.localdate()
    metric = in_force(today)
    until = today - timedelta(days=metric.parameters.settling_days)
    return each_alone(_regency, regencies_in(NATION, Level.NATION), until, metric)


def silent_run(place: Place, counted: Mapping[date, Day], by: Yardstick, until: date) -> list[date]:
    """The open days up to a day, latest last, since somebody last scanned at all; from two months at most."""
    begins = until - timedelta(days=LOOK_BACK)
    last = max((day for day, found in counted.items() if not found.silent and day <= until), default=None)
    days = open_dates(place, begins if last is None else max(begins, last + timedelta(days=1)), until)
    return [day for day in days if by.pattern[day.weekday()] > 0]


@transaction.atomic
def note_call(*, spell: Spell, note: str, by: User) -> Spell:
    """Note that the coordinator has called a quiet place, and what was said."""
    locked = Spell.objects.select_for_update().get(pk=spell.pk)
    locked.called_at, locked.called_by = timezone.now(), by.actor
    locked.note = " ".join(note.split())[:300]
    locked.save(update_fields=["called_at", "called_by", "note"])
    trail.record("venue.call_quiet", by=by, subject=subject(spell.venue), note=locked.note)
    return locked


@transaction.atomic
def _regency(code: str, until: date, metric: Metric) -> int:
    look = _Look(code, until, metric)
    spells = {spell.venue_id: spell for spell in _open_spells(look.venues)}
    new: list[tuple[Venue, list[date]]] = []
    for venue, place in zip(look.venues, look.places, strict=True):
        run = look.quiet_run(place)
        spell = spells.get(venue.pk)
        if spell is not None:
            _go_on(spell, run)
        elif run:
            new.append((venue, run))
    return _begin(new)


class _Look:
    """A regency's places with what was counted there in the last two months."""

    def __init__(self, code: str, until: date, metric: Metric) -> None:
        self.until, self.parameters = until, metric.parameters
        self.begins = begins = until - timedelta(days=LOOK_BACK)
        self.venues = venues_in(code)
        self.places = places_of(self.venues, begins, until, self.parameters)
        keys, latest = [venue.pk for venue in self.venues], until + timedelta(days=30)
        self._counts = days_of(keys, begins, latest, self.parameters)
        self._learned = {each.key: habits(each, self._of(each), begins, until) for each in self.places}
        found = ((each, self._learned[each.key]) for each in self.places)
        self._pools = Pools(found, until, self.parameters)

    def quiet_run(self, place: Place) -> list[date]:
        """The open days on which a place has been quiet; empty where it is not."""
        counted, learned = self._of(place), self._learned[place.key]
        if not place.live or any(not found.silent for day, found in counted.items() if day > self.until):
            return []
        weekdays = place.open_weekdays_in(self.begins, self.until)
        by = yardstick(weekdays, learned, self._pools.of(place, self.parameters)[1], self.parameters)
        run = silent_run(place, counted, by, self.until)
        missing = (learned.mean or declared(place.on(self.until), self.parameters) or UNKNOWN_DAILY) * len(
            run
        )
        quiet = len(run) >= QUIET_DAYS and missing >= self.parameters.shut_weekday_missing
        return run if quiet else []

    def _of(self, place: Place) -> Mapping[date, Day]:
        return self._counts.get(place.key, {})


def _open_spells(venues: Iterable[Venue]) -> Iterable[Spell]:
    ids = [venue.pk for venue in venues]
    return Spell.objects.select_for_update().filter(venue__in=ids, ended_at=None)


def _go_on(spell: Spell, run: list[date]) -> None:
    if not run:
        spell.ended_at = timezone.now()
        spell.save(update_fields=["ended_at"])
    elif len(run) != spell.open_days:
        spell.open_days = len(run)
        spell.save(update_fields=["open_days"])


def _begin(found: Iterable[tuple[Venue, list[date]]]) -> int:
    quiet = list(found)
    pics = pics_of(venue.pk for venue, _ in quiet)
    told = 0
    for venue, run in quiet:
        spell = Spell.objects.create(venue=venue, since=run[0], open_days=len(run))
        spell.told = tell(
            pics.get(venue.pk, []),
            "quiet",
            venue,
            path=f"/pic/tempat/{venue.pk}/kepatuhan/",
            about=f"quiet_spell:{spell.pk}",
            by=trail.SYSTEM,
            since=run[0],
            days=len(run),
        )
        spell.save(update_fields=["told"])
        trail.record("venue.nudge", by=trail.SYSTEM, subject=subject(venue), days=len(run), told=spell.told)
        told += bool(spell.told)
    return told
