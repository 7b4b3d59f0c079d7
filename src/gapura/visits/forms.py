"""What a browser sends at a door."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import PlainForm
from gapura.core.ids import time_of

MOST_COMPANIONS = 50


class CheckInForm(forms.Form):
    """A check-in: the id made with the page, and how many come along."""

    id = forms.UUIDField()
    companions = forms.IntegerField(
        min_value=0,
        max_value=MOST_COMPANIONS,
        required=False,
        error_messages={
            "invalid": _("Write a number, such as 2."),
            "min_value": _("Write a number, such as 2."),
            "max_value": _("At most 50 companions can come in with one check-in."),
        },
    )

    def clean_id(self) -> UUID:
        """Ids carry their own time; others are nobody's."""
        made: UUID = self.cleaned_data["id"]
        try:
            time_of(made)
        except ValueError:
            raise forms.ValidationError("not a UUID of version 7") from None
        return made

    def clean_companions(self) -> int:
        """Left empty, nobody comes along."""
        return int(self.cleaned_data["companions"] or 0)


class PositionForm(forms.Form):
    """Where a device says that it is; compared and forgotten."""

    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)
    accuracy = forms.FloatField(min_value=0, max_value=1_000_000)


class HandoverForm(PlainForm):
    """The code that staff handed over."""

    code = forms.CharField(
        label=_("Code from staff"),
        help_text=_("12 characters, as on the paper."),
        max_length=40,
        error_messages={
            "required": _("Type the code from the paper."),
            "max_length": _("The code has 12 characters."),
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )
