"""What a screen at a door shows: the code of this half minute, and those of the hours to come."""

from django.utils import timezone

from gapura import config
from gapura.core.codes import door_code
from gapura.venues.codes import number_of, url_of
from gapura.venues.models import Door

AHEAD = 4 * 60 * 60
"""Seconds for which a screen holds codes, so that it goes on without a network."""


def codes(door: Door) -> tuple[int, list[str]]:
    """The Unix second from which the first one is shown, and the codes, one for each half minute."""
    key = config.key_ring().current("code")
    number = number_of(door.venue)
    first = int(timezone.now().timestamp()) // door_code.SLOT * door_code.SLOT
    moments = range(first, first + AHEAD, door_code.SLOT)
    return first, [door_code.on_screen(number, door.number, moment, key) for moment in moments]


def address_now(door: Door) -> str:
    """The address in the QR code at this moment."""
    key = config.key_ring().current("code")
    moment = int(timezone.now().timestamp())
    return url_of(door_code.on_screen(number_of(door.venue), door.number, moment, key))
