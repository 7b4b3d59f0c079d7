"""Stands before every operation: what is too large, of another kind or broken is a problem document, too."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import HttpError, ValidationError

from gapura import database
from gapura.accounts.access import partners_only
from gapura.partners.api.operations import api
from gapura.partners.api.problems import ProblemError

LONGEST_BODY = 4_096
"""Bytes."""

log = logging.getLogger("gapura.partners")
View = Callable[..., HttpResponse]


def routes() -> list[URLPattern]:
    """The operations of the API, and what answers where there is none."""
    known = [
        path(str(each.pattern), _guarded(each.callback), name=f"partner_api_{each.name}")
        for each in api.urls[0]
        if isinstance(each, URLPattern) and each.name != "api-root"
    ]
    return [*known, re_path("^", _nothing)]


@partners_only
@csrf_exempt
def _nothing(request: HttpRequest) -> HttpResponse:
    return ProblemError("not-found").response()


def _guarded(view: View) -> View:
    """A view of ninja's that says who may use it, and refuses what no operation should read."""

    @partners_only
    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            _check_body(request)
        except ProblemError as problem:
            return problem.response()
        answer = view(request, **named)
        if answer.status_code == 405:
            refusal = ProblemError("method-not-allowed").response()
            refusal["Allow"] = answer["Allow"]
            return refusal
        answer["Cache-Control"] = "no-store"
        return answer

    return guarded


def _check_body(request: HttpRequest) -> None:
    if request.method != "POST":
        return
    if request.content_type != "application/json":
        raise ProblemError("unsupported-media-type")
    try:
        length = len(request.body)
    except RequestDataTooBig:
        raise ProblemError("body-too-large") from None
    except UnreadablePostError:
        raise ProblemError("malformed-body") from None
    if length > LONGEST_BODY:
        raise ProblemError("body-too-large")


@api.exception_handler(ProblemError)
def _problem(request: HttpRequest, error: Any) -> HttpResponse:
    return error.response()  # type: ignore[no-any-return]


@api.exception_handler(ValidationError)
@api.exception_handler(HttpError)
def _malformed(request: HttpRequest, error: Any) -> HttpResponse:
    """What ninja cannot read; where, so that a developer finds it, and nothing of what was sent."""
    found = error.errors if isinstance(error, ValidationError) else []
    told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found)
    return ProblemError("malformed-body", told[:500]).response()


@api.exception_handler(Exception)
def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    if database.absence_in(error):
        return ProblemError("try-again").response()
    log.error("a partner's request failed", exc_info=error)
    return ProblemError("broken").response()
