"""Phone numbers as people write them, read into the one form in which they are kept and written to."""

import phonenumbers

COUNTRY = "ID"
"""Whose number one is that names no country."""


class NoNumberError(ValueError):
    """This is no phone number."""


class NoSuchNumberError(NoNumberError):
    """It is written as a number, and nobody can have it."""


def e164(written: str) -> str:
    """A number in international form, such as +6281234567890. Raises NoNumberError, NoSuchNumberError."""
    try:
        number = phonenumbers.parse(written, COUNTRY)
    except phonenumbers.NumberParseException:
        raise NoNumberError("this is no phone number") from None
    if not phonenumbers.is_valid_number(number):
        raise NoSuchNumberError("nobody can have this phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
