"""How staff of a venue are told of their account and its one-time password."""

from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from gapura.accounts.acts import Invitation, activation_link
from gapura.accounts.acts.invitations import HOURS
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.mail.acts import send
from gapura.venues.models import Venue


def about(user: User) -> str:
    """What the messages about an account are kept under."""
    return f"user:{user.pk}"


def way_to(contact: str) -> str:
    """By which way a one-time password reaches an e-mail address, or a phone number."""
    return "email" if "@" in contact else "sms"


def tell_invited(invited: Invitation, template: str, *, venue: Venue, by: trail.Actor) -> None:
    """Send the one-time password by the account's own way; `template` has a form for each."""
    tell(
        invited.user,
        template,
        venue=venue,
        by=by,
        secret=invited.secret,
        hours=HOURS,
        until=invited.activation.expires_at.astimezone(ZoneInfo(venue.time_zone)),
        link=activation_link(invited.user),
    )


def tell(user: User, template: str, *, venue: Venue, by: trail.Actor, **context: object) -> None:
    """Write to a member of staff about a venue; whom no message reaches is told nothing."""
    if not user.channel:
        return
    send(
        channel=user.channel,
        to=user.contact or "",
        template=f"venues/{template}" if user.channel == "email" else f"venues/{template}_sms",
        language=get_language() or "id",
        context={"name": user.name, "username": user.username, "place": venue.name, **context},
        by=by,
        about=about(user),
    )
