"""What officers fill in: which device this is, and people who come without a phone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import PlainForm
from gapura.people import names
from gapura.people.forms import IdentityForm
from gapura.visits.forms import MOST_COMPANIONS

GROUP = 5
"""From how many companions on an officer confirms the number."""

_NUMBER = _("Write a number from 0 to 50.")
_PLAIN_TEXT = forms.TextInput(attrs={"autocomplete": "off"})


class ScannerForm(PlainForm):
    """A device that is to scan at a venue. The PIN stays on the device."""

    label = forms.CharField(
        label=_("What is this device called?"),
        help_text=_("So that it can be found again in a list, such as “Tablet at the front door”."),
        max_length=60,
        error_messages={"required": _("Give the device a name.")},
        widget=_PLAIN_TEXT,
    )


class LookForm(IdentityForm):
    """Whose document an officer holds in the hand; the name only where nobody is known by it."""

    name = forms.CharField(
        label=_("Full name"), required=False, max_length=4 * names.LONGEST, widget=_PLAIN_TEXT
    )

    def clean_name(self) -> str:
        """The name in one spelling, or none."""
        return super().clean_name() if self.cleaned_data["name"].strip() else ""


class PartyForm(PlainForm):
    """Who goes in: the person, adults and children with them."""

    id = forms.UUIDField()
    adults = forms.IntegerField(
        label=_("Adults who come along"), min_value=0, max_value=MOST_COMPANIONS, initial=0
    )
    children = forms.IntegerField(
        label=_("Children who come along"), min_value=0, max_value=MOST_COMPANIONS, initial=0
    )
    counted = forms.BooleanField(label=_("I have counted the heads of this group"), required=False)
    verified = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("adults", "children"):
            field = self.fields[name]
            field.widget.attrs.update({"class": "short", "inputmode": "numeric"})
            field.error_messages.update(
                dict.fromkeys(("required", "invalid", "min_value", "max_value"), _NUMBER)
            )

    def clean(self) -> dict[str, Any]:
        """A group goes in as a number that somebody has counted."""
        data = self.cleaned_data
        data["companions"] = (data.get("adults") or 0) + (data.get("children") or 0)
        if data["companions"] > MOST_COMPANIONS:
            self.add_error(
                "adults", _("At most 50 people can come along. Check in the rest as a second group.")
            )
        if data["companions"] >= GROUP and not data.get("counted"):
            self.add_error("counted", _("Count the group and confirm the number."))
        return data
