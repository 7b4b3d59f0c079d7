"""A recount that shares nothing with the counts it checks: visit by visit, in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from gapura.core.ids import time_of
from gapura.oversight.rollups.measures import SUMS
from gapura.oversight.rollups.models import RegionDay, RegionHour, VenueDay, VenueHour
from gapura.venues.models import Venue
from gapura.visits.models import Visit

Counts = dict[tuple[Any, ...], Counter[str]]


class Recount:
    """Remembers what it has seen of visits, so that it knows them after they are gone."""

    def __init__(self) -> None:
        self.seen: dict[Any, Visit] = {}

    def look(self) -> None:
        """Take in every visit there is now."""
        self.seen |= {visit.id: visit for visit in Visit.objects.all()}

    def check(self) -> None:
        """The kept counts are those of all visits that were ever seen."""
        places = {venue.pk: venue for venue in Venue.objects.all()}
        assert _kept(VenueHour, "venue_id", "hour", "door", "day", "clock") == self._counts(
            lambda visit: [(visit.venue_id, _hour(visit), visit.door, *_local(visit, places))], peak=True
        )
        assert _kept(VenueDay, "venue_id", "day") == self._counts(
            lambda visit: [(visit.venue_id, _local(visit, places)[0])], peak=True
        )
        assert _kept(RegionHour, "region_id", "category", "hour", "day", "clock") == self._counts(
            lambda visit: [
                (code, places[visit.venue_id].category, _hour(visit), *_local(visit, places))
                for code in _upwards(places[visit.venue_id])
            ]
        )
        assert _kept(RegionDay, "region_id", "category", "day") == self._counts(
            lambda visit: [
                (code, places[visit.venue_id].category, _local(visit, places)[0])
                for code in _upwards(places[visit.venue_id])
            ]
        )

    def _counts(self, keys: Any, *, peak: bool = False) -> Counts:
        counts: Counts = defaultdict(Counter)
        for visit in self.seen.values():
            for key in keys(visit):
                counts[key].update(_counted(visit))
                if peak and visit.decision == "admit" and not visit.offline:
                    counts[key]["peak"] = max(counts[key]["peak"], visit.occupancy)
        return {key: +count for key, count in counts.items()}


def _kept(model: Any, *key: str) -> Counts:
    names = [*SUMS, *(["peak"] if model in (VenueHour, VenueDay) else [])]
    rows: Iterable[dict[str, Any]] = model.objects.values(*key, *names)
    return {tuple(row[name] for name in key): +Counter({name: row[name] for name in names}) for row in rows}


def _counted(visit: Visit) -> Counter[str]:
    people = 1 + visit.companions
    verified = visit.reasons.split(",")[0] == "verified_by_officer"
    return Counter(
        {
            "check_ins": 1,
            "people": people,
            "entered": people if visit.decision == "admit" else 0,
            visit.decision: 1,
            visit.colour: 1,
            "groups": int(people > 1),
            "group_people": people if people > 1 else 0,
            "offline": int(visit.offline),
            "verified": int(verified),
            "verified_late": int(verified and visit.offline),
            **({f"left_{visit.left_by}": 1} if visit.left_by else {}),
        }
    )


def _hour(visit: Visit) -> datetime:
    return time_of(visit.id).astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _local(visit: Visit, places: dict[Any, Venue]) -> tuple[Any, int]:
    at = time_of(visit.id).astimezone(ZoneInfo(places[visit.venue_id].time_zone))
    return at.date(), at.hour


def _upwards(venue: Venue) -> list[str]:
    """Nation, province, regency and kecamatan of a venue."""
    parts = venue.region_id.split(".")
    return ["ID", *(".".join(parts[:count]) for count in range(1, min(3, len(parts)) + 1))]
