"""The small world of oversight: that of the staff, and check-ins written as the gate writes them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gapura.core.ids import day_of, new_id
from gapura.oversight.rollups.keeping import keep
from gapura.venues.models import Venue
from gapura.visits.models import Visit
from tests.staff import World, make_world, signed_in, staff, venue

__all__ = ["CheckIn", "World", "check_in", "in_step", "leave", "make_world", "signed_in", "staff", "venue"]

_TYPES = (
    *("uuid[]", "date[]", "uuid[]", "uuid[]", "integer[]", "smallint[]", "smallint[]", "varchar[]"),
    *("varchar[]", "varchar[]", "varchar[]", "integer[]", "integer[]", "timestamptz[]", "timestamptz[]"),
    *("timestamptz[]", "varchar[]", "integer[]", "boolean[]"),
)


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One check-in at a door, now unless told otherwise; `left_at` where it came already ended."""

    venue: Venue
    at: datetime = field(default_factory=timezone.now)
    decision: str = "admit"
    colour: str = "green"
    companions: int = 0
    door: int = 1
    occupancy: int = 1
    left_at: datetime | None = None
    left_by: str | None = None
    offline: bool = False
    reasons: str = ""
    person_id: UUID = field(default_factory=new_id)


def check_in(*made: CheckIn) -> list[Visit]:
    """Write check-ins through the gate's own function, one batch; the visits in the same order."""
    rows = [_row(one) for one in made]
    days = [row[1] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute("SELECT gapura_make_partitions(%s, %s)", [min(days), max(days)])
        cursor.execute("SELECT gapura_open_venues(%s)", [[one.venue.pk for one in made]])
        statement = f"SELECT gapura_check_in({', '.join(f'%s::{kind}' for kind in _TYPES)})"
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
    written = {visit.id: visit for visit in Visit.objects.filter(id__in=[row[0] for row in rows])}
    return [written[row[0]] for row in rows]


def in_step(now: datetime | None = None) -> None:
    """Count until nothing waits but the present."""
    while keep(now=now).waiting:
        pass


def leave(*visits: Visit, at: datetime | None = None, by: str = "visitor", remaining: int = 0) -> None:
    """End visits through the gate's own function."""
    moment = at or timezone.now()
    columns: list[list[Any]] = [
        [visit.id for visit in visits],
        [visit.day for visit in visits],
        [visit.venue_id for visit in visits],
        [moment] * len(visits),
        [by] * len(visits),
        [remaining] * len(visits),
    ]
    kinds = ("uuid[]", "date[]", "uuid[]", "timestamptz[]", "varchar[]", "integer[]")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT gapura_check_out({', '.join(f'%s::{kind}' for kind in kinds)})", columns)


def _row(one: CheckIn) -> tuple[Any, ...]:
    id = new_id(one.at)
    return (
        *(id, day_of(id), one.venue.pk, one.person_id, 1, one.door, one.companions, one.colour, one.decision),
        *(
            "C_2021-09-13",
            one.reasons or ("no_dose" if one.colour == "red" else ""),
            one.occupancy,
            one.venue.capacity,
        ),
        *(one.at, one.at + timedelta(minutes=one.venue.stay_limit), one.left_at, one.left_by),
        *(0 if one.left_at else None, one.offline),
    )
