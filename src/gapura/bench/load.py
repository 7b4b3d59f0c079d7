"""The load generator, a process of its own: prepared requests over connections that stay open.

`python -m gapura.bench.load` reads one `Job` as JSON on its standard input, prepares, says `ready`, waits for
a line, then runs and writes one `Result` as JSON.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from itertools import chain
from typing import Final, cast

import msgspec
import uvloop

from gapura.bench.requests import BATCH, HOST, Kind, requests

PER_SECOND: Final = {"rush": 20_000, "mall": 20_000, "flood": 60}
"""Requests made ahead for each second of a run; a faster server is sent the rest as they are made."""

PREPARED: Final = 400_000
"""Requests made ahead at most, so that a long run does not fill the memory."""

_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length: "


class Job(msgspec.Struct):
    """What to do: `seeds` is the file in which codes and tokens lie."""

    kind: Kind
    port: int
    connections: int
    seconds: float
    warm_up: float
    seeds: str = ""
    skip: int = 0


class Result(msgspec.Struct):
    """What came of it, the warm-up left out: items answered, and latencies of requests in milliseconds."""

    answers: int
    seconds: float
    errors: int
    p50: float
    p95: float
    p99: float


class Run:
    """State shared by the connections of one run."""

    def __init__(self, requests: Iterator[bytes], items: int) -> None:
        self.requests = requests
        self.items = items
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
            if not received.startswith(b"HTTP/1.1 200") or self._failed_items(received):
                self._run.errors += 1
        self._send()

    def _failed_items(self, received: bytes) -> bool:
        return self._run.items > 1 and received.count(b'{"status":200,') < self._run.items

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


def prepared(job: Job) -> Iterator[bytes]:
    """The requests of a run, made ahead as far as it will probably go."""
    made = requests(job.kind, job.seeds, job.skip)
    if job.kind in ("floor", "short floor", "pages"):
        return made
    ahead = min(PREPARED, int(PER_SECOND[job.kind] * (job.seconds + job.warm_up)))
    return chain([next(made) for _ in range(ahead)], made)


async def run(job: Job, made: Iterator[bytes]) -> Result:
    """Load the server for a while and report."""
    state = Run(made, BATCH if job.kind == "flood" else 1)
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
    return result_of(state.latencies, items=state.items, seconds=took, errors=state.errors)


def result_of(latencies: list[float], *, items: int, seconds: float, errors: int) -> Result:
    """Counts and percentiles of requests that each held so many items; `latencies` in seconds."""
    ordered = sorted(latencies) or [0.0]
    p50, p95, p99 = (1000 * ordered[int(len(ordered) * share)] for share in (0.5, 0.95, 0.99))
    return Result(len(latencies) * items, seconds, errors, p50, p95, p99)


def main() -> None:
    """Do the job on standard input."""
    job = msgspec.json.decode(sys.stdin.readline(), type=Job)
    made = prepared(job)
    print("ready", flush=True)
    sys.stdin.readline()
    result = uvloop.run(run(job, made))
    print(msgspec.json.encode(result).decode(), flush=True)


if __name__ == "__main__":
    main()
