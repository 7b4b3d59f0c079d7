"""What an applicant types who follows an application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import LinesField, PlainForm
from gapura.core.codes import tracking
from gapura.registration import contacts, reading
from gapura.registration.models import Document


class DoorForm(PlainForm):
    """The number of an application, and the address it was sent from."""

    number = forms.CharField(
        label=_("Tracking number"),
        help_text=_("Ten letters and digits, such as ABC-DEFG-HJK."),
        max_length=tracking.LONGEST_TEXT,
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": _("Write the tracking number."),
            "max_length": _("A tracking number has ten letters and digits."),
        },
    )
    reach = forms.CharField(
        label=_("The e-mail address in the application"),
        help_text=_("Or the mobile phone, where the application has no e-mail address."),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Write the e-mail address that stands in the application.")},
    )

    def clean_number(self) -> str:
        """The number as it is kept."""
        try:
            return tracking.read(self.cleaned_data["number"])
        except tracking.TrackingError as error:
            words = {
                "mistyped": _("One character of this number is wrong. Please compare it with your paper."),
                "malformed": _("A tracking number has ten letters and digits."),
            }
            raise forms.ValidationError(words[error.problem]) from None


class ContactForm(PlainForm):
    """Where the person in charge is reached, put right."""

    email = forms.CharField(label=_("The office's e-mail address"), required=False, max_length=254)
    phone = forms.CharField(label=_("Mobile phone"), required=False, max_length=40)

    def __init__(self, *args: Any, email_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email_needed = email_needed

    def clean_email(self) -> str:
        """An office's address in one spelling."""
        email = contacts.email_of(self.cleaned_data["email"])
        if not email and self.email_needed:
            raise forms.ValidationError(reading.missing("email"))
        return email

    def clean_phone(self) -> str:
        """An Indonesian phone in one spelling."""
        phone = contacts.phone_of(self.cleaned_data["phone"])
        if not phone:
            raise forms.ValidationError(reading.missing("phone"))
        return phone


class ProvenContactForm(PlainForm):
    """The right e-mail address, and the code that came to the phone on record."""

    new_email = forms.CharField(label=_("The right e-mail address of the office"), max_length=254)
    code = forms.CharField(
        label=_("Code from the text message"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "digits", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
        error_messages={"required": _("Write the six digits that we sent to your phone.")},
    )

    def clean_new_email(self) -> str:
        """An office's address in one spelling."""
        return contacts.email_of(self.cleaned_data["new_email"])

    def clean_code(self) -> str:
        """Its digits."""
        return "".join(sign for sign in self.cleaned_data["code"] if sign.isdigit())


class AnswerForm(PlainForm):
    """The answer to a reviewer's question."""

    text = LinesField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Write your answer."),
            "max_length": _("At most 2000 characters, please."),
        },
    )


class DocumentForm(PlainForm):
    """One more document."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Document.Kind.choices)


class WithdrawForm(PlainForm):
    """Why an application is withdrawn, and that it is meant."""

    reason = forms.CharField(label=_("Why (you may leave this empty)"), required=False, max_length=300)
    sure = forms.BooleanField(
        label=_("Yes, withdraw this application"),
        error_messages={"required": _("Tick the box if you want to withdraw.")},
    )
