"""What may stand in a message's `to`."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from gapura.common.fields import lookup_hash
from gapura.mail.models import Channel

_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")


def checked(channel: str, to: str) -> str:
    """`to` without surrounding spaces.

    Raises ValueError unless it is an e-mail address, or for any other channel a phone number in
    international form.
    """
    address = to.strip()
    if channel == Channel.EMAIL:
        try:
            validate_email(address)
        except ValidationError:
            raise ValueError("not an e-mail address") from None
    elif not _PHONE.fullmatch(address):
        raise ValueError("not a phone number in international form, such as +6281234567890")
    return address


def recipient_hash(to: str) -> bytes:
    """The keyed hash under which a recipient's messages are found."""
    return lookup_hash("recipient", to)
