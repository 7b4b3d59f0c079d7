"""Asks the gate over HTTP on a visitor's behalf, for browsers that cannot ask by themselves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from gapura import config
from gapura.common.problems import PREFIX

PATIENCE = 5.0
"""Seconds without an answer after which the gate counts as out of reach."""

LONGEST_ANSWER = 256 * 1024


class GateUnreachableError(Exception):
    """No answer, or one that says to come again: nothing is known, so the same id must be sent again."""


@dataclass(frozen=True)
class GateRefusedError(Exception):
    """The gate's problem document: the name behind `urn:gapura:problem:`, its own words, and its status."""

    problem: str
    detail: str
    title: str = ""
    status: int = 400
    retry_after: int | None = None


def post(path: str, body: Mapping[str, object], *, token: str, language: str) -> dict[str, Any]:
    """The gate's answer to `body`. Raises GateRefusedError, GateUnreachableError."""
    status, answer = _exchange(path, json.dumps(body).encode(), token, language)
    if status == 200:
        return answer
    if status >= 500:
        raise GateUnreachableError(f"the gate answered {status}")
    problem = str(answer.get("type", "")).removeprefix(PREFIX)
    title, wait = str(answer.get("title") or ""), answer.get("retry_after")
    raise GateRefusedError(
        problem, str(answer.get("detail") or title), title, status, wait if isinstance(wait, int) else None
    )


def _exchange(path: str, body: bytes, token: str, language: str) -> tuple[int, dict[str, Any]]:
    """The first answer of any gate, in the order they are named in; the same id may reach two of them."""
    *others, last = config.current().gate_urls
    for address in others:
        try:
            return _exchange_with(address, path, body, token, language)
        except GateUnreachableError:
            continue
    return _exchange_with(last, path, body, token, language)


def _exchange_with(
    address: str, path: str, body: bytes, token: str, language: str
) -> tuple[int, dict[str, Any]]:
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Accept-Language": language,
    }
    connection = _connection(address)
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        answer = json.loads(response.read(LONGEST_ANSWER))
    except (OSError, HTTPException, ValueError) as error:
        raise GateUnreachableError(str(error)) from error
    finally:
        connection.close()
    if not isinstance(answer, dict):
        raise GateUnreachableError("the gate answered no object")
    return response.status, answer


def _connection(address: str) -> HTTPConnection:
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "localhost", parts.port, timeout=PATIENCE)
