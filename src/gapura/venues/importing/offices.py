"""Registers the offices of a sheet: the good rows at once, each other row with its reason."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from gapura.audit.trail import Actor
from gapura.regions.models import Level, Region
from gapura.venues.acts import VenueError, register_venue
from gapura.venues.importing.problems import RowProblem, UnfitRowError
from gapura.venues.importing.rows import Office, columns_of, office_of, unread_in
from gapura.venues.importing.sheets import Sheet
from gapura.venues.models import Venue

Progress = Callable[[int, int], None]
"""Called with how many rows are done, of how many."""


@dataclass(slots=True)
class Summary:
    """What became of the rows: registered, there already (left as they were), and refused.

    `unread` names the columns that hold nothing an office has.
    """

    registered: int = 0
    known: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    unread: tuple[str, ...] = ()


class _Places:
    """The kecamatan and villages within a region, by name, and the venues already registered there."""

    def __init__(self, region: Region) -> None:
        inside = Region.objects.filter(region.within("code"))
        self._kecamatan = {_key(each.name): each for each in inside.filter(level=Level.KECAMATAN)}
        villages = inside.filter(level=Level.VILLAGE)
        self._villages = {(each.parent_id, _key(each.name)): each for each in villages}
        names = Venue.objects.filter(region.within("region__code")).values_list("region_id", "name")
        self.known = {(code, _key(name)) for code, name in names}
        self.rows: dict[tuple[str, str], int] = {}

    def region_of(self, office: Office) -> Region:
        """The village where one is named, else the kecamatan. Raises UnfitRowError."""
        kecamatan = self._kecamatan.get(_key(office.kecamatan))
        if kecamatan is None:
            raise UnfitRowError(f"there is no kecamatan {office.kecamatan[:80]!r} in this region")
        if not office.village:
            return kecamatan
        village = self._villages.get((kecamatan.code, _key(office.village)))
        if village is None:
            raise UnfitRowError(f"there is no village {office.village[:80]!r} in {kecamatan.name}")
        return village


@transaction.atomic
def import_offices(
    sheet: Sheet, *, region: Region, by: Actor, dry_run: bool = False, progress: Progress | None = None
) -> Summary:
    """Register every office of the sheet that lies within `region`; repeating it makes no doubles.

    Raises SheetError where a required column is missing. With `dry_run` nothing is kept.
    """
    columns = columns_of(sheet.header)
    places, summary = _Places(region), Summary(unread=unread_in(sheet.header))
    for done, (number, cells) in enumerate(sheet.rows, 1):
        try:
            _take(office_of(cells, columns), number, places, summary, by)
        except (UnfitRowError, VenueError) as error:
            name = cells[columns["name"]] if columns["name"] < len(cells) else ""
            summary.problems.append(RowProblem(number, name, str(error)))
        if progress:
            progress(done, len(sheet.rows))
    transaction.set_rollback(dry_run)
    return summary


def _take(office: Office, number: int, places: _Places, summary: Summary, by: Actor) -> None:
    region = places.region_of(office)
    key = (region.code, _key(office.name))
    if earlier := places.rows.get(key):
        raise UnfitRowError(f"the same office as row {earlier}")
    places.rows[key] = number
    if key in places.known:
        summary.known += 1
        return
    register_venue(
        name=office.name,
        category=office.category,
        region=region,
        capacity=office.capacity,
        staff=office.staff,
        daily_guests=office.daily_guests,
        doors=office.doors,
        address=office.address,
        opening_hours=office.opening_hours,
        provenance=office.provenance,
        by=by,
    )
    summary.registered += 1


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
