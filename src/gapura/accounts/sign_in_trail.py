"""Sign-ins, failed ones and changes of the second factor, written into the trail."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from gapura.accounts.models import User
from gapura.audit.trail import SYSTEM, record


@receiver(user_logged_in)
def signed_in(user: User, **_: Any) -> None:
    """A session was opened."""
    record("account.sign_in", by=user, subject=user.actor)


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], **_: Any) -> None:
    """A password was wrong; the name that was typed is kept only as the account it names."""
    typed = str(credentials.get("username", ""))[:150].replace("\x00", "")
    user = User.objects.filter(username=typed).first()
    record("account.sign_in_failed", by=SYSTEM, subject=user.actor if user else "user:unknown")


@receiver(authenticator_added)
def added(user: User, authenticator: Authenticator, **_: Any) -> None:
    """A second factor or recovery codes were set up."""
    record("account.add_factor", by=user, subject=user.actor, kind=authenticator.type)


@receiver(authenticator_removed)
def removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    """A second factor or recovery codes were taken away."""
    record("account.remove_factor", by=user, subject=user.actor, kind=authenticator.type)
