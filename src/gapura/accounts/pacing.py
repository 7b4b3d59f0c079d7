"""How often somebody may do a thing, counted in the database for every process alike.

A time is counted before it is looked at, so that any number at once are counted too, and given back where it
should not count. Of whoever it is only a keyed hash is kept. A count begins anew once its window is over, so
that whoever is stopped waits as long as that at most.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import connection
from django.utils import timezone

from gapura.accounts.models import Tries
from gapura.common.fields import lookup_hash
from gapura.common.pieces import delete_oldest

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
LONGEST = timedelta(days=1)
"""No window is longer."""

_COUNT = """
    INSERT INTO accounts_tries AS tries (who, since, count) VALUES (%(who)s, %(now)s, %(times)s)
    ON CONFLICT (who) DO UPDATE SET
        since = CASE WHEN tries.since <= %(old)s THEN excluded.since ELSE tries.since END,
        count = CASE WHEN tries.since <= %(old)s THEN %(times)s ELSE tries.count + %(times)s END
    RETURNING count, since
"""
_GIVE_BACK = "UPDATE accounts_tries SET count = greatest(count - 1, 0) WHERE who = %s"


class TooOftenError(Exception):
    """This was done too often just now; it is possible again from `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"again from {until}")
        self.until = until

    @property
    def seconds(self) -> int:
        """How long to wait from now on, for a program."""
        return max(1, ceil((self.until - timezone.now()).total_seconds()))


@dataclass(frozen=True, slots=True)
class Counted:
    """How often it was done since when, this time included."""

    number: int
    since: datetime


def count(kind: str, who: str, *, within: timedelta, times: int = 1) -> Counted:
    """Count one more time, or as often as it is done at once."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"who": _mark(kind, who), "now": now, "old": now - within, "times": times})
        return Counted(*cursor.fetchone())


def spend(kind: str, who: str, *, most: int, within: timedelta, times: int = 1) -> None:
    """Count as `count` does. Raises TooOftenError after `most` within one window."""
    counted = count(kind, who, within=within, times=times)
    if counted.number > most:
        raise TooOftenError(counted.since + within)


def is_spent(kind: str, who: str, *, most: int, within: timedelta) -> bool:
    """Whether the next `spend` would be refused."""
    young = Tries.objects.filter(who=_mark(kind, who), since__gt=timezone.now() - within)
    return young.filter(count__gte=most).exists()


def give_back(kind: str, who: str) -> None:
    """One time that was counted should not count."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [_mark(kind, who)])


def forget_old(now: datetime) -> int:
    """Delete counts that count no longer; how many there were."""
    return delete_oldest(Tries.objects.filter(since__lte=now - LONGEST), "since")


def _mark(kind: str, who: str) -> bytes:
    return lookup_hash(f"pace:{kind}", who)
