"""Who looks decides when crowds are added up: again and again while somebody does, and by a job."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from gapura.common.locks import hold
from gapura.oversight.rollups.counting import look_inside

FRESH: Final = timedelta(seconds=20)
"""How old crowds may be without that being said: a little more than the pause of the job that keeps them."""

WATCHED: Final = timedelta(minutes=10)
"""So long after a look the job goes on adding crowds up, since whoever looked may still do."""

_LOCK: Final = b"look_ins"

# A look within the last minute is not noted again: pages that ask every few seconds would only write.
_LOOK: Final = """
WITH noted AS (
    INSERT INTO oversight_look (id, looked_at) SELECT 1, statement_timestamp()
    WHERE NOT EXISTS (SELECT FROM oversight_look
                      WHERE looked_at > statement_timestamp() - interval '1 minute')
    ON CONFLICT (id) DO UPDATE SET looked_at = excluded.looked_at)
SELECT (SELECT max(counted_at) FROM oversight_countedhour), (SELECT added_up_at FROM oversight_look)
"""
# Before anybody has ever looked they are added up once, so that a new deployment has them.
_IS_WATCHED: Final = """
SELECT NOT EXISTS (SELECT FROM oversight_look
                   WHERE looked_at IS NULL OR looked_at <= statement_timestamp() - %s::interval)
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """When visits were counted last, and when crowds were added up last; None for never."""

    counted_at: datetime | None
    added_up_at: datetime | None

    @property
    def fresh(self) -> bool:
        """Whether the crowds are those of now."""
        return self.added_up_at is not None and self.added_up_at > timezone.now() - FRESH


def look() -> Seen:
    """Note that somebody looks, so that the job adds the crowds up; one statement, without waiting."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK)
        return Seen(*cursor.fetchone())


def keep_fresh() -> None:
    """Add the crowds up again while somebody looks at them."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_WATCHED, [f"{WATCHED.total_seconds()} seconds"])
        (watched,) = cursor.fetchone()
    if watched:
        add_up_crowds()


@transaction.atomic
def add_up_crowds() -> None:
    """Add the crowds up, one process at a time."""
    hold(_LOCK)
    look_inside()
