"""Plays a day against a running server, over HTTP as phones do, many at once."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from random import Random
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from gapura.core.ids import new_id
from gapura.demo.simulation.day import Call
from gapura.demo.simulation.report import Report

CONNECTIONS = 16
PATIENCE = 10.0  # seconds for one answer
TRIES = 8
LONGEST_WAIT = 5.0  # seconds before the same id is sent again
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue as `demo.json` names it."""

    code: str
    name: str


@dataclass(slots=True)
class _Stage:
    """What the threads of one performance share."""

    url: str
    venues: Sequence[Venue]
    tokens: Sequence[str]
    began: float
    first: int
    pace: float  # seconds of ours for one second of the day; 0 for as fast as it goes
    total: int
    progress: Progress
    report: Report = field(default_factory=Report)
    done: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopped: threading.Event = field(default_factory=threading.Event)


def play(
    calls: Sequence[Call],
    *,
    url: str,
    venues: Sequence[Venue],
    tokens: Sequence[str],
    day_seconds: float = 0.0,
    connections: int = CONNECTIONS,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Send every check-in, and a check-out for each that was admitted, in the order of the day.

    The check-ins happen now; with `day_seconds` they are spread over so many seconds as over the day. All of
    one person's go over one connection, so that none overtakes another.
    """
    first = min((call.arrives for call in calls), default=0)
    span = max((call.leaves for call in calls), default=1) - first
    stage = _Stage(
        url, venues, tokens, time.monotonic(), first, day_seconds / max(span, 1), 2 * len(calls), progress
    )
    shares: list[list[Call]] = [[] for _ in range(connections)]
    for call in calls:
        shares[call.person % connections].append(call)
    with ThreadPoolExecutor(connections) as threads:
        running = [threads.submit(_perform, share, stage) for share in shares]
        try:
            for future in running:
                future.result()
        finally:
            stage.stopped.set()
    stage.report.seconds = time.monotonic() - stage.began
    return stage.report


def _perform(calls: Sequence[Call], stage: _Stage) -> None:
    line = _Line(stage.url, stage.stopped)
    inside: dict[int, UUID] = {}
    for at, leaving, number in _events(calls):
        if stage.stopped.is_set():
            return
        _wait_until(stage, at)
        call = calls[number]
        if not leaving:
            visit = _arrive(line, call, stage)
            if visit is not None:
                inside[number] = visit
        elif number in inside:
            _leave(line, call, inside.pop(number), stage)
        with stage.lock:
            stage.done += 1
            stage.progress(stage.done, stage.total)
    line.close()


def _events(calls: Sequence[Call]) -> Iterator[tuple[int, bool, int]]:
    """Arrivals and departures in order; who leaves goes before who comes at the same second."""
    arrivals = [(call.arrives, 1, number) for number, call in enumerate(calls)]
    departures = [(call.leaves, 0, number) for number, call in enumerate(calls)]
    for at, arriving, number in sorted(arrivals + departures):
        yield at, not arriving, number


def _wait_until(stage: _Stage, at: int) -> None:
    if stage.pace:
        stage.stopped.wait(max(0.0, stage.began + (at - stage.first) * stage.pace - time.monotonic()))


def _arrive(line: "_Line", call: Call, stage: _Stage) -> UUID | None:
    """Check in; the id of the visit where it was admitted."""
    venue, visit = stage.venues[call.venue], new_id()
    body = {"id": str(visit), "code": venue.code, "companions": call.companions}
    status, answer = line.post("/gate/v1/check-ins", body, stage.tokens[call.person])
    with stage.lock:
        if not status:
            stage.stopped.set()  # nobody there: the rest of the day would only wait as long
        if status != 200:
            stage.report.problems[_named(status, answer)] += 1
            return None
        stage.report.answered(answer["decision"], answer["colour"], venue.name, call.arrives)
    return visit if answer["decision"] == "admit" else None


def _leave(line: "_Line", call: Call, visit: UUID, stage: _Stage) -> None:
    body = {"id": str(new_id()), "visit": str(visit)}
    status, answer = line.post("/gate/v1/check-outs", body, stage.tokens[call.person])
    with stage.lock:
        if status == 200:
            stage.report.check_outs += 1
        else:
            stage.report.problems[_named(status, answer)] += 1


def _named(status: int, answer: dict[str, Any]) -> str:
    return str(answer.get("type") or answer.get("detail") or f"status {status}")


class _Line:
    """One kept connection; what is not answered is sent again with the same id, later and later."""

    def __init__(self, url: str, stopped: threading.Event) -> None:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "127.0.0.1", parts.port, timeout=PATIENCE)
        self._stopped = stopped
        self._rng = Random()

    def post(self, path: str, body: dict[str, Any], token: str) -> tuple[int, dict[str, Any]]:
        """The status and the document answered; status 0 where nobody answered at all."""
        status, answer = 0, {"detail": "no answer"}
        for attempt in range(TRIES):
            try:
                status, answer = self._exchange(path, body, token)
            except (OSError, HTTPException, ValueError) as error:
                self.close()
                status, answer = 0, {"detail": f"no answer ({type(error).__name__})"}
            if status not in (0, 429, 503) or self._stopped.is_set():
                break
            if attempt or status:
                self._stopped.wait(min(0.1 * 2**attempt, LONGEST_WAIT) * self._rng.uniform(0.5, 1))
        return status, answer

    def _exchange(self, path: str, body: dict[str, Any], token: str) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._connection.request("POST", path, json.dumps(body).encode(), headers)
        response = self._connection.getresponse()
        return response.status, dict(json.loads(response.read()))

    def close(self) -> None:
        """Hang up; the next exchange calls again."""
        self._connection.close()
