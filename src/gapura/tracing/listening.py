"""What happens elsewhere to a person whom health officers have to do with."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from gapura.tracing.models import Case, Notice, Opening
from gapura.visits.signals import taken_over


@receiver(taken_over)
def follow(taken: UUID, kept: UUID, **_: Any) -> None:
    """Whoever took a record over has what is about it, and one notice or case of what both have.

    Of two notices the one that was told: its contact is on the record, and is taken back by it.
    """
    told = Notice.objects.filter(person_id=taken, told_at__isnull=False).values("case_id")
    Notice.objects.filter(person_id=kept, told_at=None, case_id__in=told).delete()
    both = Notice.objects.filter(person_id=kept).values("case_id")
    Notice.objects.filter(person_id=taken, case_id__in=both).delete()
    known = Case.objects.filter(person_id=kept, withdrawn_at=None).values("mark")
    Case.objects.filter(person_id=taken).exclude(mark__in=known).update(person_id=kept)
    for model in (Opening, Notice):
        model.objects.filter(person_id=taken).update(person_id=kept)
