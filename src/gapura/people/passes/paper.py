"""A pass on paper: one sheet to cut out and fold, for somebody without a phone."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from gapura import config
from gapura.common.times import day_and_time
from gapura.common.typesetting import typeset
from gapura.people import names
from gapura.people.models import Pass
from gapura.venues.posters.data import printable
from gapura.venues.posters.qr import text_svg

LANGUAGES: Final = ("id", "en")


def pdf(row: Pass, text: str) -> bytes:
    """The sheet of a pass whose code says `text`, as PDF (PDF/UA-1, A4)."""
    zone = ZoneInfo(row.region.time_zone if row.region else settings.TIME_ZONE)
    said = {
        "name": printable(names.shortened(str(row.person.name))),
        "number": row.spelled,
        "region": printable(row.region.name if row.region else ""),
        "domain": config.current().domain,
        "qr": text_svg(text),
        "words": [_words(language, row.expires_at.astimezone(zone)) for language in LANGUAGES],
    }
    return typeset(__package__, "paper.typ", said)


def _words(language: str, until: datetime) -> dict[str, object]:
    with translation.override(language):
        return {
            "language": language,
            "title": _("Pass"),
            "until": _("Good until %(day)s") % {"day": day_and_time(until)},
            "number": _("Number"),
            "show": _("Show this code to the officer at the door. It shows what the rules need, and no NIK."),
            "lost": _("Lost? Whoever printed it, a puskesmas or Dinas Kominfo withdraws it by its number."),
            "again": _("Have it printed again after a vaccination or a test, so that it knows of it."),
            "cut": _("Cut along the line and fold in the middle."),
            "alt": _("QR code of the pass"),
        }
