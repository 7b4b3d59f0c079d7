"""A phone's part of its pass, in Python: a page has it in `pass.js` and `slots.js`."""

from struct import Struct

from gapura.core.codes import base45, freshness
from gapura.core.codes.passes import PREFIX

_LINK = Struct(">H16s")


def chain(last: bytes, length: int) -> list[bytes]:
    """Every link from the anchor up to `last`, which is at place `length`."""
    links = [last]
    for place in range(length, 0, -1):
        links.append(freshness.below(links[-1], place))
    return links[::-1]


def place_at(issued_at: int, moment: int) -> int:
    """The place of the link to show at a moment: 1 in the first 30 seconds after the issue."""
    return 1 + (moment - issued_at) // freshness.SLOT


def with_link(text: str, place: int, link: bytes) -> str:
    """What a phone shows: the text as it was issued, and one link of its chain."""
    return PREFIX + base45.encode(base45.decode(text.removeprefix(PREFIX)) + _LINK.pack(place, link))
