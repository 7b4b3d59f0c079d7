"""What an operator writes down about a partner."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from gapura.common.forms import LinesField, PlainForm
from gapura.partners import scopes
from gapura.partners.acts.partners import Details
from gapura.partners.models import MOST_A_DAY, Partner
from gapura.partners.scopes import Scope

MOST_ADDRESSES = 10
LONGEST_ADDRESS = 300
HERE = {"127.0.0.1", "::1"}
"""This machine itself, for whoever develops an app."""
_STRANGE = re.compile(r"[^!-~]|[#*<>\"'\\;,]")


class RedirectsField(LinesField):
    """Addresses, one a line, to which a visitor may be sent back with an answer."""

    def clean(self, value: Any) -> str:
        """Parted by spaces, as they are kept."""
        addresses = str(super().clean(value)).split()
        if len(addresses) > MOST_ADDRESSES:
            raise forms.ValidationError(_("At most 10 addresses."))
        for address in addresses:
            if not _may_be_sent_to(address):
                raise forms.ValidationError(
                    _("%(address)s is no address to be sent back to: https, a host and a path, no # and *.")
                    % {"address": address[:LONGEST_ADDRESS]}
                )
        return " ".join(addresses)


def _may_be_sent_to(address: str) -> bool:
    if len(address) > LONGEST_ADDRESS or _STRANGE.search(address):
        return False
    try:
        parts = urlsplit(address)
        port = parts.port  # read only now, and refused where it is no number
    except ValueError:
        return False
    named = bool(parts.hostname) and "@" not in parts.netloc and port != 0
    return named and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE))


class PartnerForm(PlainForm):
    """What is on record about a partner."""

    name = forms.CharField(label=_("Name of the app"), max_length=60)
    organisation = forms.CharField(
        label=_("Who runs it"), help_text=_("Visitors read this before they link it."), max_length=120
    )
    contact = forms.CharField(
        label=_("Contact"),
        help_text=_("An e-mail address or phone that is answered when something is wrong. Kept encrypted."),
        max_length=200,
    )
    redirect_uris = RedirectsField(
        label=_("Addresses to send visitors back to"),
        help_text=_(
            "One a line, each with https; for a machine that an app is developed on http://127.0.0.1."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        required=False,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may ask visitors for"),
        choices=[*Scope.choices, (scopes.EVIDENCE, scopes.EVIDENCE_LABEL)],
        widget=forms.CheckboxSelectMultiple,
    )
    webhook_url = forms.CharField(
        label=_("Webhook"),
        help_text=_("Where it is told that a visit ended or that somebody unlinked it; https. May be empty."),
        max_length=LONGEST_ADDRESS,
        required=False,
    )
    most_a_minute = forms.IntegerField(
        label=_("Requests a minute, for all its visitors"), min_value=1, max_value=600_000, initial=6_000
    )

    most_a_day = forms.IntegerField(
        label=_("Doses and results a day, of a registry"),
        help_text=_("Whoever sends more is suspended at once, until an operator has looked."),
        min_value=1,
        max_value=100_000_000,
        initial=MOST_A_DAY,
        required=False,
    )

    def __init__(self, *given: Any, partner: Partner | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self._partner = partner

    def clean_name(self) -> str:
        """Two apps of one name could not be told apart by visitors."""
        name = str(self.cleaned_data["name"])
        others = Partner.objects.filter(name__iexact=name)
        if others.exclude(pk=self._partner.pk if self._partner else None).exists():
            raise forms.ValidationError(_("There is an app of this name already."))
        return name

    def clean(self) -> dict[str, Any]:
        """A registry acts for nobody; an app sends visitors back somewhere."""
        given = super().clean() or {}
        wanted, addresses = given.get("scopes", []), given.get("redirect_uris")
        registry = scopes.EVIDENCE in wanted
        if registry and (len(wanted) > 1 or addresses):
            self.add_error("scopes", _("A registry does nothing else, and sends nobody back."))
        if wanted and not registry and not addresses and "redirect_uris" not in self.errors:
            self.add_error("redirect_uris", _("At least one address, as visitors are sent back there."))
        return given

    def clean_webhook_url(self) -> str:
        """An address over https, or none."""
        address = str(self.cleaned_data["webhook_url"])
        if address and not (address.startswith("https://") and _may_be_sent_to(address)):
            raise forms.ValidationError(_("A webhook is an address with https, a host and a path."))
        return address

    def details(self) -> Details:
        """What was written down, as it is kept."""
        given = self.cleaned_data
        most = given["most_a_day"] or MOST_A_DAY
        return Details(**{**given, "scopes": scopes.written(given["scopes"]), "most_a_day": most})


def written(partner: Partner) -> dict[str, Any]:
    """What is on record, as the form shows it."""
    return {
        "name": partner.name,
        "organisation": partner.organisation,
        "contact": partner.contact,
        "redirect_uris": "\n".join(partner.redirect_uris.split()),
        "scopes": partner.scopes.split(),
        "webhook_url": partner.webhook_url,
        "most_a_minute": partner.most_a_minute,
        "most_a_day": partner.most_a_day,
    }
