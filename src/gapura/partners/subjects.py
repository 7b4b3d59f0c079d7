"""Who a visitor is to one partner, and to no other."""

from gapura.common.fields import lookup_hash
from gapura.partners.models import Link


def of(link: Link) -> str:
    """32 characters, the same when linked again: two partners cannot tell whom they share."""
    return lookup_hash(f"subject for partner {link.partner_id}", str(link.person_id)).hex()[:32]
