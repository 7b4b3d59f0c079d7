"""Counts the visits of some hours by place, and adds places up to regions; all may be repeated."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from gapura.core.ids import first_id
from gapura.oversight.rollups.measures import PEAK, SUMS, kept, summed

HOUR: Final = timedelta(hours=1)
_COUNTED: Final = ", ".join(f'({sql})::integer AS "{name}"' for name, sql in SUMS.items())

# The hours' own ranges of ids find the visits; `day` leaves one partition to look in. The offset keeps the
# planner from turning ranges into one great scan.
_HOURS: Final = f"""
WITH counted AS (
    SELECT c.*, h.hour
    FROM unnest(%(hours)s::timestamptz[], %(from_ids)s::uuid[], %(to_ids)s::uuid[], %(days)s::date[])
         h (hour, from_id, to_id, day)
    CROSS JOIN LATERAL (
        SELECT v.venue_id, v.door, {_COUNTED}, ({PEAK})::integer AS peak
        FROM visits_visit v WHERE v.day = h.day AND v.id >= h.from_id AND v.id < h.to_id
        GROUP BY v.venue_id, v.door OFFSET 0) c
), gone AS (
    DELETE FROM oversight_venuehour k
    WHERE k.hour = ANY (%(hours)s) AND NOT EXISTS (
        SELECT FROM counted c WHERE c.venue_id = k.venue_id AND c.hour = k.hour AND c.door = k.door)
    RETURNING k.venue_id, k.day, k.hour
), placed AS (
    SELECT c.*, (c.hour AT TIME ZONE p.time_zone)::date AS day,
           extract(hour FROM c.hour AT TIME ZONE p.time_zone) AS clock
    FROM counted c JOIN venues_venue p ON p.id = c.venue_id
), written AS (
    {kept("oversight_venuehour", "placed", ("venue_id", "hour", "door"), ("day", "clock", *SUMS, "peak"))}
    RETURNING venue_id, day, hour
)
SELECT venue_id, day, hour FROM gone UNION SELECT venue_id, day, hour FROM written
"""

_STATE: Final = f"""
WITH found AS (
    SELECT h.hour, %(at)s::timestamptz AS counted_at, coalesce(sum(k.check_ins), 0) AS visits,
           coalesce(sum(k.admit - k.left_visitor - k.left_officer - k.left_elsewhere - k.left_limit), 0)
             AS open
    FROM unnest(%(hours)s::timestamptz[]) h (hour) LEFT JOIN oversight_venuehour k ON k.hour = h.hour
    GROUP BY h.hour
)
{kept("oversight_countedhour", "found", ("hour",), ("counted_at", "visits", "open"))}
"""

# A local day lies within these UTC hours, whatever the zone.
_DAYS: Final = f"""
WITH touched AS (SELECT * FROM unnest(%(venues)s::uuid[], %(days)s::date[]) t (venue_id, day)),
added AS (
    SELECT t.venue_id, t.day, {summed("k")}, max(k.peak) AS peak
    FROM touched t JOIN oversight_venuehour k
      ON k.venue_id = t.venue_id AND k.day = t.day
     AND k.hour >= t.day::timestamp AT TIME ZONE 'UTC' - interval '14 hours'
     AND k.hour < t.day::timestamp AT TIME ZONE 'UTC' + interval '36 hours'
    GROUP BY t.venue_id, t.day
), gone AS (
    DELETE FROM oversight_venueday d USING touched t
    WHERE d.venue_id = t.venue_id AND d.day = t.day AND NOT EXISTS (
        SELECT FROM added a WHERE a.venue_id = t.venue_id AND a.day = t.day)
)
{kept("oversight_venueday", "added", ("venue_id", "day"), (*SUMS, "peak"))}
"""

# A place's region and those above it, down from the nation to the kecamatan, by the parts of its code. Said
# with rows that the planner can count: of a function's it expects a thousand, for each kind of each region.
_UPWARDS: Final = """
CROSS JOIN LATERAL (
    SELECT 'ID' AS code UNION ALL
    SELECT left(m.region_id, part) FROM (VALUES (2), (5), (8)) parts (part)
    WHERE part <= length(m.region_id) AND m.region_id <> 'ID') up
"""

_REGION_HOURS: Final = f"""
WITH mine AS (
    SELECT p.region_id, p.category, k.hour, k.day, k.clock, {summed("k")}
    FROM oversight_venuehour k JOIN venues_venue p ON p.id = k.venue_id
    WHERE k.hour = ANY (%(hours)s) GROUP BY p.region_id, p.category, k.hour, k.day, k.clock
), added AS (
    SELECT up.code AS region_id, m.category, m.hour, m.day, m.clock, {summed("m")}
    FROM mine m {_UPWARDS} GROUP BY up.code, m.category, m.hour, m.day, m.clock
), gone AS (
    DELETE FROM oversight_regionhour r WHERE r.hour = ANY (%(hours)s) AND NOT EXISTS (
        SELECT FROM added a WHERE (a.region_id, a.category, a.hour, a.day, a.clock)
                                = (r.region_id, r.category, r.hour, r.day, r.clock))
)
{kept("oversight_regionhour", "added", ("region_id", "day", "clock", "category", "hour"), tuple(SUMS))}
"""

_REGION_DAYS: Final = f"""
WITH mine AS (
    SELECT p.region_id, p.category, d.day, count(*) AS places, {summed("d")}
    FROM oversight_venueday d JOIN venues_venue p ON p.id = d.venue_id
    WHERE d.day = ANY (%(days)s) GROUP BY p.region_id, p.category, d.day
), added AS (
    SELECT up.code AS region_id, m.category, m.day, sum(m.places)::integer AS places, {summed("m")}
    FROM mine m {_UPWARDS} GROUP BY up.code, m.category, m.day
), gone AS (
    DELETE FROM oversight_regionday r WHERE r.day = ANY (%(days)s) AND NOT EXISTS (
        SELECT FROM added a WHERE (a.region_id, a.category, a.day) = (r.region_id, r.category, r.day))
)
{kept("oversight_regionday", "added", ("region_id", "day", "category"), ("places", *SUMS))}
"""


_NOW_VALUES: Final = ("inside", "occupied", "places", "capacity")
_NOW: Final = f"""
WITH mine AS (
    SELECT p.region_id, p.category, coalesce(sum(o.inside), 0) AS inside,
           count(*) FILTER (WHERE o.inside > 0) AS occupied, count(*) AS places, sum(p.capacity) AS capacity
    FROM venues_venue p LEFT JOIN visits_occupancy o ON o.venue_id = p.id
    WHERE p.state = 'live' GROUP BY p.region_id, p.category
), added AS (
    SELECT up.code AS region_id, m.category, {", ".join(f"sum(m.{n})::integer AS {n}" for n in _NOW_VALUES)}
    FROM mine m {_UPWARDS} GROUP BY up.code, m.category
), gone AS (
    DELETE FROM oversight_regionnow r WHERE NOT EXISTS (
        SELECT FROM added a WHERE (a.region_id, a.category) = (r.region_id, r.category))
), noted AS (
    INSERT INTO oversight_look (id, added_up_at) VALUES (1, statement_timestamp())
    ON CONFLICT (id) DO UPDATE SET added_up_at = excluded.added_up_at
)
{kept("oversight_regionnow", "added", ("region_id", "category"), _NOW_VALUES)}
"""


@dataclass(frozen=True, slots=True)
class Touched:
    """What changed: places on local days, and UTC hours."""

    venue_days: frozenset[tuple[UUID, date]]
    hours: frozenset[datetime]

    @property
    def days(self) -> list[date]:
        """The local days, earliest first."""
        return sorted({day for _venue, day in self.venue_days})


def count(hours: Sequence[datetime], at: datetime) -> Touched:
    """Count the visits of these UTC hours anew, by place and door; `at` is when that is."""
    with connection.cursor() as cursor:
        cursor.execute(
            _HOURS,
            {
                "hours": list(hours),
                "from_ids": [first_id(hour) for hour in hours],
                "to_ids": [first_id(hour + HOUR) for hour in hours],
                "days": [hour.date() for hour in hours],
            },
        )
        changed = cursor.fetchall()
        cursor.execute(_STATE, {"hours": list(hours), "at": at})
    return Touched(
        frozenset((venue, day) for venue, day, _hour in changed), frozenset(hour for _v, _d, hour in changed)
    )


def add_up(touched: Touched) -> None:
    """Bring what is added up from the places' hours into step with them."""
    if touched.hours:
        add_up_days(touched.venue_days)
        add_up_regions(hours=sorted(touched.hours), days=touched.days)


def add_up_days(venue_days: Collection[tuple[UUID, date]]) -> None:
    """Add hours and doors up to these places' local days."""
    venues = [venue for venue, _day in venue_days]
    days = [day for _venue, day in venue_days]
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"venues": venues, "days": days})


def add_up_regions(*, hours: Sequence[datetime], days: Sequence[date]) -> None:
    """Add places up to regions and categories, as they are today, for these UTC hours and local days."""
    with connection.cursor() as cursor:
        cursor.execute(_REGION_HOURS, {"hours": list(hours)})
        cursor.execute(_REGION_DAYS, {"days": list(days)})


def look_inside() -> None:
    """Add up how many people are inside now, and in how many live places."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
