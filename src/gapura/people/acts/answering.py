"""A health officer answers a correction; the person reads it on their own page."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.common.pieces import delete_oldest
from gapura.core.ids import first_id
from gapura.people.models import Correction

LONGEST = 1000

KEPT = timedelta(days=180)
"""After it was answered: time to read it, and to complain."""


class AnsweredError(ValueError):
    """Somebody has answered already, or the answer says nothing."""


@transaction.atomic
def answer_correction(*, correction: Correction, text: str, by: trail.Actor) -> Correction:
    """Answer once and for all; two officers at once give one answer. Raises AnsweredError."""
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise AnsweredError(f"an answer has 1 to {LONGEST} characters")
    locked = Correction.objects.select_for_update().filter(pk=correction.pk).first()
    if locked is None or locked.answered_at is not None:
        raise AnsweredError("the correction is answered already, or its asker is erased")
    locked.answer, locked.answered_by, locked.answered_at = words, by.actor, timezone.now()
    locked.save(update_fields=["answer", "answered_by", "answered_at"])
    trail.record("people.answer_correction", by=by, subject=f"correction:{locked.id}")
    return locked


def forget_answered(now: datetime) -> int:
    """Delete what was asked and answered so long ago, whatever it was about; how many."""
    before = now - KEPT
    old = Correction.objects.filter(answered_at__lt=before, id__lt=first_id(before))
    return delete_oldest(old, "id")
