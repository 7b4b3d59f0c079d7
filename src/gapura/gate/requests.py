"""One HTTP request as the gate needs it: its headers in one pass, its body within a limit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from gapura.core.policy import Language
from gapura.gate.problems import Problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

COOKIE: Final = b"gapura_visitor"
ENDLESS: Final = 1 << 62
_ONCE: Final = (b"authorization", b"content-type")


class Headers:
    """The headers of a request; of one that must stand alone, two count as none."""

    __slots__ = ("_values",)

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self._values = dict(raw)
        if len(self._values) < len(raw):
            names = [name for name, _ in raw]
            self._values.update((name, b"") for name in _ONCE if names.count(name) > 1)

    def any_of(self, names: Iterable[bytes]) -> bool:
        """Whether one of these was sent."""
        return not self._values.keys().isdisjoint(names)

    @property
    def language(self) -> Language:
        """Indonesian unless the reader prefers English."""
        value = self._values.get(b"accept-language")
        return "id" if value is None else _language(value)

    def token(self) -> str:
        """The visitor token: the bearer's, or the cookie's where a page of our own sends it.

        Raises Problem bad-token.
        """
        value = self._values.get(b"authorization")
        if value is None:
            value = self._cookie()
        elif value[:7].lower() == b"bearer ":
            value = value[7:].strip()
        else:
            value = b""
        if not value:
            raise Problem("bad-token")
        return value.decode("latin-1")

    def require_json(self) -> None:
        """Raise Problem unsupported-media-type for any body but JSON in UTF-8."""
        value = self._values.get(b"content-type")
        if value != b"application/json" and not _is_json(value or b""):
            raise Problem("unsupported-media-type")

    def length(self) -> int:
        """The announced length of the body, 0 where there is none; what is no short number is too long."""
        value = self._values.get(b"content-length", b"0").strip()
        return int(value) if value.isdigit() and len(value) < 16 else ENDLESS

    def _cookie(self) -> bytes:
        for part in self._values.get(b"cookie", b"").split(b";"):
            name, _, value = part.strip().partition(b"=")
            if name == COOKIE:
                return value.strip(b'"') if self._from_our_page() else b""
        return b""

    def _from_our_page(self) -> bool:
        """Another site's page can send our cookie along, but not these headers as we would."""
        site = self._values.get(b"sec-fetch-site")
        if site is not None:
            return site == b"same-origin"
        return _host_of(self._values.get(b"origin", b"")) == self._values.get(b"host")


async def read_body(receive: Receive, headers: Headers, limit: int) -> bytes:
    """The whole body; Problem body-too-large, or malformed-body when it does not come."""
    if headers.length() > limit:
        raise Problem("body-too-large", limit=limit)
    message = await receive()
    body: bytes = message.get("body", b"")
    if message.get("more_body"):
        body = await _rest(receive, body, limit)
    if len(body) > limit:
        raise Problem("body-too-large", limit=limit)
    return body


async def _rest(receive: Receive, start: bytes, limit: int) -> bytes:
    """The server's own patience ends a body that does not come."""
    parts, size, more = [start], len(start), True
    while more and size <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("malformed-body", "The body did not arrive.", path="$")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
    return b"".join(parts)


def _is_json(value: bytes) -> bool:
    kind, *parameters = [part.strip().lower() for part in value.split(b";")]
    return kind == b"application/json" and all(
        parameter.replace(b'"', b"") == b"charset=utf-8" for parameter in parameters if parameter
    )


def _host_of(origin: bytes) -> bytes:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return b"?"


@lru_cache(maxsize=256)
def _language(value: bytes) -> Language:
    """The first of our languages by the reader's weights."""
    best: tuple[float, Language] = (0.0, "id")
    for part in value.decode("latin-1").lower().split(","):
        tag, _, weight = part.partition(";")
        name = tag.strip().split("-")[0]
        if name in ("id", "in", "en"):
            best = max(best, (_weight(weight), "en" if name == "en" else "id"), key=lambda pair: pair[0])
    return best[1]


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0
