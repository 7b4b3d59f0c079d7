"""The codes on a venue's posters and the addresses they stand for."""

from gapura import config
from gapura.core.codes import venue_code
from gapura.venues.models import Number, Venue


def number_of(venue: Venue) -> int:
    """The number that the venue's codes carry now. Raises Number.DoesNotExist where none is in use.

    Uses the prefetched `numbers` where there are any.
    """
    for number in venue.numbers.all():
        if number.withdrawn_at is None:
            return number.number
    raise Number.DoesNotExist(f"no number of {venue.pk} is in use")


def code_of(venue: Venue, door: int = 0) -> str:
    """The twelve characters for one of a venue's doors; door 0 is the venue as a whole."""
    return venue_code.make(number_of(venue), door, config.key_ring().current("code"))


def url_of(code: str) -> str:
    """The upper-case address that a poster's QR holds."""
    return venue_code.poster_url(config.current().base_url, code)
