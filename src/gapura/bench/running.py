"""One load on a running server: generated in a process of its own, CPU and memory taken between its marks."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

import msgspec

from gapura.bench.accounting import cpu_seconds, memory_mb
from gapura.bench.errors import BenchError
from gapura.bench.load import Job, Result
from gapura.bench.report import Spent

LOOKS: Final = 20
"""How often memory is looked at in one scenario."""


class Generator:
    """A load generator that has been told its job and waits to begin."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gapura.bench.load"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in: IO[str] = self._process.stdin
        self._out: IO[str] = self._process.stdout
        self._tell(msgspec.json.encode(job).decode())
        self._expect("ready")

    def begin(self) -> None:
        """Send, and return when the warm-up is over."""
        self._tell("go")
        self._expect("measuring")

    def end(self) -> None:
        """Wait until what is measured is over."""
        self._expect("measured")

    def result(self) -> Result:
        """What came of it. Raises BenchError where nothing did."""
        result = msgspec.json.decode(self._out.readline(), type=Result)
        self._process.communicate()
        if not result.answers:
            raise BenchError(
                f"no answer came in {self.job.seconds:g} s at {self.job.connections} connections"
            )
        return result

    def result_after_end(self) -> Result:
        """The same for one whose end nobody waited for."""
        self.end()
        return self.result()

    def kill(self) -> None:
        """End it, wherever it is."""
        self._process.kill()
        self._process.communicate()

    def _tell(self, line: str) -> None:
        self._in.write(line + "\n")
        self._in.flush()

    def _expect(self, word: str) -> None:
        if (line := self._out.readline().strip()) != word:
            raise BenchError(f"the load generator said {line!r} where {word!r} was expected")


@contextmanager
def generators(*jobs: Job) -> Iterator[list[Generator]]:
    """Load generators, ended however the block ends."""
    made: list[Generator] = []
    try:
        for job in jobs:
            made.append(Generator(job))
        yield made
    finally:
        for one in made:
            one.kill()


class Watch:
    """What the server's process and PostgreSQL spend between `with` and its end."""

    def __init__(self, pid: int, postmaster: int | None, seconds: float) -> None:
        self.memory: list[float] = []
        self._pid = pid
        self._postmaster = postmaster
        self._every = seconds / LOOKS
        self._over = threading.Event()

    def __enter__(self) -> Watch:
        self._before = self._now()
        self._looking = threading.Thread(target=self._look)
        self._looking.start()
        return self

    def __exit__(self, *_: object) -> None:
        after = self._now()
        self._over.set()
        self._looking.join()
        postgres = None
        if after.postgres is not None and self._before.postgres is not None:
            postgres = after.postgres - self._before.postgres
        self.spent = Spent(after.server - self._before.server, postgres)

    def _now(self) -> Spent:
        return Spent(
            cpu_seconds(self._pid), None if self._postmaster is None else cpu_seconds(self._postmaster)
        )

    def _look(self) -> None:
        self.memory.append(memory_mb(self._pid))
        while not self._over.wait(self._every):
            self.memory.append(memory_mb(self._pid))
