"""Kind pages for what goes wrong, free of database, session and translations."""

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request

from gapura import config, database
from gapura.accounts import unsent
from gapura.common.problems import refusal
from gapura.common.requests import page_of
from gapura.web import problems

RETRY_AFTER = "5"
"""Seconds, as a page waits for a connection; the database takes about as long to start again."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; 503 where a session could not be kept because the database is away."""
    return _away(request) if database.absence_in(exception) else _answer(request, problems.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _answer(request, problems.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _answer(request, problems.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 while the database is away: nothing is broken, and the same request may be sent again."""
    return _away(request) if database.absence_in(sys.exception()) else _answer(request, problems.BROKEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, with what was typed to be sent again, or the way back to the form."""
    if fields := unsent.typed(request):
        return unsent.send_again(request, fields)
    return _answer(request, problems.FORGED, _page_open(request))


class ErrorPagesMiddleware:
    """Answers what is refused without a page: 405, a method that an address does not take, and 413."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if config.TOO_LARGE in getattr(request, "scope", ()):
            return _answer(request, problems.TOO_LARGE, _page_open(request))
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = _answer(request, problems.NOT_ALLOWED)
        page["Allow"] = response["Allow"]
        return page


def _away(request: HttpRequest) -> HttpResponse:
    """A page for whom a browser shows pages; scripts of pages, too, are told as programs are."""
    if "text/html" in request.headers.get("Accept", ""):
        response = _page(request, problems.AWAY, _page_open(request))
    else:
        response = _document(request, problems.AWAY)
    response["Retry-After"] = RETRY_AFTER
    return response


def _answer(request: HttpRequest, problem: problems.Problem, way: str = "/") -> HttpResponse:
    """A page, and for a program that takes none a problem document."""
    return _page(request, problem, way) if request.accepts("text/html") else _document(request, problem)


def _document(request: HttpRequest, problem: problems.Problem) -> HttpResponse:
    words = problem.en if _language(request) == "en" else problem.id
    detail = words.detail or words.text
    return refusal(problem.type, problem.status, title=words.title, detail=detail)


def _page_open(request: HttpRequest) -> str:
    way = page_of(request)
    return way if url_has_allowed_host_and_scheme(way, None) else "/"


def _page(request: HttpRequest, problem: problems.Problem, way: str = "/") -> HttpResponse:
    """The reader's language first, and the other below: it may be somebody else's browser."""
    both = {"id": problem.id, "en": problem.en}
    first = _language(request)
    second = "en" if first == "id" else "id"
    context = {"first": first, "words": both[first], "second": second, "others": both[second], "way": way}
    text = get_template("web/problem.html").render(context)
    response = HttpResponse(text, status=problem.status)
    response["Cache-Control"] = "no-store"
    return response


def _language(request: HttpRequest) -> str:
    return "en" if get_language_from_request(request) == "en" else "id"
