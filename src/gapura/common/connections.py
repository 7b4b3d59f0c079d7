"""Gives up a connection whose server takes no writes, so that the next one finds a server that does."""

from collections.abc import Callable
from typing import Any

from django.db import InternalError
from django.db.backends.base.base import BaseDatabaseWrapper

from gapura import database


def watch(*, connection: BaseDatabaseWrapper, **_: object) -> None:
    """Stand between a new connection and its statements."""
    if _give_up_where_read_only not in connection.execute_wrappers:
        connection.execute_wrappers.append(_give_up_where_read_only)


def _give_up_where_read_only(
    execute: Callable[..., Any], sql: str, params: object, many: bool, context: dict[str, Any]
) -> Any:
    """Close it for the pool, too, which would hand it out again for as long as the server lives."""
    try:
        return execute(sql, params, many, context)
    except InternalError as error:
        if isinstance(error.__cause__, database.READ_ONLY):
            context["connection"].connection.close()
        raise
