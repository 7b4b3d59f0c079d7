"""What health officers' work leaves goes after its term."""

from datetime import UTC, datetime, time

from django.utils import timezone

from gapura.core import days
from gapura.tracing import openings


def run(*, term_days: int, now: datetime | None = None) -> None:
    """Delete looks at records with the visits of their day."""
    before, _ = days.kept((now or timezone.now()).astimezone(UTC).date(), term_days)
    openings.forget_old(before=datetime.combine(before, time(), UTC))
