"""The activation slip: one sheet that is printed, handed over in person, and kept nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from gapura import config
from gapura.accounts.acts import Invitation, activation_link
from gapura.common.times import with_zone
from gapura.common.typesetting import typeset
from gapura.registration.models import Application
from gapura.venues.posters.data import LONGEST_NAME, printable
from gapura.venues.posters.qr import text_svg

LANGUAGES: Final = ("id", "en")


@dataclass(frozen=True, slots=True)
class SlipData:
    """What a slip shows, in plain texts; `link` is the address of activation with the user name in it."""

    place: str
    number: str
    pic: str
    username: str
    secret: str
    until: datetime
    link: str
    address: str
    domain: str

    def __repr__(self) -> str:
        return f"SlipData({self.number!r})"


def slip_of(application: Application, made: Invitation) -> SlipData:
    """What the slip of an application shows for the one-time password just made."""
    settings = config.current()
    return SlipData(
        place=application.place_name,
        number=application.pretty_number,
        pic=application.pic_name,
        username=made.user.username,
        secret=made.secret,
        until=made.activation.expires_at.astimezone(ZoneInfo(application.region.time_zone)),
        link=activation_link(made.user),
        address=f"{settings.base_url}/aktivasi",
        domain=settings.domain,
    )


def print_slip(data: SlipData) -> bytes:
    """The slip as PDF (PDF/UA-1, A4) in Indonesian and English."""
    said = {
        "place": printable(data.place, LONGEST_NAME),
        "number": data.number,
        "pic": printable(data.pic),
        "username": data.username,
        "secret": data.secret,
        "address": data.address,
        "qr": text_svg(data.link),
        "words": [_words(language, data) for language in LANGUAGES],
        "zone": data.until.strftime("%Z"),
    }
    return typeset(__package__, "slip.typ", said)


def _words(language: str, data: SlipData) -> Mapping[str, object]:
    with translation.override(language):
        until = with_zone(data.until)
        return {
            "language": language,
            "title": _("Activation slip"),
            "for": _("For"),
            "number": _("Application"),
            "username": _("User name"),
            "secret": _("One-time password"),
            "until": _("Good until %(until)s, once, and only for activation.") % {"until": until},
            "steps": [
                _("Point your phone's camera at the square code, or type the address below it."),
                _("Type the user name and the one-time password."),
                _("Choose a password of your own and a second way to prove who you are."),
                _("Confirm the registration with the link that is then sent to you."),
            ],
            "keep": _("Show this slip to nobody else. Too late? Ask your coordinator for a new one."),
            "alt": _("QR code holding the address %(link)s") % {"link": data.link},
        }
