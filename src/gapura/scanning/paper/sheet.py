"""The empty list as a sheet to print."""

from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from gapura.common.typesetting import typeset
from gapura.venues.models import Venue
from gapura.venues.posters.data import printable

ROWS: Final = 18
LANGUAGES: Final = ("id", "en")


def pdf(venue: Venue) -> bytes:
    """One page of the list (PDF/UA-1, A4 across), in both languages."""
    said = {"venue": printable(venue.name), "rows": ROWS, "words": [_words(each) for each in LANGUAGES]}
    return typeset(__package__, "sheet.typ", said)


def _words(language: str) -> dict[str, object]:
    with translation.override(language):
        return {
            "language": language,
            "title": _("Paper list"),
            "day": _("Day"),
            "officer": _("Officer"),
            "how": _("Write only who went in. Keep this sheet locked away, type it in, then destroy it."),
            "columns": [
                _("No."),
                _("Name as on the document"),
                _("NIK or passport number"),
                _("People in all"),
                _("In"),
                _("Out"),
            ],
        }
