"""Entering a head count."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from gapura.audit import trail
from gapura.oversight.compliance.models import MOST, HeadCount
from gapura.oversight.rollups.models import VenueDay
from gapura.venues.acts.registering import subject
from gapura.venues.models import Venue

OLDEST = timedelta(days=14)


class HeadCountError(ValueError):
    """This head count cannot be; `problem` is `future`, `old`, `number` or `fewer`, the last with `came`."""

    def __init__(self, problem: str, came: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.came = came


@transaction.atomic
def count_heads(
    *, venue: Venue, day: date, people: int, by: trail.Actor, now: datetime | None = None
) -> HeadCount:
    """Enter, or correct, how many people came on a whole day of the last two weeks.

    It cannot be fewer than were let in on that day: who was turned away did not come in, who was sent to an
    officer first has scanned twice, and who came in again is one person. Raises HeadCountError.
    """
    today = venue.day_of(now)
    if day > today:
        raise HeadCountError("future")
    if day < today - OLDEST:
        raise HeadCountError("old")
    if not 0 <= people <= MOST:
        raise HeadCountError("number")
    came = _let_in(venue, day)
    if people < came:
        raise HeadCountError("fewer", came)
    counted, made = HeadCount.objects.update_or_create(
        venue=venue,
        day=day,
        defaults={"people": people, "counted_by": by.actor, "counted_at": timezone.now()},
    )
    trail.record(
        "head_count.enter" if made else "head_count.correct",
        by=by,
        subject=subject(venue),
        day=day.isoformat(),
        people=people,
    )
    return counted


def _let_in(venue: Venue, day: date) -> int:
    """People, each once, companions of their first time with them."""
    rows = VenueDay.objects.filter(venue_id=venue.pk, day=day)
    return rows.aggregate(people=Sum(F("entered") - F("again_people")))["people"] or 0
