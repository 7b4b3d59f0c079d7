"""The id, caller's address and origin of the request being answered, for the trail and the logs."""

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from time import perf_counter
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from gapura import config


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What an audit event records of where an act came from."""

    request_id: str = ""
    address: str = ""


log = logging.getLogger("gapura.requests")
_NO_REQUEST = RequestContext()
_current: ContextVar[RequestContext] = ContextVar("gapura_request", default=_NO_REQUEST)


def current() -> RequestContext:
    """The request being answered, or an empty context outside one (a command, a job)."""
    return _current.get()


@contextmanager
def continued(context: RequestContext) -> Iterator[None]:
    """Go on with what a request asked for, in a job: the trail says where that came from."""
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)


def client_address(request: HttpRequest) -> str:
    """The caller's network address, believing as many proxies as the deployment states."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = config.current().trusted_proxies
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return str(request.META.get("REMOTE_ADDR") or "")


def network_of(address: str) -> str:
    """Whom to count by: an IPv4 address, and of IPv6 the /64, in which one caller has every address."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    if not isinstance(read, IPv6Address):
        return address
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(IPv6Network((int(read), 64), strict=False).network_address)


def client_network(request: HttpRequest) -> str:
    """Whom to count a request by."""
    return network_of(client_address(request))


def page_of(request: HttpRequest) -> str:
    """The page that the caller has open, for a way back to it; empty where that is not known.

    What a form is sent to is often no page: it is the one that the form was on.
    """
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    sender = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sender, {request.get_host()}, request.is_secure()):
        return ""
    parts = urlsplit(sender)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


_UNREADABLE = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError),
    *(RecursionError, TypeError, ValueError),
)
"""What libraries raise at a document that is not as they expect it: of another shape, or nested too deep."""


@contextmanager
def readable() -> Iterator[None]:
    """Let a library read what was sent, and nothing else. Raises BadRequest (400) where it cannot."""
    try:
        yield
    except _UNREADABLE as error:
        raise BadRequest(f"what was sent cannot be read: {type(error).__name__}") from None


def follow_keys() -> None:
    """Sign with the newest settled key, and verify with all, as the key file says now."""
    signs, *verify = config.django_secrets()
    if signs != settings.SECRET_KEY or verify != settings.SECRET_KEY_FALLBACKS:
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = signs, verify


def _log(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """One event for a request: its route and never its address, which may hold a token or a code."""
    match = request.resolver_match
    log.info(
        "request",
        extra={
            "method": request.method,
            "route": match.route if match else "",
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        },
    )


class RequestContextMiddleware:
    """Give each request an id, sent back as `X-Request-ID`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        context = RequestContext(request_id=uuid.uuid4().hex[:16], address=client_address(request))
        follow_keys()
        token = _current.set(context)
        began = perf_counter()
        try:
            response = self.get_response(request)
            _log(request, response, perf_counter() - began)
        finally:
            _current.reset(token)
        response["X-Request-ID"] = context.request_id
        return response
