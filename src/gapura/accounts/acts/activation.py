"""Activating an invited account: its one-time password is spent, its owner's own password takes over."""

import hmac
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gapura.accounts import one_time
from gapura.accounts.attempts import Attempt
from gapura.accounts.models import Activation, User
from gapura.audit import trail
from gapura.common import requests

NOBODY = 0
"""Stands for the account of an unknown user name, so that looking it up costs the same."""


class ActivationError(Exception):
    """The account was not activated; the kind of error says why."""


class WrongSecretError(ActivationError):
    """User name and one-time password do not belong together; nobody learns which of them is wrong."""


class SecretExpiredError(ActivationError):
    """Right, but its time is over: a new one is needed."""


class SecretReplacedError(ActivationError):
    """Right once, but a newer one was made or it was taken back."""


class SecretUsedError(ActivationError):
    """Right, but the account is activated already."""


class TooManyTriesError(ActivationError):
    """So many were wrong that the next try must wait until `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"try again from {until}")
        self.until = until


def activate(*, username: str, secret: str, password: str) -> User:
    """Spend the one-time password and make the account its owner's, with their own password.

    Wrong tries are counted whatever follows, so this is not to be called inside a transaction. Raises an
    ActivationError, or ValidationError for a weak password, which spends nothing.
    """
    username = username.strip().casefold()[:150].replace("\x00", "")
    attempt = Attempt("activation", requests.network_of(requests.current().address), username)
    if attempt.refused_until:
        raise TooManyTriesError(attempt.refused_until)
    try:
        user = _spend(username, secret, password)
    except WrongSecretError:
        _record_wrong(username)
        raise
    except (ActivationError, ValidationError):
        attempt.give_back()
        raise
    attempt.give_back()
    return user


@transaction.atomic
def _spend(username: str, secret: str, password: str) -> User:
    # The lock lets one of several at once pass; the others then find the secret used.
    user = User.objects.select_for_update().filter(username=username).first()
    activation = _matching(user.pk if user else NOBODY, secret)
    if user is None or activation is None:
        raise WrongSecretError
    _check_usable(user, activation)
    if one_time.plain(password) == one_time.plain(secret):
        raise ValidationError(_("Choose a password of your own: the one-time password works only once."))
    validate_password(password, user)
    user.set_password(password)
    user.is_active = True
    user.save(update_fields=["password", "is_active"])
    activation.used_at = timezone.now()
    activation.save(update_fields=["used_at"])
    trail.record("account.activate", by=user, subject=user.actor, way=activation.way)
    return user


def _matching(user_id: int, secret: str) -> Activation | None:
    digest = one_time.hashed(user_id, secret)
    found = None
    for activation in Activation.objects.filter(user_id=user_id):
        if hmac.compare_digest(bytes(activation.secret_hash), digest):
            found = activation
    return found


def _check_usable(user: User, activation: Activation) -> None:
    if user.is_active or activation.used_at:
        raise SecretUsedError
    if activation.ended_at:
        raise SecretReplacedError
    if activation.state == Activation.State.EXPIRED:
        raise SecretExpiredError


@transaction.atomic
def _record_wrong(username: str) -> None:
    user = User.objects.filter(username=username).first()
    subject = user.actor if user else "user:unknown"
    trail.record("account.activation_failed", by=trail.SYSTEM, subject=subject)
