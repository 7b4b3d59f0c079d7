"""One database connection that sends several prepared statements per round trip.

psycopg's own async cursor costs about 150 microseconds of CPU a statement; libpq's pipeline mode, as
psycopg.pq offers it, about 20. A batch makes six.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

import psycopg
from psycopg import pq


class Call(NamedTuple):
    """A prepared statement by its name, and its values: as text, or all of them in binary."""

    name: bytes
    values: Sequence[bytes | None] = ()
    binary: bool = False


Rows = list[tuple[bytes | None, ...]]
T = TypeVar("T")
Then = Callable[[list[Rows]], T]
"""Told each statement's rows the moment a round trip is over; whoever waits gets what it gives or raises.

It runs before the loop turns to anything else, and may send the next trip.
"""

_SET: Final = "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) s (name, value)"
_GOOD: Final = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)


class LostError(Exception):
    """The connection is gone or cannot be had; what was under way may or may not have happened."""


class LateError(LostError):
    """No answer in the time there was; the connection is given up, though the other side may live."""


class RefusedError(Exception):
    """The database refused a statement; the transaction it was in is over once rolled back."""

    def __init__(self, sqlstate: str, message: str) -> None:
        super().__init__(f"{sqlstate} {message}")
        self.sqlstate: Final = sqlstate


class _Trip(NamedTuple):
    """A round trip under way: what it has brought so far, who waits for it, and for how long."""

    results: list[pq.abc.PGresult]
    answer: asyncio.Future[Any]
    timer: asyncio.TimerHandle
    then: Then[Any]


class Wire:
    """A connection in pipeline mode, which answers in order; after LostError only `close` is of use."""

    def __init__(self, connection: psycopg.AsyncConnection) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._loop = asyncio.get_running_loop()
        self._socket = self._pgconn.socket
        self._under_way: deque[_Trip] = deque()
        self._listening = False

    @classmethod
    async def connect(
        cls, conninfo: str, settings: Mapping[str, str], statements: Mapping[bytes, bytes], *, timeout: float
    ) -> Wire:
        """Connect within some seconds, set the session and prepare the statements by their names.

        Raises LostError.
        """
        try:
            async with asyncio.timeout(timeout):
                connection = await psycopg.AsyncConnection.connect(conninfo, autocommit=True)
                await connection.execute(_SET, [list(settings), list(settings.values())])
        except (OSError, psycopg.Error) as error:
            raise LostError(f"no connection: {type(error).__name__}") from error
        wire = cls(connection)
        wire._pgconn.nonblocking = 1
        wire._pgconn.enter_pipeline_mode()
        wire._listen()
        try:
            await wire._prepare(statements, timeout)
        except BaseException:
            await wire.close()
            raise
        return wire

    async def _prepare(self, statements: Mapping[bytes, bytes], timeout: float) -> None:
        try:
            for name, sql in statements.items():
                self._pgconn.send_prepare(name, sql)
        except psycopg.Error as error:
            raise LostError("the connection is gone") from error
        await self.send(as_it_came, timeout=timeout)

    def send(self, then: Then[T], *calls: Call, timeout: float) -> asyncio.Future[T]:
        """Send prepared statements as one round trip; the answer is what `then` makes of their rows.

        Every value is text. Another trip may be sent before this one is answered. Waiting raises RefusedError
        for the first statement that fails (the rest of its trip is not run), LostError when the connection is
        gone, breaks, or the answer takes longer than `timeout` seconds; `then` is not called in these cases.
        """
        answer: asyncio.Future[T] = self._loop.create_future()
        try:
            for name, values, binary in calls:
                formats = [pq.Format.BINARY] * len(values) if binary else None
                self._pgconn.send_query_prepared(name, values, formats)
            self._pgconn.pipeline_sync()
        except psycopg.Error:
            answer.set_exception(LostError("the connection is gone"))
            return answer
        timer = self._loop.call_later(timeout, self._fail, LateError(f"no answer in {timeout} s"))
        self._under_way.append(_Trip([], answer, timer, then))
        self._flush()
        return answer

    def look(self) -> None:
        """Take what has come meanwhile, for whoever keeps the loop busy."""
        if self._under_way and self._listening:
            self._ready()

    async def close(self) -> None:
        """End the connection; safe to repeat."""
        self._turn_away()
        self._fail(LostError("the connection was closed"))
        await self._connection.close()

    def _flush(self) -> None:
        """Send what is waiting; the rest goes when the socket takes it."""
        try:
            pending = self._pgconn.flush()
        except psycopg.Error as error:
            self._fail(LostError(f"the connection broke: {type(error).__name__}"))
            return
        if pending:
            self._loop.add_writer(self._socket, self._flush)
        else:
            self._loop.remove_writer(self._socket)

    def _ready(self) -> None:
        try:
            self._pgconn.consume_input()
            self._take()
        except psycopg.Error as error:
            self._break(type(error).__name__)

    def _take(self) -> None:
        """Take every result that has come whole; a single None parts two statements, two say that is all."""
        nothing = 0
        while nothing < 2 and self._under_way and not self._pgconn.is_busy():
            result = self._pgconn.get_result()
            if result is None:
                nothing += 1
                continue
            nothing = 0
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                self._deliver(self._under_way.popleft())
            else:
                self._under_way[0].results.append(result)
        if self._pgconn.status == pq.ConnStatus.BAD:
            self._break("it was ended")

    def _deliver(self, trip: _Trip) -> None:
        trip.timer.cancel()
        if trip.answer.done():
            return
        try:
            trip.answer.set_result(trip.then(_read(trip.results)))
        except Exception as error:
            trip.answer.set_exception(error)

    def _listen(self) -> None:
        self._listening = True
        self._loop.add_reader(self._socket, self._ready)

    def _turn_away(self) -> None:
        """Listen no more, once: libpq closes a broken socket, whose number another connection may get."""
        if self._listening:
            self._listening = False
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)

    def _break(self, why: str) -> None:
        self._turn_away()
        self._fail(LostError(f"the connection broke: {why}"))

    def _fail(self, error: LostError) -> None:
        """Nothing that is under way will be answered."""
        trips, self._under_way = self._under_way, deque()
        for trip in trips:
            trip.timer.cancel()
            if not trip.answer.done():
                trip.answer.set_exception(error)


def as_it_came(rows: list[Rows]) -> list[Rows]:
    """Each statement's rows, for whoever waits for them and for nothing else."""
    return rows


def _read(results: Sequence[pq.abc.PGresult]) -> list[Rows]:
    for result in results:
        if result.status not in _GOOD:
            raise _refused(result)
    return [_rows(result) for result in results]


def _rows(result: pq.abc.PGresult) -> Rows:
    get, columns = result.get_value, range(result.nfields)
    return [tuple([get(row, column) for column in columns]) for row in range(result.ntuples)]


def _refused(result: pq.abc.PGresult) -> RefusedError:
    field = pq.DiagnosticField
    state = result.error_field(field.SQLSTATE) or b"?????"
    # The primary message only: details may quote a row.
    message = result.error_field(field.MESSAGE_PRIMARY) or b""
    return RefusedError(state.decode(), message.decode(errors="replace"))
