"""Papers of applications that came to nothing go after a term."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.common.alone import each_alone
from gapura.registration.acts.moving import locked
from gapura.registration.models import Application, Batch, Content, Document
from gapura.registration.states import State

KEPT: Final = timedelta(days=180)
"""After an application ended: time to apply again, and to complain."""

_OVER: Final = (State.DECLINED, State.WITHDRAWN, State.REPLACED)


def forget_papers(now: datetime | None = None) -> int:
    """Delete letters, photos and other papers of applications that ended without a place; of how many."""
    before = (now or timezone.now()) - KEPT
    over = Application.objects.filter(state__in=_OVER, since__lt=before, documents__isnull=False)
    return each_alone(_forget, list(over.order_by().values_list("pk", flat=True).distinct()))


@transaction.atomic
def _forget(key: UUID) -> bool:
    application = locked(Application(pk=key))
    papers = Document.objects.filter(application=application)
    contents = list(papers.values_list("content", flat=True))
    papers.delete()
    # A collective letter is shared by every application of its list, and kept with the list for a while.
    used = {*Document.objects.filter(content__in=contents).values_list("content", flat=True)}
    used |= {*Batch.objects.filter(letter_content__in=contents).values_list("letter_content", flat=True)}
    Content.objects.filter(pk__in=set(contents) - used).delete()
    trail.record("application.forget_documents", by=trail.SYSTEM, subject=application.subject)
    return True
