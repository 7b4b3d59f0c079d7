"""Visits written straight into the gate's tables, for tests of pages that count them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gapura.core.ids import day_of, new_id
from gapura.venues.models import Venue
from gapura.visits.models import Occupancy, Visit


def visit(venue: Venue, decision: str = "admit", at: datetime | None = None, colour: str = "green") -> Visit:
    """One check-in at a venue, now unless told otherwise; an admitted one counts as inside."""
    moment = at or timezone.now()
    id: UUID = new_id(moment)
    day = day_of(id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gapura_make_partitions(%s, %s)", [day, day + timedelta(days=1)])
    if decision == "admit":
        occupancy = Occupancy.objects.get(pk=venue.pk)
        occupancy.inside += 1
        occupancy.save()
    return Visit.objects.create(
        id=id,
        day=day,
        venue_id=venue.pk,
        person_id=new_id(),
        number=1,
        door=1,
        companions=0,
        colour=colour,
        decision=decision,
        ruleset="C_2021-09-13",
        reasons="no_dose" if colour == "red" else "",
        occupancy=1,
        capacity=venue.capacity,
        checked_in_at=moment,
        limit_at=moment + timedelta(hours=4),
        offline=False,
    )
