"""A forgotten password: a link by mail, good for an hour and once, with which its owner sets a new one.

The second factor stays as it was, so that the link alone opens nothing.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.utils import timezone

from gapura import config
from gapura.accounts.acts.sessions import change_password
from gapura.accounts.models import User
from gapura.accounts.signals import password_forgotten
from gapura.audit import trail

HOURS = 1
"""How long a link is good."""


class _Links(PasswordResetTokenGenerator):
    """Good until the password changes, somebody signs in, mail goes elsewhere, or the time is over."""

    key_salt = "gapura.accounts.forgotten_password"

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{user.pk} {user.password} {user.last_login} {user.contact} {timestamp}"


_links = _Links()


@transaction.atomic
def forget_password(*, username: str, by: trail.Actor = trail.SYSTEM) -> bool:
    """Have a link sent to where mail about an account goes; whether there was an account to send it to.

    Whoever asks is not known: how often they may is the caller's to limit, and what came of it is not to be
    shown to them.
    """
    username = username.strip().casefold()[:150].replace("\x00", "")
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or not user.channel or not user.has_usable_password():
        return False
    trail.record("account.forget_password", by=by, subject=user.actor)
    until = (timezone.now() + timedelta(hours=HOURS)).astimezone(ZoneInfo(user.region.time_zone))
    password_forgotten.send(sender=User, user=user, link=_link(user), hours=HOURS, until=until, by=by)
    return True


def whose(key: str) -> User | None:
    """The account that a link's key stands for, if it is good still."""
    number, _dash, token = key.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    user = User.objects.filter(pk=int(number), is_active=True).first()
    return user if user is not None and _links.check_token(user, token) else None


@transaction.atomic
def set_password(*, key: str, password: str) -> User | None:
    """Set a password that the caller checked, by a link's key; None where that is good no longer.

    Every session of the account ends. Of two at once the second finds the key used.
    """
    user = whose(key)
    if user is None:
        return None
    User.objects.select_for_update().get(pk=user.pk)
    user = whose(key)
    if user is not None:
        change_password(user=user, password=password, by=user)
    return user


def _link(user: User) -> str:
    return f"{config.current().base_url}/akun/lupa/{user.pk}-{_links.make_token(user)}/"
