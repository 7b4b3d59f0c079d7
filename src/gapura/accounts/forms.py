"""What members of staff type about their own account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gapura.accounts import one_time
from gapura.accounts.models import User


class UserNameForm(forms.Form):
    """The user name of somebody who has not signed in."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        help_text=gettext_lazy("As in the e-mail or on the slip, such as pic-batubulan."),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": gettext_lazy("Write your user name.")},
    )


class OwnPasswordForm(forms.Form):
    """A password of one's own, twice, with the rules said before."""

    password = forms.CharField(
        label=gettext_lazy("A password of your own"),
        help_text=gettext_lazy(
            "At least 8 characters. Long is good: four words that only you would put together. "
            "Not your user name, and nothing that everybody uses."
        ),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-password": ""}),
    )
    again = forms.CharField(
        label=gettext_lazy("The same password again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-password": ""}),
    )

    def clean(self) -> dict[str, Any] | None:
        """Both alike, and strong enough for whoever it is."""
        given = super().clean() or self.cleaned_data
        password, again = given.get("password"), given.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ. Type the same one twice."))
        if password:
            try:
                validate_password(password, self.owner())
            except ValidationError as weak:
                self.add_error("password", weak)
        return given

    def owner(self) -> User:
        """Whose password it is to be, as far as is known."""
        raise NotImplementedError


class ForgottenForm(UserNameForm):
    """Whose password is forgotten."""


class PasswordForm(OwnPasswordForm):
    """A new password for somebody who has signed in."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def owner(self) -> User:
        """Who has signed in."""
        return self._user


class ActivationForm(OwnPasswordForm, UserNameForm):
    """User name and one-time password from the e-mail or slip, and a password of one's own."""

    field_order = ("username", "secret", "password", "again")
    secret = forms.CharField(
        label=gettext_lazy("One-time password"),
        help_text=gettext_lazy(
            "Twelve letters and digits, such as 7K3M-Q9TX-HB2W. Small letters and missing dashes are fine."
        ),
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "code",
            }
        ),
    )

    def clean_secret(self) -> str:
        """In one spelling."""
        secret = one_time.plain(self.cleaned_data["secret"])
        if not secret:
            raise ValidationError(
                _("This is not a whole one-time password: it has twelve letters and digits.")
            )
        return secret

    def owner(self) -> User:
        """Nobody is looked up yet; the user name alone is compared."""
        return User(username=self.cleaned_data.get("username", ""))
