"""What happens elsewhere to a person whose record was opened."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from gapura.tracing.models import Opening
from gapura.visits.signals import taken_over


@receiver(taken_over)
def follow(sender: Any, *, taken: UUID, kept: UUID, **rest: Any) -> None:
    """Whoever took a record over has what was opened of it."""
    Opening.objects.filter(person_id=taken).update(person_id=kept)
