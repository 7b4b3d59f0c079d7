"""Kind pages for what goes wrong, free of database, session and translations."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme

from gapura.accounts import unsent
from gapura.common.requests import page_of
from gapura.web import problems


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(problems.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(problems.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(problems.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(problems.BROKEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, with what was typed to be sent again, or the way back to the form."""
    if fields := unsent.typed(request):
        return unsent.send_again(request, fields)
    way = page_of(request)
    return _page(problems.FORGED, way if url_has_allowed_host_and_scheme(way, None) else "/")


def _page(problem: problems.Problem, way: str = "/") -> HttpResponse:
    text = get_template("web/problem.html").render({"problem": problem, "way": way})
    response = HttpResponse(text, status=problem.status)
    response["Cache-Control"] = "no-store"
    return response
