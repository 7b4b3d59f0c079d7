"""Whose post or account ends unlocks no scanner any more."""

from typing import Any

from django.db.models.functions import Now
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from gapura.accounts.models import User
from gapura.scanning.models import Keeper
from gapura.venues.models import Post


@receiver(post_delete, sender=Post)
def post_ended(instance: Post, **_: Any) -> None:
    """Note when somebody left a venue, on each of its scanners."""
    keepers = Keeper.objects.filter(user=instance.user_id, scanner__venue=instance.venue_id, ended_at=None)
    keepers.update(ended_at=Now())


@receiver(post_save, sender=User)
def account_closed(instance: User, update_fields: frozenset[str] | None, **_: Any) -> None:
    """Note when an account was closed, wherever its holder was."""
    if update_fields and "is_active" in update_fields and not instance.is_active:
        Keeper.objects.filter(user=instance, ended_at=None).update(ended_at=Now())
