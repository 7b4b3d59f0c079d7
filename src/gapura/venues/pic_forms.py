"""What a PIC types about their venue, its doors and the people at them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gapura import config
from gapura.accounts.models import User
from gapura.common import phones
from gapura.common.forms import by_sms
from gapura.core.positions import Position
from gapura.venues.models import Door, Venue
from gapura.venues.weekdays import DAY_NAMES

MONTHS = (3, 6, 12)


class ClockField(forms.CharField):
    """A time of day as `07:30`; `7.30` is read as well, and 24:00 is the end of the day."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "short"}
        super().__init__(required=False, max_length=5, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        """In one spelling; an empty text stays empty."""
        text = super().clean(value).replace(".", ":")
        hour, _colon, minute = text.partition(":")
        if not text:
            return ""
        if not (hour.isdecimal() and (minute or "00").isdecimal() and len(minute or "00") == 2):
            raise ValidationError(gettext("Write a time such as 07:30."))
        if int(minute or 0) > 59 or int(hour) * 60 + int(minute or 0) > 24 * 60:
            raise ValidationError(gettext("Write a time such as 07:30."))
        return f"{int(hour):02}:{int(minute or 0):02}"


class DetailsForm(forms.Form):
    """What a PIC may change about a venue without asking."""

    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    capacity = forms.IntegerField(
        label=_("Capacity"),
        help_text=_("How many people may be inside at once. A lower PPKM level may allow fewer."),
        min_value=1,
        max_value=1_000_000,
    )
    stay_limit = forms.IntegerField(
        label=_("Longest stay, in minutes"),
        help_text=_("After that an open visit ends by itself: nobody has to check out."),
        min_value=5,
        max_value=1440,
    )
    staff = forms.IntegerField(
        label=_("People who work there"),
        help_text=_("With the guests, this says how many check-ins are to be expected."),
        min_value=0,
        max_value=1_000_000,
        required=False,
    )
    daily_guests = forms.IntegerField(
        label=_("Guests on an ordinary open day"),
        min_value=0,
        max_value=10_000_000,
        required=False,
    )

    latitude = forms.FloatField(
        label=_("Latitude"),
        help_text=_("In degrees, such as -8.5410."),
        min_value=-90,
        max_value=90,
        required=False,
    )
    longitude = forms.FloatField(
        label=_("Longitude"), help_text=_("Such as 115.3250."), min_value=-180, max_value=180, required=False
    )

    def __init__(self, data: Any = None, *, venue: Venue) -> None:
        initial = {
            "latitude": venue.latitude,
            "longitude": venue.longitude,
            "address": venue.address,
            "capacity": venue.capacity,
            "stay_limit": venue.stay_limit,
            "staff": venue.staff,
            "daily_guests": venue.daily_guests,
            **{
                f"{day}_{end}": time
                for day, times in venue.opening_hours.items()
                for end, time in zip(("from", "to"), times, strict=True)
            },
        }
        super().__init__(data, initial=initial)
        for day in DAY_NAMES:
            self.fields[f"{day}_from"] = ClockField(label=f"{DAY_NAMES[day]}, {gettext('from')}")
            self.fields[f"{day}_to"] = ClockField(label=f"{DAY_NAMES[day]}, {gettext('to')}")

    @property
    def days(self) -> list[tuple[object, Any, Any]]:
        """Each weekday's name with its two fields."""
        return [(DAY_NAMES[day], self[f"{day}_from"], self[f"{day}_to"]) for day in DAY_NAMES]

    def clean(self) -> dict[str, Any]:
        """With `opening_hours` put together; a day without times is closed."""
        given = super().clean() or self.cleaned_data
        hours: dict[str, list[str]] = {}
        for day in DAY_NAMES:
            opens, closes = given.get(f"{day}_from", ""), given.get(f"{day}_to", "")
            if opens and closes and opens < closes:
                hours[day] = [opens, closes]
            elif opens or closes:
                self._explain(day, opens, closes)
        given["opening_hours"] = hours
        given["position"] = self._position(given)
        return given

    def _position(self, given: dict[str, Any]) -> Position | None:
        latitude, longitude = given.get("latitude"), given.get("longitude")
        if (latitude is None) != (longitude is None) and not self.errors.keys() & {"latitude", "longitude"}:
            missing = "latitude" if latitude is None else "longitude"
            self.add_error(missing, gettext("Write both numbers, or neither."))
        return None if latitude is None or longitude is None else (latitude, longitude)

    def _explain(self, day: str, opens: str, closes: str) -> None:
        if self.errors.get(f"{day}_from") or self.errors.get(f"{day}_to"):
            return
        if opens and closes:
            self.add_error(f"{day}_to", gettext("It closes before it opens."))
        else:
            missing = f"{day}_to" if opens else f"{day}_from"
            self.add_error(missing, gettext("Write both times, or neither where it is closed."))


class NameForm(forms.Form):
    """The name a PIC would like their venue to have."""

    name = forms.CharField(label=_("Name"), max_length=200)


class DoorForm(forms.Form):
    """What a door is called and used for."""

    name = forms.CharField(label=_("Name of the door"), max_length=80)
    kind = forms.ChoiceField(label=_("Used as"), choices=Door.Kind.choices, initial=Door.Kind.BOTH)


class ChangeDoorForm(DoorForm):
    """A door in use, with what its poster is worth."""

    screen_only = forms.BooleanField(
        label=_("Only the screen counts"),
        help_text=_("The poster's code no longer opens this door; whoever scans it is sent to the screen."),
        required=False,
    )


class ContactField(forms.CharField):
    """An e-mail address, or an Indonesian phone number read into +62 form."""

    def clean(self, value: Any) -> str:
        """In one spelling."""
        text = str(super().clean(value))
        if not text:
            return ""
        if "@" in text:
            validate_email(text)
            return text
        if not config.current().sends_sms:
            raise ValidationError(gettext("Write an e-mail address."))
        try:
            return phones.e164(text)
        except phones.NoNumberError:
            raise ValidationError(
                gettext("Write an e-mail address, or a phone number such as 0812 3456 7890.")
            ) from None


class PersonForm(forms.Form):
    """Somebody who is to have an account: their name, and where the one-time password goes."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    contact = ContactField(
        label=by_sms(_("E-mail address or mobile phone"), _("E-mail address")),
        help_text=_("Their own: accounts are personal and never shared."),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class OfficerForm(PersonForm):
    """A gate officer, and for how long."""

    months = forms.TypedChoiceField(
        label=_("For how long"),
        help_text=_("The post ends by itself; you can extend it."),
        coerce=int,
        initial=6,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["months"].choices = month_choices()  # type: ignore[attr-defined]


class ContactForm(forms.Form):
    """Where a new one-time password is to go; empty for where the last one went, if messages go there."""

    contact = ContactField(
        label=by_sms(
            _("Another e-mail address or phone, if the first was wrong"),
            _("Another e-mail address, if the first was wrong"),
        ),
        required=False,
        max_length=254,
    )

    def __init__(self, *args: Any, to: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if to is not None and not to.channel:
            self.fields["contact"].required = True
            self.fields["contact"].error_messages["required"] = gettext("Write an e-mail address.")


def month_choices() -> list[tuple[int, str]]:
    """For how long a post may be given."""
    return [(months, gettext("%(months)d months") % {"months": months}) for months in MONTHS]
