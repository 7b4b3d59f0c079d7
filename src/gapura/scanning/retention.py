"""What officers did goes with the visits it was about."""

from datetime import UTC, datetime, time

from django.utils import timezone

from gapura.common.pieces import delete_oldest
from gapura.core import days
from gapura.core.ids import first_id
from gapura.scanning.models import Held, Look, Scan


def run(*, term_days: int, now: datetime | None = None) -> int:
    """Delete what is older than the term, by the days of its ids; returns how many rows went."""
    before, _ = days.kept((now or timezone.now()).astimezone(UTC).date(), term_days)
    # Ids carry their time, so a range of them is a range of days, and the key is the index.
    first = first_id(datetime.combine(before, time(), UTC))
    # Late news that nobody decided on is not kept for longer than what was decided.
    delete_oldest(Held.objects.filter(id__lt=first), "id")
    delete_oldest(Look.objects.filter(id__lt=first), "id")
    return delete_oldest(Scan.objects.filter(id__lt=first), "id")
