"""Whether a member of staff has a second factor, and whether this session has shown it.

Having one is not enough: a session opened with the password alone, before the factor was set up elsewhere,
would otherwise be trusted as if it had shown it.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from gapura.accounts.models import User
from gapura.accounts.signals import account_ready
from gapura.audit import trail

SESSION_KEY = "gapura_second_factor"
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_set_up(user: User) -> bool:
    """Whether the account has a second factor; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def shown_at(user: User) -> str:
    """The name of the page on which the account shows the second factor that it has."""
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return "mfa_reauthenticate" if app else "mfa_reauthenticate_webauthn"


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


# The sign-in package tells of a new factor after its transaction; what follows from it belongs inside.
@receiver(post_save, sender=Authenticator)
def _kept(instance: Authenticator, created: bool, **_: Any) -> None:
    if created and instance.type in FACTORS:
        _become_ready(instance.user)


@transaction.atomic
def _become_ready(user: User) -> None:
    waiting = User.objects.filter(pk=user.pk, ready_at=None)
    if not waiting.filter(activations__used_at__isnull=False).exists():
        return
    # Of two at once one waits here, and then finds it done.
    if waiting.update(ready_at=timezone.now()):
        trail.record("account.ready", by=user, subject=user.actor)
        account_ready.send(sender=User, user=user)
