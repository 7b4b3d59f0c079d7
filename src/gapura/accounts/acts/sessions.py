"""Ending sessions: at a word, with a new password, and when an account is closed."""

from collections.abc import Collection

from django.db import transaction

from gapura.accounts.acts.invitations import end_activations
from gapura.accounts.models import Session, User
from gapura.audit import trail
from gapura.common.fields import lookup_hash


def session_name(key: str) -> str:
    """What a page may call a session: its key would open it."""
    return lookup_hash("session", key).hex()[:24]


@transaction.atomic
def end_sessions(*, user: User, by: trail.Actor, keys: Collection[str] | None = None) -> int:
    """Sign an account out of all its sessions, or of those with these keys; how many ended."""
    mine = Session.objects.filter(user=user)
    ended, _ = (mine if keys is None else mine.filter(session_key__in=keys)).delete()
    if ended:
        trail.record("account.end_sessions", by=by, subject=user.actor, count=ended)
    return ended


@transaction.atomic
def change_password(*, user: User, password: str, by: trail.Actor, but: str = "") -> None:
    """A new password, checked by the caller; every session ends but the one with the key `but`."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.set_password(password)
    locked.save(update_fields=["password"])
    user.password = locked.password
    Session.objects.filter(user=user).exclude(session_key=but).delete()
    trail.record("account.change_password", by=by, subject=user.actor)


@transaction.atomic
def close_account(*, user: User, reason: str, by: trail.Actor) -> None:
    """Let an account sign in no more: its sessions and one-time passwords end at once."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    Session.objects.filter(user=user).delete()
    end_activations(user=locked, by=by)
    trail.record("account.close", by=by, subject=user.actor, reason=reason)
