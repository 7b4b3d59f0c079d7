"""Kind pages for what goes wrong."""

from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return HttpResponse(status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return HttpResponse(status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return HttpResponse(status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return HttpResponse(status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, with the way on."""
    return HttpResponse(status=403)
