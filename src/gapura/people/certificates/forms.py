"""What a visitor pastes, or the camera reads for them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import LinesField, PlainForm

LONGEST = 20_000


class CertificateForm(PlainForm):
    """The text of a certificate's QR code."""

    text = LinesField(
        label=_("Text of the certificate's QR code"),
        help_text=_("It begins with HC1: or shc:/."),
        max_length=LONGEST,
        # A blank at its end may belong to it.
        strip=False,
        error_messages={
            "required": _("Scan the certificate, choose a photo of it, or paste its text."),
            "max_length": _("This is too long for a certificate."),
        },
        widget=forms.Textarea(
            attrs={"rows": 4, "autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )
