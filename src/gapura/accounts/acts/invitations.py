"""Inviting somebody to an account: its user name, and one-time passwords to activate it with."""

from datetime import timedelta
from typing import NamedTuple
from urllib.parse import quote

from django.db import transaction
from django.utils import timezone

from gapura import config
from gapura.accounts import one_time, usernames
from gapura.accounts.models import Activation, User
from gapura.accounts.roles import Role
from gapura.audit import trail
from gapura.common import locks
from gapura.common.fields import lookup_hash
from gapura.regions.models import Region

HOURS = 72
LIFETIME = timedelta(hours=HOURS)


class AccountActiveError(Exception):
    """The account is activated already: its owner signs in with the own password."""


class Invitation(NamedTuple):
    """An invited account, and its one-time password, which is known in clear nowhere else."""

    user: User
    activation: Activation
    secret: str

    def __repr__(self) -> str:
        return f"Invitation({self.user!r}, {self.activation!r})"


@transaction.atomic
def invite(
    *,
    name: str,
    role: str,
    region: Region,
    by: trail.Actor,
    username_hint: str = "",
    contact: str | None = None,
    way: str = Activation.Way.EMAIL,
) -> Invitation:
    """A new account that cannot sign in until its owner activates it with the one-time password.

    `username_hint` is the name of a place or person (else `name`) from which a free user name is made;
    `contact` is the e-mail address or +62 number for this account's mail. Raises ValueError for an unknown
    role or way, ValidationError for an empty or too long name.
    """
    way = Activation.Way(way).value
    user = User(name=" ".join(name.split()), role=Role(role).value, region=region, is_active=False)
    # The operator's place is Django's administration, which asks for both.
    user.is_staff = user.is_superuser = Role(role) is Role.OPERATOR
    user.username = _free_username(usernames.base(role, username_hint or name))
    user.set_unusable_password()
    user.full_clean(validate_unique=False, validate_constraints=False)
    user.contact = contact
    user.save(force_insert=True)
    made = _new_secret(user, way, by)
    trail.record("account.invite", by=by, subject=user.actor, role=user.role, region=region.code, way=way)
    return made


@transaction.atomic
def renew_activation(
    *, user: User, by: trail.Actor, way: str = Activation.Way.EMAIL, contact: str | None = None
) -> Invitation:
    """A new one-time password; earlier ones no longer work.

    A `contact` replaces the account's former one. Raises AccountActiveError, ValueError for an unknown way.
    """
    way = Activation.Way(way).value
    locked = _locked(user)
    if locked.is_active or locked.activations.exclude(used_at=None).exists():
        raise AccountActiveError
    if contact is not None:
        locked.contact = contact
        locked.save(update_fields=["contact"])
    _end(locked)
    made = _new_secret(locked, way, by)
    trail.record(
        "account.renew_activation", by=by, subject=user.actor, way=way, corrected=contact is not None
    )
    return made


@transaction.atomic
def end_activations(*, user: User, by: trail.Actor) -> int:
    """Take back the one-time passwords of an account; how many were still in force."""
    ended = _end(_locked(user))
    if ended:
        trail.record("account.end_activations", by=by, subject=user.actor)
    return ended


def activation_of(user: User) -> Activation | None:
    """The newest one-time password of an account, whatever has become of it."""
    return Activation.objects.filter(user=user).order_by("-made_at").first()


def activation_link(user: User) -> str:
    """The address of the activation page with the user name filled in; it holds no secret."""
    return f"{config.current().base_url}/aktivasi?u={quote(user.username)}"


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _end(user: User) -> int:
    return user.activations.filter(used_at=None, ended_at=None).update(ended_at=timezone.now())


def _new_secret(user: User, way: str, by: trail.Actor) -> Invitation:
    secret = one_time.make()
    now = timezone.now()
    activation = Activation.objects.create(
        user=user,
        secret_hash=one_time.hashed(user.pk, secret),
        way=way,
        made_at=now,
        made_by=by.actor,
        expires_at=now + LIFETIME,
    )
    return Invitation(user, activation, secret)


def _free_username(base: str) -> str:
    # Who asks for the same base at once waits here, so that both get a name.
    locks.hold(lookup_hash("username", base))
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    return usernames.first_free(base, taken)
