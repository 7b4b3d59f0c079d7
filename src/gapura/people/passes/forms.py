"""What staff type to print a pass."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from gapura.people.forms import IdentityForm
from gapura.people.passes.terms import PAPER_DAYS

USUAL = 30


def _days(days: int) -> object:
    return ngettext_lazy("%(days)d day", "%(days)d days", days) % {"days": days}


class PaperForm(IdentityForm):
    """Who showed which document, and for how long the pass is good."""

    days = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        initial=USUAL,
        choices=[
            (days, ngettext_lazy("%(days)d day", "%(days)d days", days) % {"days": days})
            for days in PAPER_DAYS
        ],
    )
