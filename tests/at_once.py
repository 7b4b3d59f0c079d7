"""Several people who do something at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What comes of each act, a result or an exception, when all begin together."""
    together = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        together.wait()
        return outcome(act)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def outcome(act: Callable[[], Any]) -> Any:
    """What comes of an act in a thread of its own, whose connection ends with it."""
    try:
        return act()
    except Exception as error:
        return error
    finally:
        connection.close()
