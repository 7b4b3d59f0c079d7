"""What is confirmed before a record is erased."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import PlainForm

_SAY_SO = {"required": _("Tick this first: what is erased cannot be brought back.")}


class EraseForm(PlainForm):
    """A visitor's own word."""

    sure = forms.BooleanField(
        label=_("Erase my data. I know that nobody can bring it back."), error_messages=_SAY_SO
    )


class ErasePaperForm(PlainForm):
    """The word of staff for whoever stands before them."""

    sure = forms.BooleanField(
        label=_(
            "I have looked at the document; its holder asks for this and knows that nobody can bring it back."
        ),
        error_messages=_SAY_SO,
    )
