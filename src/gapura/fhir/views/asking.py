"""What all addresses here have in common: who asks, in which form and how much, and what refusals are."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from gapura.accounts import pacing
from gapura.accounts.access import everybody
from gapura.core.evidence.fhir import FhirError, decode
from gapura.fhir import tasks
from gapura.fhir.clients import registry_of
from gapura.fhir.outcomes import TYPE, Refusal, answer, refusal, refused

Raw = dict[str, Any]
View = Callable[..., HttpResponse]


def for_registries(*methods: str) -> Callable[[View], View]:
    """A view for registries' servers and these methods: its token is no cookie, and it asks for it itself."""

    def wrap(view: View) -> View:
        @everybody
        @never_cache
        @csrf_exempt
        @wraps(view)
        def answered(request: HttpRequest, **named: Any) -> HttpResponse:
            if request.method not in methods:
                return _not_allowed(methods)
            try:
                response = view(request, registry=registry_of(request), **named)
                transaction.on_commit(tasks.wake)  # once, however many a Bundle had
                return response
            except Refusal as error:
                return _refused(error)
            except pacing.TooOftenError as error:
                response = _refused(refusal("throttled", "too much within a minute"))
                response["Retry-After"] = str(error.seconds)
                return response

        return answered

    return wrap


def body_of(request: HttpRequest, *, most: int) -> Raw:
    """The JSON that was sent. Raises Refusal."""
    if request.content_type not in {TYPE, "application/json"}:
        raise Refusal(415, "not-supported", f"send it as {TYPE}")
    try:
        return decode(request.read(most + 1), most=most)
    except FhirError as error:
        raise refused(error.issue) from None


def _refused(error: Refusal) -> HttpResponse:
    response = answer(error.outcome, error.status)
    if error.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="Gapura FHIR"'
    return response


def _not_allowed(methods: tuple[str, ...]) -> HttpResponse:
    allowed = ", ".join(methods)
    error = Refusal(405, "not-supported", f"only {allowed}: evidence comes in, nothing is read")
    response = answer(error.outcome, error.status)
    response["Allow"] = allowed
    return response
