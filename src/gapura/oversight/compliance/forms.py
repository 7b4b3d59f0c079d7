"""What is typed in about compliance: a head count."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gapura.oversight.compliance.acts import HeadCountError
from gapura.oversight.compliance.models import MOST


class DateInput(forms.DateInput):
    """A date as the browser's own field, empty or in the spelling it wants."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class HeadCountForm(forms.Form):
    """How many people came on one day."""

    day = forms.DateField(
        label=_("Day"), help_text=_("One whole day of the last two weeks."), widget=DateInput()
    )
    people = forms.IntegerField(
        label=_("People who came in"),
        help_text=_("Everybody, whether they checked in or not, from opening to closing."),
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def explain(self, error: HeadCountError) -> None:
        """Put what the act found wrong beside the field."""
        words = {
            "future": ("day", gettext("This day has not come yet.")),
            "old": ("day", gettext("This day is more than two weeks ago.")),
            "number": ("people", gettext("This number is not possible.")),
            "fewer": (
                "people",
                gettext("%(came)d people were checked in on this day, so no fewer can have come.")
                % {"came": error.came},
            ),
        }
        self.add_error(*words[error.problem])
