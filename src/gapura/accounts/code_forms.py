"""Forms for the code of an authenticator app: each is good once, for as long as it would be good."""

from typing import Any, Final

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from django.core.cache import cache

GOOD_FOR: Final = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
"""Seconds. allauth remembers a code for one period, and takes it early and late too (RFC 6238, 5.2)."""


class _Once(forms.BaseAuthenticateForm):  # type: ignore[misc]
    def clean_code(self) -> Any:
        """The code, if it is right and new. Raises ValidationError."""
        code = super().clean_code()
        if not cache.add(f"accounts.code:{self.user.pk}:{normalize_user_code(code)}", True, GOOD_FOR):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_Once, forms.AuthenticateForm):  # type: ignore[misc]
    """On signing in."""


class ReauthenticateForm(_Once, forms.ReauthenticateForm):  # type: ignore[misc]
    """Before something that asks for it again."""
