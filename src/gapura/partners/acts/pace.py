"""How often partners may ask: for one link, and for all of a partner's together."""

from gapura.accounts import pacing
from gapura.partners.models import Link

PER_LINK = 60
"""Requests for one link in a minute."""


def spend(link: Link) -> None:
    """Count one request. Raises pacing.TooOftenError."""
    pacing.spend("partner link", str(link.pk), most=PER_LINK, within=pacing.MINUTE)
    pacing.spend("partner", str(link.partner_id), most=link.partner.most_a_minute, within=pacing.MINUTE)
