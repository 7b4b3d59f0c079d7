"""From one check-in or check-out as it came to its answer, with no task of its own.

Nearly every request needs nothing but what is at hand and its place in the next batch: it is read and queued
at once, and answered when the batch is. Only one whose venue must be read first waits in a task.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Final, TypeVar

import msgspec

from gapura.core.policy import Language
from gapura.gate import bodies
from gapura.gate.answers import Answers
from gapura.gate.asking import Asking
from gapura.gate.committer import Committer
from gapura.gate.limits import Limit
from gapura.gate.metrics import Metrics
from gapura.gate.model import Ask, CheckIn, Holder, Outcome, ScannerHolder, Venue
from gapura.gate.officers.desk import Desk
from gapura.gate.problems import Problem, of_a_fault
from gapura.gate.reading import NotAtHandError, Reading
from gapura.gate.requests import Headers

JSON: Final = b"application/json"
PROBLEM_JSON: Final = b"application/problem+json"

Extra = Sequence[tuple[bytes, bytes]]
Done = Callable[[int, bytes, bytes, Extra], None]
"""Takes an answer: status, body, content type, further headers."""

Body = TypeVar("Body", bodies.CheckInBody, bodies.CheckOutBody)
AtOnce = Callable[[Holder, Body, int], Ask]


class Answering:
    """Answers single asks; whoever calls hears by `done`, now or later, exactly once."""

    def __init__(
        self,
        asking: Asking,
        committer: Committer,
        reading: Reading,
        answers: Answers,
        limit: Limit,
        metrics: Metrics,
        desk: Desk,
    ) -> None:
        self._asking = asking
        self._committer = committer
        self._reading = reading
        self._answers = answers
        self._metrics = metrics
        self._limit = limit
        self._desk = desk
        self._tasks: set[asyncio.Task[None]] = set()

    def check_in(self, headers: Headers, body: bytes, done: Done) -> None:
        """Answer a check-in."""
        self._answer(self._asking.check_in_at_once, bodies.check_in_body, headers, body, done)

    def check_out(self, headers: Headers, body: bytes, done: Done) -> None:
        """Answer a check-out."""
        self._answer(self._asking.check_out_at_once, bodies.check_out_body, headers, body, done)

    def _answer(
        self,
        at_once: AtOnce[Body],
        decoder: msgspec.json.Decoder[Body],
        headers: Headers,
        raw: bytes,
        done: Done,
    ) -> None:
        now = time.time_ns() // 1_000_000
        try:
            holder = self._asking.holder(headers.token(), now)
            headers.require_json()
            if isinstance(holder, ScannerHolder):
                return self._officer(
                    at_once == self._asking.check_in_at_once, holder, raw, now, headers, done
                )
            body = bodies.read(decoder, raw)
            try:
                ask = at_once(holder, body, now)
            except NotAtHandError:
                waiting = self._reading.with_venues(lambda: at_once(holder, body, now))
                self._later(self._wait(waiting, holder, now, headers, done), headers, done)
            else:
                self._hand_in(ask, holder, now, headers, done)
        except Exception as error:
            self._refuse(error, headers.language, done)

    def _officer(
        self, comes: bool, holder: ScannerHolder, raw: bytes, now: int, headers: Headers, done: Done
    ) -> None:
        """An officer's device asks for somebody else."""
        self._limit.take(holder, now)
        serve = self._desk.check_in if comes else self._desk.check_out

        async def work() -> None:
            done(200, await serve(holder, raw, now, headers.language), JSON, ())

        self._later(work(), headers, done)

    async def _wait(
        self, waiting: Coroutine[Any, Any, Ask], holder: Holder, now: int, headers: Headers, done: Done
    ) -> None:
        self._hand_in(await waiting, holder, now, headers, done)

    def _hand_in(self, ask: Ask, holder: Holder, now: int, headers: Headers, done: Done) -> None:
        self._limit.take(holder, now)
        self._committer.hand_in((ask,), lambda outcomes: self._say(ask, outcomes[0], headers, done))

    def _say(self, ask: Ask, outcome: Outcome, headers: Headers, done: Done) -> None:
        try:
            body = self.written(ask, outcome, headers.language)
        except NotAtHandError as missing:
            self._later(self._say_later(ask, outcome, missing.number, headers, done), headers, done)
        except Exception as error:
            self._refuse(error, headers.language, done)
        else:
            done(200, body, JSON, ())

    async def _say_later(self, ask: Ask, outcome: Outcome, number: int, headers: Headers, done: Done) -> None:
        await self._reading.venue(number)
        done(200, self.written(ask, outcome, headers.language), JSON, ())

    def _later(self, work: Coroutine[Any, Any, None], headers: Headers, done: Done) -> None:
        """Do what must wait; whatever fails in it is answered."""

        async def guarded() -> None:
            try:
                await work
            except Exception as error:
                self._refuse(error, headers.language, done)

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def written(self, ask: Ask, outcome: Outcome, language: Language) -> bytes:
        """The answer to one ask. Raises the Problem that came of it, NotAtHandError for an unread venue."""
        if isinstance(outcome, Problem):
            raise outcome
        if isinstance(ask, CheckIn):
            venue = ask.venue if ask.venue.number == outcome.number else self._venue(outcome.number)
            answer = self._answers.check_in(outcome, ask.uuid, venue, language)
            self._metrics.answer("check-in", outcome.decision)
            return answer
        answer = self._answers.check_out(ask.id, outcome, self._venue(outcome.number))
        self._metrics.answer("check-out", outcome.left_by or "")
        return answer

    def _venue(self, number: int) -> Venue:
        venue = self._reading.held(number)
        if venue is None:
            raise Problem("unknown-code", "no-venue")
        return venue

    def _refuse(self, error: Exception, language: Language, done: Done) -> None:
        problem = error if isinstance(error, Problem) else of_a_fault(error)
        self._metrics.problem(problem.name)
        done(problem.status, problem.encode(language), PROBLEM_JSON, problem.headers())
