"""The backend itself: emptying all tables after a test is what the application's role may never do."""

from collections.abc import Iterable

import psycopg
from django.db.backends.postgresql import base, operations
from psycopg.conninfo import make_conninfo

from gapura.postgres import OWNER


class DatabaseOperations(operations.DatabaseOperations):
    """Empties tables as the owner, with the triggers of the trail asleep."""

    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        """Run what empties every table, whole or not at all."""
        params = {**self.connection.get_connection_params(), "user": OWNER}
        known = {name: params[name] for name in ("dbname", "user", "host", "port")}
        with psycopg.connect(make_conninfo(**known)) as connection:
            connection.execute("SET session_replication_role = replica")
            for statement in sql_list:
                connection.execute(statement.encode())


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, but for emptying tables."""

    ops_class = DatabaseOperations
