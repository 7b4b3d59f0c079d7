"""The load generator, a process of its own: prepared requests over connections that stay open.

`python -m gapura.bench.load` reads one `Job` as JSON on its standard input, prepares, says `ready`, waits for
a line, then runs and writes one `Result` as JSON.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Final, cast

import msgspec
import uvloop

from gapura.core import ids

HOST: Final = "127.0.0.1"
PREPARED: Final = 20_000
"""Requests prepared for each second of a run; a faster server is sent the rest as they are made."""

_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length: "


class Job(msgspec.Struct):
    """What to do: `path` is where the codes and tokens lie; no path asks for the empty answer."""

    port: int
    connections: int
    seconds: float
    warm_up: float
    path: str = ""
    skip: int = 0


class Result(msgspec.Struct):
    """What came of it, the warm-up left out; latencies in milliseconds."""

    answers: int
    seconds: float
    errors: int
    p50: float
    p95: float
    p99: float


class Seeds(msgspec.Struct):
    """The codes and tokens that requests are made of."""

    codes: list[str]
    tokens: list[str]


class Run:
    """State shared by the connections of one run."""

    def __init__(self, requests: Iterator[bytes]) -> None:
        self.requests = requests
        self.latencies: list[float] = []
        self.errors = 0
        self.measuring = False
        self.running = True


class Connection(asyncio.Protocol):
    """One client: sends, waits for the whole answer, sends the next."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._received = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.WriteTransport, transport)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection that ends before its time is an error."""
        if self._run.running:
            self._run.errors += 1

    def data_received(self, data: bytes) -> None:
        """Take an answer, in as many pieces as it comes."""
        received = self._received + data if self._received else data
        if not _whole(received):
            self._received = received
            return
        self._received = b""
        if self._run.measuring:
            self._run.latencies.append(time.perf_counter() - self._sent_at)
            if not received.startswith(b"HTTP/1.1 200"):
                self._run.errors += 1
        self._send()

    def _send(self) -> None:
        if self._run.running:
            self._sent_at = time.perf_counter()
            self._transport.write(next(self._run.requests))
        else:
            self._transport.close()


def _whole(data: bytes) -> bool:
    end = data.find(_HEAD_END)
    start = data.find(_LENGTH)
    if end < 0 or start < 0:
        return False
    length = int(data[start + len(_LENGTH) : data.index(b"\r\n", start)])
    return len(data) >= end + len(_HEAD_END) + length


def requests(job: Job) -> Iterator[bytes]:
    """The requests of a run, prepared as far as it will probably go."""
    if not job.path:
        return cycle([f"GET /health/live HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()])
    seeds = msgspec.json.decode(Path(job.path).read_bytes(), type=Seeds)
    made = _check_ins(seeds, job.skip)
    prepared = [next(made) for _ in range(int(PREPARED * (job.seconds + job.warm_up)))]
    return _chain(prepared, made)


def _chain(prepared: list[bytes], made: Iterator[bytes]) -> Iterator[bytes]:
    yield from prepared
    yield from made


def _check_ins(seeds: Seeds, skip: int) -> Iterator[bytes]:
    people = cycle(seeds.tokens[skip % len(seeds.tokens) :] + seeds.tokens[: skip % len(seeds.tokens)])
    chance = random.Random(skip)
    for token in people:
        body = f'{{"id":"{ids.new_id()}","code":"{chance.choice(seeds.codes)}","companions":0}}'
        yield (
            f"POST /gate/v1/check-ins HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


async def run(job: Job, prepared: Iterator[bytes]) -> Result:
    """Load the server for a while and report."""
    state = Run(prepared)
    loop = asyncio.get_running_loop()
    for _ in range(job.connections):
        await loop.create_connection(lambda: Connection(state), HOST, job.port)
    await asyncio.sleep(job.warm_up)
    print("measuring", flush=True)
    began = time.perf_counter()
    state.measuring = True
    await asyncio.sleep(job.seconds)
    state.measuring = False
    took = time.perf_counter() - began
    print("measured", flush=True)
    state.running = False
    await asyncio.sleep(0.2)
    ordered = sorted(state.latencies) or [0.0]
    p50, p95, p99 = (1000 * ordered[int(len(ordered) * share)] for share in (0.5, 0.95, 0.99))
    return Result(len(state.latencies), took, state.errors, p50, p95, p99)


def main() -> None:
    """Do the job on standard input."""
    job = msgspec.json.decode(sys.stdin.readline(), type=Job)
    prepared = requests(job)
    print("ready", flush=True)
    sys.stdin.readline()
    result = uvloop.run(run(job, prepared))
    print(msgspec.json.encode(result).decode(), flush=True)


if __name__ == "__main__":
    main()
