"""How often a one-time password may be tried, counted in the database for every process alike.

A try is counted before it is looked at, so that any number at once are counted too, and given back where it
was no guess. Whoever is stopped waits a quarter of an hour at most. A stranger's guesses stop nobody else:
each address keeps a few tries of its own at any user name.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from gapura.accounts.models import Tries
from gapura.common.fields import lookup_hash

WINDOW = timedelta(minutes=15)
PER_ADDRESS = 30
PER_USERNAME = 10
OWN = 3
"""Tries that an address has at one user name, whatever others do."""

_COUNT = """
    INSERT INTO accounts_tries AS tries (who, since, count) VALUES (%(who)s, %(now)s, 1)
    ON CONFLICT (who) DO UPDATE SET
        since = CASE WHEN tries.since <= %(old)s THEN excluded.since ELSE tries.since END,
        count = CASE WHEN tries.since <= %(old)s THEN 1 ELSE tries.count + 1 END
    RETURNING count, since
"""
_GIVE_BACK = "UPDATE accounts_tries SET count = greatest(count - 1, 0) WHERE who = ANY (%s)"


class Attempt:
    """One counted try. `refused_until` is a time where it is one too many."""

    def __init__(self, address: str, username: str) -> None:
        self._who = [
            lookup_hash("tries at activation", text)
            for text in (f"address {address}", f"name {username}", f"both {address} {username}")
        ]
        now = timezone.now()
        (by_address, first), (by_name, named), (by_both, _) = (_count(who, now) for who in self._who)
        self.refused_until: datetime | None = None
        if by_address > PER_ADDRESS:
            self.refused_until = first + WINDOW
        elif by_name > PER_USERNAME and by_both > OWN:
            self.refused_until = named + WINDOW

    def give_back(self) -> None:
        """It was no guess."""
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, [self._who])


@transaction.atomic
def forget_old(now: datetime) -> None:
    """Delete counts that no longer count."""
    Tries.objects.filter(since__lt=now - 4 * WINDOW).delete()


def _count(who: bytes, now: datetime) -> tuple[int, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"who": who, "now": now, "old": now - WINDOW})
        count, since = cursor.fetchone()
    return count, since
