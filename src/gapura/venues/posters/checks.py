"""Can the address of this deployment be printed on a poster?"""

from collections.abc import Iterator

from gapura import config
from gapura.common.findings import Finding, Level
from gapura.venues.posters.qr import LONGEST_HOST


def address_on_posters() -> Iterator[Finding]:
    """The length of the one true address, which the QR of every poster has to hold."""
    domain = config.current().domain
    if len(domain) > LONGEST_HOST:
        text = (
            f"No poster can be printed: {domain} has {len(domain)} characters, the QR holds {LONGEST_HOST}."
        )
        yield Finding(Level.FAIL, "posters", text)
    else:
        yield Finding(Level.OK, "posters", f"Their QR holds {domain}.")
