"""The backend itself: emptying all tables after a test is what the application's role may never do."""

from collections.abc import Iterable

import psycopg
from django.db.backends.postgresql import base, operations
from psycopg.conninfo import make_conninfo

from gapura.postgres import OWNER
from tests.postgresql.emptying import empty


class DatabaseOperations(operations.DatabaseOperations):
    """Empties tables as the owner."""

    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        """Empty every table our own way, which is quicker than Django's."""
        params = {**self.connection.get_connection_params(), "user": OWNER}
        known = {name: params[name] for name in ("dbname", "user", "host", "port")}
        with psycopg.connect(make_conninfo(**known)) as connection:
            empty(connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for emptying tables."""

    ops_class = DatabaseOperations
