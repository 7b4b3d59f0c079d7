"""The gate as an ASGI application: routes, limits, and the way from a request to its answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import msgspec

from gapura.core.keys import KeyRing
from gapura.core.policy import Language, load_all
from gapura.gate import bodies, openapi
from gapura.gate.answering import JSON, PROBLEM_JSON, Answering, Done, Extra
from gapura.gate.answers import Answers
from gapura.gate.asking import Asking
from gapura.gate.committer import Committer
from gapura.gate.health import SLOW, SLOW_AFTER, Health
from gapura.gate.limits import Limit
from gapura.gate.metrics import CONTENT_TYPE, Metrics
from gapura.gate.minutes import Minutes
from gapura.gate.model import Ask, Outcome, ScannerHolder
from gapura.gate.officers.desk import Desk
from gapura.gate.pressure import LONGEST_WAIT
from gapura.gate.problems import Problem, of_a_fault
from gapura.gate.reading import Reading
from gapura.gate.requests import Headers, Receive, Scope, Send, read_body
from gapura.gate.store import Link
from gapura.gate.upkeep import Upkeep

ALIVE: Final = b"{}"

Answer = tuple[int, bytes, bytes, Extra]
Handler = Callable[["Request"], Awaitable[Answer]]
Single = Callable[[Headers, bytes, Done], None]


class Request:
    """One request under way."""

    __slots__ = ("headers", "now", "receive")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.headers = Headers(scope["headers"])
        self.receive = receive
        self.now = time.time_ns() // 1_000_000


class Gate:
    """The hot path over its own few database connections. `start` it in the loop that serves it.

    `quick` says, by method and path, what can be answered from headers and body with no task of its own.
    """

    quick: Mapping[tuple[bytes, bytes], Single]

    def __init__(self, conninfo: str, keys: KeyRing, *, retention_days: int) -> None:
        self.metrics = Metrics()
        self._conninfo = conninfo
        self._keys = keys
        self._retention_days = retention_days
        self._answers = Answers(keys)
        self._limit = Limit()
        self._post: dict[str, Handler] = {
            "/gate/v1/check-ins": self._check_in,
            "/gate/v1/check-outs": self._check_out,
            "/gate/v1/batches": self._batch,
        }
        self._get: dict[str, Callable[[Send], Awaitable[None]]] = {
            "/health/live": self._live,
            "/health/ready": self._ready,
            "/metrics": self._show_metrics,
            openapi.PATH: self._describe,
        }

    async def start(self) -> None:
        """Begin to work; the database may still be away."""
        load_all()
        self._committer = Committer(Link(self._conninfo), self.metrics)
        self._reading = Reading(Link(self._conninfo, timeout=LONGEST_WAIT))
        self._asking = Asking(self._keys, self._reading, self._limit, self._retention_days)
        self._desk = Desk(
            self._keys,
            self._asking,
            self._reading,
            Link(self._conninfo),
            self._committer.submit,
            self._written,
        )
        self._answering = Answering(
            self._asking,
            self._committer,
            self._reading,
            self._answers,
            self._limit,
            self.metrics,
            self._desk,
        )
        self._health = Health(Link(self._conninfo, timeout=SLOW_AFTER), lambda: self._committer.stalled)
        minutes = Minutes(self.metrics, lambda: self._committer.stalled)
        self._upkeep = Upkeep(Link(self._conninfo, timeout=60.0), self._retention_days, minutes)
        self.quick = {
            (b"POST", b"/gate/v1/check-ins"): self._answering.check_in,
            (b"POST", b"/gate/v1/check-outs"): self._answering.check_out,
            (b"GET", b"/health/live"): _say_alive,
        }
        self.metrics.watch(lambda: self._committer.queued)
        self._committer.start()
        self._upkeep.start()

    def use(self, keys: KeyRing) -> None:
        """Go on with these keys; who is signed in stays so."""
        self._answers.use(keys)
        self._asking.use(keys)
        self._desk.use(keys)

    async def stop(self) -> None:
        """Answer what was asked, then let go of everything."""
        await self._upkeep.stop()
        await self._committer.stop()
        await self._reading.close()
        await self._desk.close()
        await self._health.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        path = scope["path"]
        handler = self._post.get(path)
        if handler is not None:
            await self._answer(handler, scope, receive, send)
        elif path in self._get:
            await self._show(self._get[path], scope, send)
        else:
            await self._refuse(Problem("not-found"), Headers(scope["headers"]).language, send)

    async def _answer(self, handler: Handler, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            if scope["method"] != "POST":
                raise Problem("method-not-allowed", allow="POST")
            answer = await handler(request)
        except Problem as problem:
            await self._refuse(problem, request.headers.language, send)
        except Exception as error:
            await self._refuse(of_a_fault(error), request.headers.language, send)
        else:
            await respond(send, *answer)

    async def _show(self, show: Callable[[Send], Awaitable[None]], scope: Scope, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            language = Headers(scope["headers"]).language
            await self._refuse(Problem("method-not-allowed", allow="GET, HEAD"), language, send)
        else:
            await show(send)

    async def _refuse(self, problem: Problem, language: Language, send: Send) -> None:
        self.metrics.problem(problem.name)
        await respond(send, problem.status, problem.encode(language), PROBLEM_JSON, problem.headers())

    async def _check_in(self, request: Request) -> Answer:
        return await self._single(self._answering.check_in, request)

    async def _check_out(self, request: Request) -> Answer:
        return await self._single(self._answering.check_out, request)

    async def _single(self, answer: Single, request: Request) -> Answer:
        """A request that did not come the short way: in pieces, say, or behind another on its connection."""
        headers = request.headers
        self._asking.holder(headers.token(), request.now)
        headers.require_json()
        body = await read_body(request.receive, headers, bodies.BODY_LIMIT)
        said: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def say(*words: Any) -> None:
            if not said.done():
                said.set_result(words)

        answer(headers, body, say)
        return await said

    async def _written(self, ask: Ask, outcome: Outcome, language: Language) -> bytes:
        """The answer to one ask; raises the Problem that came of it."""
        return await self._reading.with_venues(lambda: self._answering.written(ask, outcome, language))

    async def _batch(self, request: Request) -> Answer:
        headers = request.headers
        holder = self._asking.holder(headers.token(), request.now)
        headers.require_json()
        raw = await read_body(request.receive, headers, bodies.BATCH_LIMIT)
        items = bodies.read(bodies.batch_body, raw).items
        self._limit.take(holder, request.now)
        if isinstance(holder, ScannerHolder):
            done = await self._desk.batch(holder, items, request.now, headers.language)
            return 200, _items([self._item(each, headers.language) for each in done]), JSON, ()
        asks: list[Ask | Problem] = []
        for item in items:
            try:
                asks.append(
                    await self._asking.item(holder, bodies.read(bodies.batch_item, item), request.now)
                )
            except Problem as problem:
                asks.append(problem)
        return 200, await self._batch_answers(asks, headers.language), JSON, ()

    async def _batch_answers(self, asks: list[Ask | Problem], language: Language) -> bytes:
        """The answers to a batch's good items, between those to its bad ones."""
        good = [ask for ask in asks if not isinstance(ask, Problem)]
        outcomes = iter(await self._committer.submit(good) if good else ())
        answers = [
            self._failed(ask, language)
            if isinstance(ask, Problem)
            else await self._item_answer(ask, next(outcomes), language)
            for ask in asks
        ]
        return _items(answers)

    async def _item_answer(self, ask: Ask, outcome: Outcome, language: Language) -> bytes:
        try:
            return self._item(await self._written(ask, outcome, language), language)
        except Problem as problem:
            return self._item(problem, language)

    def _item(self, answer: bytes | Problem, language: Language) -> bytes:
        if isinstance(answer, Problem):
            return self._failed(answer, language)
        return b'{"status":200,' + answer[1:]

    def _failed(self, problem: Problem, language: Language) -> bytes:
        self.metrics.problem(problem.name)
        return problem.encode(language)

    async def _live(self, send: Send) -> None:
        await respond(send, 200, ALIVE)

    async def _ready(self, send: Send) -> None:
        problems = await self._health.problems()
        ready = set(problems) <= {SLOW}
        body = msgspec.json.encode({"ready": ready, "problems": problems})
        await respond(send, 200 if ready else 503, body)

    async def _describe(self, send: Send) -> None:
        await respond(send, 200, openapi.document())

    async def _show_metrics(self, send: Send) -> None:
        await respond(send, 200, self.metrics.text(), CONTENT_TYPE)


def _items(answers: list[bytes]) -> bytes:
    return b'{"items":[' + b",".join(answers) + b"]}"


def _say_alive(headers: Headers, body: bytes, done: Done) -> None:
    done(200, ALIVE, JSON, ())


async def respond(send: Send, status: int, body: bytes, kind: bytes = JSON, headers: Extra = ()) -> None:
    """Send a whole answer; nothing the gate says may be kept by a cache."""
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", kind),
                (b"content-length", b"%d" % len(body)),
                (b"cache-control", b"no-store"),
                *headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
