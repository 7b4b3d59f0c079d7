"""What visitors type about themselves."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import LinesField, PlainForm, by_sms
from gapura.core.codes import passport
from gapura.core.codes.nik import Nik, NikError
from gapura.people import names, reaching
from gapura.people.acts import codes, corrections
from gapura.people.models import Contact, Person


class ReachForm(PlainForm):
    """Where to send the one-time code."""

    reach = forms.CharField(
        label=by_sms(_("E-mail or phone number"), _("E-mail")),
        help_text=_(
            "We send a code of 6 digits there, and a notice if you met somebody who tested positive. "
            "No advertising."
        ),
        max_length=reaching.LONGEST,
        error_messages={
            "required": lazy(reaching.wanted, str)(),
            "max_length": lazy(reaching.wanted, str)(),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )

    def clean_reach(self) -> reaching.Reach:
        """Read as an e-mail address or a phone number."""
        try:
            return reaching.read(self.cleaned_data["reach"])
        except reaching.ReachError as error:
            raise forms.ValidationError(str(error)) from None


class CodeForm(PlainForm):
    """The digits that arrived."""

    code = forms.RegexField(
        r"^[0-9]{6}$",
        label=_("Code of 6 digits"),
        error_messages={
            "required": _("Type the 6 digits from the message."),
            "invalid": _("The code has 6 digits."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "digits"}
        ),
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        if data is not None and "code" in data:
            # People type what the message shows: "123 456".
            data = {**data.dict(), "code": "".join(str(data["code"]).split())[: codes.DIGITS + 1]}
        super().__init__(data, **options)


def wrong_code(left: int) -> str:
    """What is said of a code that is not the one sent, when `left` more may be tried."""
    if not left:
        return gettext("This code can no longer be used. Ask for a new one.")
    return ngettext(
        "This is not the code we sent. You can try %(left)d more time.",
        "This is not the code we sent. You can try %(left)d more times.",
        left,
    ) % {"left": left}


def too_many_codes(error: codes.TooManyCodesError) -> str:
    """What is said where the next code must wait."""
    minutes = max(1, -int((timezone.now() - error.until).total_seconds() // 60))
    return ngettext(
        "Many codes were asked for. Please wait %(minutes)d minute and try again.",
        "Many codes were asked for. Please wait %(minutes)d minutes and try again.",
        minutes,
    ) % {"minutes": minutes}


class OwnContactForm(PlainForm):
    """Which of one's own contacts a code is sent to, each shown masked; the newest unless one chooses."""

    MOST = 20
    contact = forms.TypedChoiceField(
        label=_("Where shall we send a code?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose where the code goes."),
            "invalid_choice": _("Choose where the code goes."),
        },
    )

    def __init__(self, data: Any = None, *, contacts: Sequence[Contact]) -> None:
        super().__init__(data)
        own = {str(contact.pk): contact for contact in contacts}
        field = self.fields["contact"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(key, reaching.masked(each.kind, each.value)) for key, each in own.items()]
        field.coerce = own.__getitem__
        field.initial = next(iter(own), None)


class IdentityForm(PlainForm):
    """Who somebody is, asked once."""

    name = forms.CharField(
        label=_("Full name"),
        help_text=_("As on the identity card or passport."),
        max_length=4 * names.LONGEST,
        error_messages={
            "required": _("Write the name as on the identity card."),
            "max_length": _("At most 100 characters, please."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    kind = forms.ChoiceField(
        label=_("Document"),
        choices=((Person.Document.NIK, _("NIK (identity or family card)")), ("passport", _("Passport"))),
        initial=Person.Document.NIK,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose NIK or passport."),
            "invalid_choice": _("Choose NIK or passport."),
        },
    )
    number = forms.CharField(
        label=_("NIK or passport number"),
        help_text=_("A NIK has 16 digits. We keep it encrypted and show it masked."),
        max_length=64,
        error_messages={
            "required": _("Write the number of the document."),
            "max_length": _("This number is too long."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_name(self) -> str:
        """The name in one spelling."""
        try:
            return names.read(self.cleaned_data["name"])
        except names.UnfitNameError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        """Read the number as the document chosen."""
        data = self.cleaned_data
        if "kind" in data and "number" in data:
            try:
                data["document"] = _document(data["kind"], data["number"])
            except (NikError, passport.PassportError) as error:
                self.add_error("number", error.sentence("en" if get_language() == "en" else "id"))
        return data


class CorrectionForm(PlainForm):
    """What is wrong, in the visitor's own words."""

    text = LinesField(
        label=_("What is not right?"),
        help_text=_(
            "For example: a vaccination that is missing, with its date and place. At most 1000 characters."
        ),
        max_length=corrections.LONGEST,
        min_length=10,
        error_messages={
            "required": _("Tell us what is not right."),
            "min_length": _("A few more words, please."),
            "max_length": _("At most 1000 characters, please."),
        },
        widget=forms.Textarea(attrs={"rows": 6}),
    )


def _document(kind: str, number: str) -> Nik | passport.Passport:
    return Nik.parse(number) if kind == Person.Document.NIK else passport.parse(number)
