"""What health officers type: whose record they open and why, and items of evidence with their source."""

from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import LinesField, PlainForm
from gapura.core.evidence import Arrival, Contact, Dose, Evidence, Exemption, Recovery, Test
from gapura.core.policy.words import product_name
from gapura.people.forms import IdentityForm
from gapura.tracing import openings

EARLIEST: Final = date(2020, 1, 1)
"""Nothing that a rule asks about is older."""
LONGEST_LETTER: Final = timedelta(days=366)
PRODUCTS: Final = (
    *("sinovac", "astrazeneca", "sinopharm", "moderna", "pfizer", "novavax", "janssen", "sputnik"),
    *("cansino", "convidecia", "zifivax", "indovac", "inavac", "awcorna", "covovax", "covaxin"),
)
_WHY: Final = 300
_DAY_WANTED = _("Write a day.")
_FOR_THE_PERSON = _("Say it in a few words: the person reads it.")


def _words(wanted: Any) -> dict[str, Any]:
    """What a field for a few words of why asks of them, and says where there are none."""
    messages = {"required": wanted, "min_length": wanted, "max_length": _("Shorter, please.")}
    return {"min_length": 5, "max_length": _WHY, "error_messages": messages}


class OpenForm(IdentityForm):
    """The whole number of a document, and why its holder's record is to be opened."""

    name = None  # type: ignore[assignment]
    purpose = forms.ChoiceField(
        label=_("What for?"),
        choices=[("", "…"), *((each.value, each.label) for each in openings.BY_NUMBER)],
        error_messages={
            "required": _("Say what for: the person reads it."),
            "invalid_choice": _("Say what for: the person reads it."),
        },
    )
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("Such as “result of 12 October from the regional laboratory”. The person reads it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **_words(_FOR_THE_PERSON),
    )


class WithdrawForm(PlainForm):
    """Why an item is taken back."""

    reason = LinesField(
        label=_("Why is it wrong?"),
        help_text=_("The person reads it on their own page."),
        widget=forms.Textarea(attrs={"rows": 3}),
        **_words(_FOR_THE_PERSON),
    )


class DecisionForm(PlainForm):
    """Whether those who were at a place are told, and why; the number as it was shown."""

    people = forms.IntegerField(min_value=0)
    decision = forms.ChoiceField(choices=[("notify", ""), ("leave", "")])
    reason = LinesField(
        label=_("Why?"),
        help_text=_("For your office and the operator, such as “closed room, masks off” or “in the open”."),
        widget=forms.Textarea(attrs={"rows": 2}),
        **_words(_("Say why in a few words.")),
    )
    typed = forms.IntegerField(
        label=_("Type the number of people"),
        help_text=_("Many people are told only by whoever has looked at the number twice."),
        required=False,
        widget=forms.NumberInput(attrs={"class": "short", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a number.")},
    )


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={"required": _DAY_WANTED, "invalid": _DAY_WANTED},
        **options,
    )


class ItemForm(PlainForm):
    """One item of evidence: what the forms of each kind have in common, its source."""

    title: Any = ""
    source = forms.CharField(
        label=_("Who says so?"),
        help_text=_("The laboratory, clinic, hospital or office that it comes from."),
        max_length=120,
        error_messages={"required": _("Say where it comes from.")},
    )
    reference = forms.CharField(
        label=_("Number of the result, card or letter"),
        max_length=80,
        error_messages={"required": _("Write the number by which it can be looked up.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("day", "until")

    def __init__(self, data: Any = None, *, zone: ZoneInfo) -> None:
        super().__init__(data)
        self.zone = zone
        self.order_fields([name for name in self.fields if name not in ("source", "reference")])

    def evidence(self) -> Evidence:
        """The one item of a form that is right."""
        raise NotImplementedError

    @property
    def told(self) -> str:
        """Source and number, as they are kept."""
        return f"{self.cleaned_data['source']}, {self.cleaned_data['reference']}"

    def clean_day(self) -> date:
        """A day that has come, and that a rule can ask about."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate(timezone=self.zone):
            raise forms.ValidationError(_("This day has not come yet."))
        if day < EARLIEST:
            raise forms.ValidationError(_("This day is too long ago."))
        return day


class SpanForm(ItemForm):
    """One that also has a last day, which may be left out where its field says so."""

    last: str
    too_long: Any

    def clean(self) -> dict[str, Any]:
        """A span that ends after it began, within a year."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day, ended = data.get("day"), data.get(self.last)
        if day and ended and ended < day:
            self.add_error(self.last, _("This is before the first day."))
        elif day and ended and ended > day + LONGEST_LETTER:
            self.add_error(self.last, self.too_long)
        return data


class DoseForm(ItemForm):
    """A vaccination."""

    title = _("Record a vaccination")
    day = _day(_("Given on"))
    product = forms.ChoiceField(
        label=_("Vaccine"),
        choices=[("", "…"), *((code, product_name(code)) for code in PRODUCTS)],
        error_messages={"required": _("Choose the vaccine.")},
    )

    def evidence(self) -> Evidence:
        """The dose."""
        return Evidence(doses=(Dose(self.cleaned_data["day"], self.cleaned_data["product"]),))


class TestForm(ItemForm):
    """A laboratory result."""

    __test__ = False
    title = _("Record a test result")
    kind = forms.ChoiceField(
        label=_("Kind of test"),
        choices=[("pcr", "PCR"), ("antigen", _("Antigen"))],
        initial="pcr",
        widget=forms.RadioSelect,
    )
    field_order = ("kind", "result")
    result = forms.ChoiceField(
        label=_("Result"),
        choices=[("negative", _("negative")), ("positive", _("positive"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the result.")},
    )
    day = _day(_("Day of the result"))
    time = forms.TimeField(
        label=_("Time of the result"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
        error_messages=dict.fromkeys(("required", "invalid"), _("Write a time such as 09:30.")),
    )

    def clean(self) -> dict[str, Any]:
        """When it was found, in the office's own time."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if {"day", "time"} <= data.keys():
            data["at"] = datetime.combine(data["day"], data["time"], self.zone)
            if data["at"] > timezone.now():
                self.add_error("time", _("This time has not come yet."))
        return data

    def evidence(self) -> Evidence:
        """The result."""
        data = self.cleaned_data
        kind = cast(Literal["pcr", "antigen"], data["kind"])
        return Evidence(tests=(Test(kind, data["result"], data["at"]),))


class ContactForm(ItemForm):
    """Close contact with a case."""

    title = _("Record a close contact")
    day = _day(_("Last day of the contact"))

    def evidence(self) -> Evidence:
        """The contact."""
        return Evidence(contacts=(Contact(self.cleaned_data["day"]),))


class ArrivalForm(SpanForm):
    """An arrival from abroad."""

    title = _("Record an arrival from abroad")
    day = _day(_("Arrived on"))
    ended = _day(_("Quarantine ends on"), required=False, help_text=_("Leave it empty while nobody knows."))
    last, too_long = "ended", _("This is too far off.")

    def evidence(self) -> Evidence:
        """The arrival."""
        return Evidence(arrivals=(Arrival(self.cleaned_data["day"], self.cleaned_data["ended"]),))


class RecoveryForm(ItemForm):
    """The end of a case."""

    title = _("Record a recovery")
    day = _day(_("Declared recovered on"))

    def evidence(self) -> Evidence:
        """The recovery."""
        return Evidence(recoveries=(Recovery(self.cleaned_data["day"]),))


class ExemptionForm(SpanForm):
    """A medical letter that its holder cannot be vaccinated."""

    title = _("Record a doctor's letter")
    day = _day(_("Valid from"))
    until = _day(_("Valid until"))
    last, too_long = "until", _("A letter counts for a year at most: write the day until then.")
    government = forms.BooleanField(
        label=_("I have the letter before me; a government hospital issued it"),
        error_messages={"required": _("Only a letter of a government hospital counts.")},
    )

    def evidence(self) -> Evidence:
        """The letter."""
        return Evidence(exemptions=(Exemption(self.cleaned_data["day"], self.cleaned_data["until"]),))


FORMS: Final[dict[str, type[ItemForm]]] = {
    "dosis": DoseForm,
    "tes": TestForm,
    "kontak": ContactForm,
    "kedatangan": ArrivalForm,
    "sembuh": RecoveryForm,
    "surat": ExemptionForm,
}
"""By the word in the address."""
