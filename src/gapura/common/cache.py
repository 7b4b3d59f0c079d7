"""Django's cache in the database, written in one statement and never emptied of what still counts.

Django's own asks five times for each value it keeps, and past 300 values throws live ones away: counters of
wrong passwords among them.
"""

import base64
import pickle
from datetime import UTC, datetime
from random import random
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
SWEEP_SHARE = 0.01
"""How many of the writes also take expired values away."""


class SharedCache(DatabaseCache):
    """One cache for every process of a deployment, in PostgreSQL."""

    def _base_set(
        self, mode: str, key: str, value: Any, timeout: int | object | None = DEFAULT_TIMEOUT
    ) -> bool:
        """Keep a value: `set` always, `add` where none is alive, `touch` a living one's term only."""
        with connections[router.db_for_write(self.cache_model_class)].cursor() as cursor:
            table = self._table  # type: ignore[attr-defined]
            if random() < SWEEP_SHARE:
                cursor.execute(f"DELETE FROM {table} WHERE expires < now()")
            cursor.execute(_STATEMENTS[mode].format(table=table), self._parameters(key, value, timeout))
            return bool(cursor.rowcount)

    def _parameters(self, key: str, value: Any, timeout: Any) -> dict[str, str | datetime]:
        until = self.get_backend_timeout(timeout)
        pickled = pickle.dumps(value, self.pickle_protocol)
        return {
            "key": key,
            "value": base64.b64encode(pickled).decode("ascii"),
            "expires": NEVER if until is None else datetime.fromtimestamp(until, tz=UTC),
        }


_SET = (
    "INSERT INTO {table} AS kept (cache_key, value, expires) VALUES (%(key)s, %(value)s, %(expires)s)"
    " ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
)
_STATEMENTS = {
    "set": _SET,
    "add": _SET + " WHERE kept.expires < now()",
    "touch": "UPDATE {table} SET expires = %(expires)s WHERE cache_key = %(key)s AND expires >= now()",
}
