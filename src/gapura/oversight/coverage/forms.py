"""The form with which a list of the known stock is sent."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import PlainForm
from gapura.oversight.coverage.sheets import UnfitSheetError, lines_of
from gapura.oversight.coverage.stock import LONGEST_SOURCE, OLDEST
from gapura.regions.models import Region
from gapura.venues.importing.sheets import SheetError, sheet_of

LARGEST: Final = 5 * 2**20
SHOWN: Final = 20


class StockForm(PlainForm):
    """A list, who counted, and of which day it speaks."""

    sheet = forms.FileField(
        label=_("The list"),
        help_text=_("XLSX or CSV with region, category and number of places; at most 5 MB."),
        error_messages={"required": _("Choose the list."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=LONGEST_SOURCE,
        help_text=_("Who counted, and where that can be read."),
        error_messages={"required": _("Say where the numbers come from.")},
    )
    as_of = forms.DateField(
        label=_("As of"),
        help_text=_("The day of which the list speaks."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        error_messages={"required": _("Say of which day the list speaks."), "invalid": _("This is no date.")},
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region

    def clean(self) -> dict[str, Any]:
        """Read the sheet too; `lines` is what it says."""
        cleaned: dict[str, Any] = super().clean() or {}
        as_of = cleaned.get("as_of")
        if as_of and not OLDEST <= as_of <= timezone.localdate():
            self.add_error("as_of", _now("The day the list speaks of must lie between 1990 and today."))
        file = cleaned.get("sheet")
        if file is None:
            return cleaned
        if file.size > LARGEST:
            self.add_error("sheet", _now("The file is larger than 5 MB. Split it into several."))
            return cleaned
        try:
            cleaned["lines"] = lines_of(sheet_of(file.read()), region=self.region)
        except SheetError:
            words = _now(
                "This file cannot be read as a list. Save it as .xlsx without a password, or as CSV (UTF-8)."
            )
            self.add_error("sheet", words)
        except UnfitSheetError as error:
            self.add_error("sheet", list(_in_words(error)))
        return cleaned


def _in_words(error: UnfitSheetError) -> Iterator[str]:
    for problem in error.problems[:SHOWN]:
        yield _now("Row %(row)d: %(words)s") % {"row": problem.row, "words": problem.words}
    if len(error.problems) > SHOWN:
        yield _now("and %(count)d more rows") % {"count": len(error.problems) - SHOWN}
