"""Where a person in charge is reached, read and looked at as forms that correct it need it."""

from collections.abc import Callable

from django import forms

from gapura.mail.domains import has_mail_server
from gapura.registration import reading
from gapura.registration.checks import addresses, phones
from gapura.registration.findings import Finding, errors_in


def email_of(given: str) -> str:
    """An office's address in one spelling, nothing where nothing is given. Raises ValidationError."""
    return _read(given, reading.email, lambda email: addresses.check(email, has_mail_server=has_mail_server))


def phone_of(given: str) -> str:
    """An Indonesian number in one spelling, nothing where nothing is given. Raises ValidationError."""
    return _read(given, reading.phone, phones.check)


def _read(given: str, reader: Callable[[object], object], look: Callable[[str], list[Finding]]) -> str:
    if not given.strip():
        return ""
    try:
        read = str(reader(given))
    except reading.UnfitError as unfit:
        raise forms.ValidationError(str(unfit)) from None
    if errors := errors_in(look(read)):
        raise forms.ValidationError(errors[0].words)
    return read
