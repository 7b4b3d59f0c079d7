"""How people write down an e-mail address or a phone number, read into one spelling."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from gapura import config
from gapura.common import phones
from gapura.common.fields import lookup_hash
from gapura.people.models import Contact

LONGEST = 254


class ReachError(ValueError):
    """The text is neither an e-mail address nor a phone number; the message says so to its writer."""


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to reach a person: `kind` is `email` or `phone`, a phone as +62..."""

    kind: str
    value: str = field(repr=False)

    @property
    def hash(self) -> bytes:
        """The keyed hash under which this contact is found."""
        return lookup_hash(f"contact:{self.kind}", self.value)

    @property
    def channel(self) -> str:
        """By which channel of `mail` a message goes there."""
        return "email" if self.kind == Contact.Kind.EMAIL else "sms"

    @property
    def masked(self) -> str:
        """Enough for its owner to know it by: `w***@contoh.id`, `+62*****6789`."""
        return masked(self.kind, self.value)


def read(text: str) -> Reach:
    """The contact in `text`; a number without a country is Indonesian.

    Raises ReachError, also for a number where no text message is sent.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ReachError(wanted())
    return _email(text) if "@" in text else _phone(text)


def wanted() -> str:
    """What is to be written: no phone number where no text message is sent."""
    if config.current().sends_sms:
        return _("Write an e-mail address or a phone number.")
    return _("Write an e-mail address. Example: wayan@example.com")


def masked(kind: str, value: str) -> str:
    """The contact without most of what identifies it."""
    if kind == Contact.Kind.EMAIL:
        name, _at, domain = value.rpartition("@")
        return f"{name[:1]}***@{domain}"
    return f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"


def _email(text: str) -> Reach:
    try:
        validate_email(text)
    except ValidationError:
        raise ReachError(_("This e-mail address is not complete. Example: wayan@example.com")) from None
    return Reach(Contact.Kind.EMAIL, text)


def _phone(text: str) -> Reach:
    if not config.current().sends_sms:
        raise ReachError(wanted())
    try:
        return Reach(Contact.Kind.PHONE, phones.e164(text))
    except phones.NoSuchNumberError:
        raise ReachError(_("This phone number does not exist. Example: 0812 3456 7890")) from None
    except phones.NoNumberError:
        raise ReachError(wanted()) from None
