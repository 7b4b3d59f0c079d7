"""Where to send a visitor next: back to where they came from, and never to another site."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/saya/"
IDENTITY = "/saya/data/"
LONGEST = 2_000
"""Characters: what an app asks a visitor for is long."""


def next_of(request: HttpRequest) -> str:
    """The page of this site that the request asks to go on to; `/saya/` where it names none."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    inside = wanted.startswith("/") and len(wanted) <= LONGEST and wanted.isprintable()
    if inside and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return HOME


def with_next(path: str, way: str) -> str:
    """`path` carrying where to go on to."""
    return path if way == HOME else f"{path}?{urlencode({'next': way})}"
