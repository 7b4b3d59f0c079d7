"""What health officers' work leaves goes after its term: looks with the visits, cases after their own."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.core import days
from gapura.core.ids import first_id
from gapura.tracing import openings, telling, terms
from gapura.tracing.models import Case, DeletionReport, Notice, Site


def run(*, by: trail.Actor, term_days: int, now: datetime | None = None) -> DeletionReport | None:
    """Delete looks at records with the visits of their day, and cases that are older than their term.

    A case goes with its places, its notices and the messages that brought them; contacts that were recorded
    stay on the records they are on. Returns the report, where any case went.
    """
    today = (now or timezone.now()).astimezone(UTC).date()
    before, _ = days.kept(today, term_days)
    openings.forget_old(before=_begins(before))
    oldest = today - timedelta(days=terms.current().kept_days)
    telling.forget_messages(before=_begins(oldest))
    return _forget_cases(oldest, by)


@transaction.atomic
def _forget_cases(before: date, by: trail.Actor) -> DeletionReport | None:
    old = Case.objects.filter(id__lt=first_id(_begins(before)))
    places = Site.objects.filter(case__in=old).count()
    notices = Notice.objects.filter(case__in=old).count()
    gone = old.delete()[1].get("tracing.Case", 0)
    if not gone:
        return None
    report = DeletionReport.objects.create(
        before=before,
        cases=gone,
        places=places,
        notices=notices,
        term_days=terms.current().kept_days,
        deleted_by=by.actor,
    )
    trail.record(
        "tracing.deleted",
        by=by,
        subject="cases",
        before=before.isoformat(),
        cases=gone,
        places=places,
        notices=notices,
        term_days=report.term_days,
    )
    return report


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
