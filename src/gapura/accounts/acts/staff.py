"""Accounts that are complete from the start, and lost second factors."""

import base64
import binascii

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from gapura.accounts.models import Session, User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.regions.models import Region

SHORTEST_SECRET = 16
"""Bytes of a TOTP secret, after RFC 4226."""


@transaction.atomic
def make_staff(
    *,
    username: str,
    name: str,
    role: str,
    region: Region,
    password: str,
    by: trail.Actor,
    totp_secret: str | None = None,
) -> User:
    """A new account with one role in one region.

    With a `totp_secret` (base32) its second factor is set up already; without, it sets up its own at the
    first sign-in. Raises ValidationError for a bad user name or a weak password, ValueError for an unknown
    role or a secret that is none, IntegrityError for a user name already taken.
    """
    operates = Role(role) is Role.OPERATOR
    user = User(username=username, name=name, role=role, region=region)
    # The operator's place is Django's administration, which asks for both.
    user.is_staff = user.is_superuser = operates
    validate_password(password, user)
    user.set_password(password)
    user.full_clean(validate_unique=False, validate_constraints=False)
    user.save(force_insert=True)
    if totp_secret is not None:
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(_checked(totp_secret))}
        )
    trail.record(
        "account.make", by=by, subject=user.actor, role=role, region=region.code, totp=bool(totp_secret)
    )
    return user


@transaction.atomic
def correct_account(*, user: User, contact: str, by: trail.Actor) -> None:
    """Note where mail about an account goes from now on; what is known already changes nothing."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.contact == contact:
        return
    locked.contact = user.contact = contact
    locked.save(update_fields=["contact"])
    trail.record("account.correct_contact", by=by, subject=user.actor)


@transaction.atomic
def reset_second_factor(*, user: User, reason: str, by: trail.Actor) -> None:
    """Take away a lost second factor, so that the next sign-in sets up a new one, and end open sessions."""
    Authenticator.objects.filter(user=user).delete()
    # A session keeps that the second factor was shown in it, and the next factor would make that true again.
    Session.objects.filter(user=user).delete()
    trail.record("account.reset_second_factor", by=by, subject=user.actor, reason=reason)


def _checked(secret: str) -> str:
    try:
        if len(base64.b32decode(secret, casefold=True)) >= SHORTEST_SECRET:
            return secret.upper()
    except (binascii.Error, ValueError):
        pass
    raise ValueError(f"a TOTP secret is base32 of at least {SHORTEST_SECRET} bytes")
