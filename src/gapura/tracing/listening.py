"""What happens elsewhere to a person whom health officers have to do with."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from gapura.tracing.models import Case, Opening
from gapura.visits.signals import taken_over


@receiver(taken_over)
def follow(sender: Any, *, taken: UUID, kept: UUID, **rest: Any) -> None:
    """Whoever took a record over has what is about it."""
    for model in (Opening, Case):
        model.objects.filter(person_id=taken).update(person_id=kept)
