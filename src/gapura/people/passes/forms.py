"""What staff type to print a pass."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gapura.people.forms import IdentityForm
from gapura.people.passes.terms import PAPER_DAYS

USUAL = 30


def _terms() -> list[tuple[int, str]]:
    """In the language of the page, so asked for by each form."""
    return [(days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in PAPER_DAYS]


class PaperForm(IdentityForm):
    """Who showed which document, and for how long the pass is good."""

    days = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        initial=USUAL,
        choices=_terms,
    )
    renames = forms.BooleanField(
        label=_("I have compared: the document says this name"),
        help_text=_("It is corrected unless more than a name is on record, and the person sees that it was."),
        required=False,
    )
