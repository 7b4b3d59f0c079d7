"""One line of a paper list, typed in."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapura import config
from gapura.people.forms import IdentityForm
from gapura.visits.forms import MOST_COMPANIONS

_TIME = {"type": "time"}
_WRITE_TIME = _("Write a time such as 09:30.")
_NUMBER = _("Write a number from 1 to 51.")


class LineForm(IdentityForm):
    """Somebody who went in on a day without devices: who, how many, when in and when out."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Write the day of the list."),
            "invalid": _("Write the day of the list."),
        },
    )
    came = forms.TimeField(
        label=_("In at"),
        widget=forms.TimeInput(attrs=_TIME, format="%H:%M"),
        error_messages={"required": _WRITE_TIME, "invalid": _WRITE_TIME},
    )
    went = forms.TimeField(
        label=_("Out at, if it is on the list"),
        required=False,
        widget=forms.TimeInput(attrs=_TIME, format="%H:%M"),
        error_messages={"invalid": _WRITE_TIME},
    )
    people = forms.IntegerField(
        label=_("People in all"),
        min_value=1,
        max_value=MOST_COMPANIONS + 1,
        initial=1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _NUMBER),
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        """Times of the venue's day, none to come and none older than visits are kept."""
        data = super().clean()
        if {"day", "came"} <= data.keys():
            data["came_at"] = datetime.combine(data["day"], data["came"], self.zone)
            kept = timezone.now() - timedelta(days=config.current().retention_days)
            if not kept < data["came_at"] <= timezone.now():
                self.add_error("day", _("Only the last days can be typed in, and nothing that is to come."))
            if data.get("went"):
                data["went_at"] = datetime.combine(data["day"], data["went"], self.zone)
                if not data["came_at"] < data["went_at"] <= timezone.now():
                    self.add_error("went", _("The time out comes after the time in, and is not to come."))
        return data
