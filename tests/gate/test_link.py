"""The gate's own connection: what comes is heard at once, whatever else the loop has to do."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import psycopg
import pytest

from gapura.gate import store
from gapura.gate.store import Link
from gapura.gate.wire import LostError, RefusedError, Rows

A_DAY = store.ready("2021-10-04")
NO_DAY = store.ready("no day")


def talk(database_url: str, say: Callable[[Link], Awaitable[None]]) -> None:
    """Let `say` talk to the database over a connection of its own."""

    async def all_of_it() -> None:
        link = Link(database_url)
        try:
            await say(link)
        finally:
            await link.close()

    asyncio.run(all_of_it())


def days(results: list[Rows]) -> list[bytes | None]:
    return [rows[0][0] for rows in results]


def test_what_comes_is_heard_and_answered_while_the_loop_is_kept_busy(database_url: str) -> None:
    heard: list[Awaitable[list[Rows]]] = []

    async def say(link: Link) -> None:
        await link.trip(A_DAY)
        hearing = asyncio.create_task(link.hear(lambda _: heard.append(link.send(A_DAY, A_DAY)), A_DAY))
        await asyncio.sleep(0)
        until = time.monotonic() + 10
        while not heard and time.monotonic() < until:
            link.look()
        assert days(await heard[0]) == [b"0", b"0"]
        await hearing

    talk(database_url, say)


def test_who_waits_gets_what_was_made_of_the_rows_or_what_went_wrong_with_it(database_url: str) -> None:
    def cannot(results: list[Rows]) -> None:
        raise LookupError(f"no use for {len(results)} results")

    async def say(link: Link) -> None:
        assert await link.hear(days, A_DAY) == [b"0"]
        with pytest.raises(LookupError, match="no use for 2 results"):
            await link.hear(cannot, A_DAY, A_DAY)
        assert days(await link.trip(A_DAY)) == [b"0"]

    talk(database_url, say)


def test_nothing_is_heard_of_a_trip_that_was_refused(database_url: str) -> None:
    heard: list[list[Rows]] = []

    async def say(link: Link) -> None:
        with pytest.raises(RefusedError, match="22007"):
            await link.hear(heard.append, A_DAY, NO_DAY)
        assert days(await link.trip(A_DAY)) == [b"0"]

    talk(database_url, say)
    assert heard == []


def test_nothing_can_be_sent_at_once_without_a_connection(database_url: str) -> None:
    async def say(link: Link) -> None:
        with pytest.raises(LostError):
            link.send(A_DAY)
        assert days(await link.trip(A_DAY)) == [b"0"]

    talk(database_url, say)


def test_a_connection_that_was_ended_fails_whoever_waits_and_is_made_anew(database_url: str) -> None:
    async def say(link: Link) -> None:
        await link.trip(A_DAY)
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        with pytest.raises(LostError):
            await link.trip(A_DAY)
        assert days(await link.trip(A_DAY)) == [b"0"]

    talk(database_url, say)


def test_who_stops_waiting_hears_nothing_and_leaves_no_transaction_behind(database_url: str) -> None:
    heard: list[list[Rows]] = []

    async def say(link: Link) -> None:
        await link.trip(store.BEGIN)
        waiting = asyncio.create_task(link.hear(heard.append, A_DAY))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        _, rows, _ = await link.trip(store.BEGIN, A_DAY, store.COMMIT)
        assert days([rows]) == [b"0"]

    talk(database_url, say)
    assert heard == []
