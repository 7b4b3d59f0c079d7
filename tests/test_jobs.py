"""The job worker goes on by itself whatever happens to its database."""

import asyncio
import time
from contextlib import closing, suppress

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connection, connections

from gapura.server.jobs import Jobs

PATIENCE = 60


@pytest.mark.django_db(transaction=True)
def test_periodic_jobs_are_put_down_also_after_a_connection_was_lost() -> None:
    asyncio.run(_work_without_the_connection())


async def _work_without_the_connection() -> None:
    await sync_to_async(_lose_it)()
    deadline = time.monotonic() + PATIENCE
    async with Jobs():
        while not await asyncio.to_thread(_put_down):
            assert time.monotonic() < deadline, "no periodic job is put down any more"
            await asyncio.sleep(0.1)
    await sync_to_async(connections.close_all)()


def _lose_it() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (ours,) = cursor.fetchone()
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [ours])
    with suppress(OperationalError), connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _put_down() -> bool:
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM procrastinate_periodic_defers)")
        (found,) = cursor.fetchone()
    return bool(found)
