"""Logs for machines: a JSON object a line, with the request's id and without anybody's data."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

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


class RouteOnly(logging.Filter):
    """Lets Django say that a page failed by its route: the address may hold a token or a code.

    Where the database is away that is a line for each request, and no traceback.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite what Django says; always true."""
        request = record.__dict__.pop("request", None)
        match = getattr(request, "resolver_match", None)
        record.msg, record.args = "a page failed: %s", (match.route if match else "no such address",)
        if away := database.absence_in(record.exc_info[1] if record.exc_info else None):
            record.msg += ": the database is away or overloaded (%s)"
            record.args += (type(away).__name__,)
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
