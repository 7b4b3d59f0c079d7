"""From venues to what their posters show."""

from collections.abc import Iterable, Iterator

from gapura import config
from gapura.regions.models import Level, Region
from gapura.venues.codes import code_of, url_of
from gapura.venues.models import Door, Venue
from gapura.venues.posters import PosterData

SIZES = ("A4", "A3")
LANGUAGES = ("id", "en", "both")


def poster_of(venue: Venue, door: Door) -> PosterData:
    """What one door's poster shows."""
    code = code_of(venue, door.number)
    return PosterData(
        office=venue.name,
        door=door.name,
        place=place_of(venue.region),
        url=url_of(code),
        code=code,
        domain=config.current().domain,
    )


def posters_of(venue: Venue) -> list[PosterData]:
    """The posters of a venue's doors in use, in order."""
    return [poster_of(venue, door) for door in venue.doors.all() if door.withdrawn_at is None]


def offices(venues: Iterable[Venue]) -> Iterator[list[PosterData]]:
    """For each venue that has a door, its posters, one venue after the other."""
    return (posters for venue in venues if (posters := posters_of(venue)))


def place_of(region: Region) -> str:
    """A region in one line up to its regency: Batubulan, Sukawati, Gianyar."""
    names = []
    here: Region | None = region
    while here is not None and here.level not in {Level.PROVINCE, Level.NATION}:
        names.append(here.name)
        here = here.parent
    return ", ".join(names) or region.name
