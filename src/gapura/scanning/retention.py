"""What officers did goes with the visits it was about."""

from datetime import UTC, datetime, time

from django.db import connection
from django.utils import timezone

from gapura.core import days


def run(*, term_days: int, now: datetime | None = None) -> int:
    """Delete what is older than the term, by the days of its ids; returns how many rows went."""
    before, _ = days.kept((now or timezone.now()).astimezone(UTC).date(), term_days)
    first = int(datetime.combine(before, time(), UTC).timestamp() * 1000)
    with connection.cursor() as cursor:
        # Ids carry their time, so a range of them is a range of days, and the key is the index.
        cursor.execute("DELETE FROM scanning_scan WHERE id < %s::uuid", [f"{first << 80:032x}"])
        scans = int(cursor.rowcount)
        # Late news that nobody decided on is not kept for longer than what was decided.
        cursor.execute("DELETE FROM scanning_held WHERE id < %s::uuid", [f"{first << 80:032x}"])
        return scans
