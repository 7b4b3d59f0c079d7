"""Logs without anybody's data: for machines a JSON object a line, with the request's id; for people text."""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

import psycopg
import structlog
from structlog.types import Processor

from gapura import database
from gapura.audit.redaction import blanked

Event = MutableMapping[str, Any]


def formatter() -> logging.Formatter:
    """Turns what any part of Gapura, or a library, logs into one line of JSON."""
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _request_id,
    ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _where_it_failed,
            _without_people,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


class TextFormatter(logging.Formatter):
    """Writes times in UTC: Django sets its process another zone, and a gate has the machine's."""

    converter = time.gmtime  # type: ignore[assignment]
    default_msec_format = "%s.%03dZ"

    def formatException(self, ei: Any) -> str:
        """The traceback, without data."""
        return traceback_of(ei[1]).rstrip()


def traceback_of(error: BaseException) -> str:
    """Where an error came from, as Python tells it, without the rows that a database quotes."""
    return str(blanked("".join(_lines(error))))


def _lines(error: BaseException) -> Iterator[str]:
    if error.__cause__ is not None:
        yield from (*_lines(error.__cause__), "\nThat was the cause of what follows.\n\n")
    elif error.__context__ is not None and not error.__suppress_context__:
        yield from (*_lines(error.__context__), "\nWhat follows came up while that was handled.\n\n")
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield from _named(error)
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _lines(each)


def _named(error: BaseException) -> list[str]:
    """The error's type and message; of what a database said only its code, and about which constraint."""
    if not type(error).__module__.startswith(("psycopg", "django.db")):
        return traceback.format_exception_only(error)
    code = getattr(error, "sqlstate", None)
    said = error.diag if isinstance(error, psycopg.Error) else None
    words = (code, said and said.table_name, said and said.column_name, said and said.constraint_name)
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return [": ".join([kind, *(word for word in words if word)]) + "\n"]


class RouteOnly(logging.Filter):
    """Lets Django say of a page only its route: the address may hold a token or a code.

    What was refused, and what failed because the database is away, is one line and no traceback.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite what Django says of a request; always true."""
        request = record.__dict__.pop("request", None)
        if request is None:
            return True
        match = getattr(request, "resolver_match", None)
        refused = record.__dict__.get("status_code", 500) < 500
        record.msg = "a request was refused: %s" if refused else "a page failed: %s"
        record.args = (match.route if match else "no such address",)
        away = database.absence_in(record.exc_info[1] if record.exc_info else None)
        if away:
            record.msg += ": the database is away or overloaded (%s)"
            record.args += (type(away).__name__,)
        if away or refused:
            record.exc_info = None
        return True


def _request_id(logger: Any, name: str, event: Event) -> Event:
    """The id of the request being answered, where a page is; a gate alone has no Django to ask."""
    requests = sys.modules.get("gapura.common.requests")
    if requests is not None and (found := requests.current().request_id):
        event["request_id"] = found
    return event


def _where_it_failed(logger: Any, name: str, event: Event) -> Event:
    """An exception as its type and places; its message may quote a row."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else None
    if error is not None:
        event["error"] = type(error).__name__
        event["places"] = _places(error)
    return event


def _places(error: BaseException) -> list[str]:
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}.{code.co_qualname}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places


def _without_people(logger: Any, name: str, event: Event) -> Event:
    """E-mail addresses, NIKs and mobile numbers blanked, wherever a library may have put them."""
    return {key: blanked(value) for key, value in event.items()}
