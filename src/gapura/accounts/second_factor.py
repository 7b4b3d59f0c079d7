"""Whether a member of staff has a second factor, and whether this session has shown it.

Having one is not enough: a session opened with the password alone, before the factor was set up elsewhere,
would otherwise be trusted as if it had shown it.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest

from gapura.accounts.models import User

SESSION_KEY = "gapura_second_factor"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_set_up(user: User) -> bool:
    """Whether the account has a second factor; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def is_proven(request: HttpRequest, user: User) -> bool:
    """Whether this session has shown the account's second factor."""
    return bool(request.session.get(SESSION_KEY) == user.pk)


@receiver(authenticator_used)
def _used(request: HttpRequest, user: User, **_: Any) -> None:
    request.session[SESSION_KEY] = user.pk


@receiver(authenticator_added)
def _added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    # Setting one up ends with a right code from it.
    if authenticator.type in FACTORS:
        request.session[SESSION_KEY] = user.pk
