"""Who looks decides when crowds are added up: again and again while somebody does, else once they come."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from gapura.common.locks import hold
from gapura.oversight.rollups.counting import look_inside

FRESH: Final = timedelta(seconds=20)
"""How old crowds may be when they are looked at: a little more than the pause of the job that keeps them."""

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
SELECT (SELECT max(counted_at) FROM oversight_countedhour),
       (SELECT added_up_at > statement_timestamp() - %s::interval FROM oversight_look)
"""
_IS_FRESH: Final = "SELECT added_up_at > statement_timestamp() - %s::interval FROM oversight_look"
# Before anybody has ever looked they are added up once, so that a new deployment has them.
_IS_WATCHED: Final = """
SELECT NOT EXISTS (SELECT FROM oversight_look
                   WHERE looked_at IS NULL OR looked_at <= statement_timestamp() - %s::interval)
"""


def look() -> datetime | None:
    """Note that somebody looks, and have the crowds added up where nobody did lately.

    Returns when visits were counted last. One statement, unless there is something to add up; whoever comes
    while another adds up waits for it.
    """
    counted_at, fresh = _row(_LOOK, FRESH)
    if not fresh:
        _catch_up()
    assert counted_at is None or isinstance(counted_at, datetime)
    return counted_at


def keep_fresh() -> None:
    """Add the crowds up again while somebody looks at them."""
    (watched,) = _row(_IS_WATCHED, WATCHED)
    if watched:
        add_up_crowds()


@transaction.atomic
def add_up_crowds() -> None:
    """Add the crowds up, one process at a time."""
    hold(_LOCK)
    look_inside()


@transaction.atomic
def _catch_up() -> None:
    hold(_LOCK)
    (fresh,) = _row(_IS_FRESH, FRESH)
    if not fresh:  # else another has just done it, and we have waited
        look_inside()


def _row(statement: str, value: timedelta) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"{value.total_seconds()} seconds"])
        return cursor.fetchone() or (None,)
