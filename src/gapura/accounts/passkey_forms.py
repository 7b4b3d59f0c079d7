"""Forms for what a passkey answers: JSON that a browser made, or somebody who wants to break something."""

from allauth.mfa.webauthn import forms

from gapura.common.requests import readable


class _Reader:
    """Answers 400 to JSON that is nested too deep or holds what no passkey says."""

    def full_clean(self) -> None:
        """Read the fields; what is well formed and wrong is told at its field."""
        with readable():
            super().full_clean()  # type: ignore[misc]


class AddForm(_Reader, forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey."""


class LoginForm(_Reader, forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in by passkey alone."""


class AuthenticateForm(_Reader, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class ReauthenticateForm(_Reader, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Before something that asks for it again."""
