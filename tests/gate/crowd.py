"""Many clients at once: requests over many connections to one or more gates."""

import asyncio
import json
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gapura.core import ids
from gapura.gate import committer
from tests.gate.world import PATIENCE, Place, Visitor

LOST = 0
"""The status of a request whose connection broke before it was answered."""

TRY_AGAIN = 503
SENT_AWAY_AFTER = committer.PATIENCE
"""Seconds that a gate waits for its database before it tells anybody to try again."""


@dataclass(frozen=True)
class Sent:
    """One check-in or check-out to send."""

    path: str
    token: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Answered:
    """What came back."""

    sent: Sent
    status: int
    raw: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.raw)


def check_in(visitor: Visitor, place: Place, *, id: UUID | None = None, companions: int = 0) -> Sent:
    """A check-in to send."""
    body = {"id": str(id or ids.new_id()), "code": place.code, "companions": companions}
    return Sent("/gate/v1/check-ins", visitor.token, body)


def check_out(visitor: Visitor, place: Place) -> Sent:
    """A check-out to send."""
    body = {"id": str(ids.new_id()), "code": place.code}
    return Sent("/gate/v1/check-outs", visitor.token, body)


def send(
    ports: Sequence[int],
    requests: Sequence[Sent],
    *,
    connections: int = 50,
    after: tuple[int, Callable[[], object]] | None = None,
) -> list[Answered]:
    """Send all, shared out over connections to every port; in the order of the answers.

    `after` is a number of answers and what to do at once when that many have come.
    """
    # A thread of its own: a browser's driver may be running this thread's event loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_send(ports, list(requests), connections, after))).result()


def send_until_answered(
    ports: Sequence[int],
    requests: Sequence[Sent],
    *,
    connections: int = 50,
    after: tuple[int, Callable[[], object]] | None = None,
) -> list[Answered]:
    """What phones do: send, and whoever is told to try again does, until there is an answer.

    `after` is as for `send`, and counts the answers of the first round.
    """
    deadline = time.monotonic() + PATIENCE
    answers: list[Answered] = []
    waiting = list(requests)
    while waiting:
        came = send(ports, waiting, connections=connections, after=after)
        after = None
        answers += [answer for answer in came if answer.status != TRY_AGAIN]
        waiting = [answer.sent for answer in came if answer.status == TRY_AGAIN]
        assert not waiting or time.monotonic() < deadline, "it never recovered"
    return answers


def shuffled(requests: Sequence[Sent], seed: int = 1) -> list[Sent]:
    """The same in another order."""
    return random.Random(seed).sample(list(requests), len(requests))


class _Answers(list[Answered]):
    """Answers as they come, and something to do when there are so many."""

    def __init__(self, after: tuple[int, Callable[[], object]] | None) -> None:
        super().__init__()
        self._after = after

    def append(self, answer: Answered) -> None:
        super().append(answer)
        if self._after is not None and len(self) == self._after[0]:
            self._after[1]()


async def _send(
    ports: Sequence[int],
    waiting: list[Sent],
    connections: int,
    after: tuple[int, Callable[[], object]] | None,
) -> list[Answered]:
    waiting.reverse()
    answers = _Answers(after)
    clients = [_client(ports[number % len(ports)], waiting, answers) for number in range(connections)]
    await asyncio.gather(*clients)
    return answers


async def _client(port: int, waiting: list[Sent], answers: list[Answered]) -> None:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return
    while waiting:
        sent = waiting.pop()
        try:
            answers.append(await _exchange(reader, writer, sent))
        except (OSError, EOFError, ValueError):
            answers.append(Answered(sent, LOST, b""))
            break
    writer.close()


async def ask(port: int, sent: Sent) -> Answered:
    """One request on a connection of its own; LOST where no answer comes."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return Answered(sent, LOST, b"")
    try:
        return await _exchange(reader, writer, sent)
    except (OSError, EOFError, ValueError):
        return Answered(sent, LOST, b"")
    finally:
        writer.close()


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sent: Sent) -> Answered:
    body = json.dumps(sent.body).encode()
    head = (
        f"POST {sent.path} HTTP/1.1\r\nHost: gate\r\nAuthorization: Bearer {sent.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(answer.split("content-length: ")[1].split("\r\n")[0])
    return Answered(sent, int(answer.split(" ")[1]), await reader.readexactly(length))
