"""Notes that a link in a message was followed, and takes the mark off the address before a page is shown."""

import re
from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

from gapura.mail import intake, marks
from gapura.mail.models import Message, State
from gapura.mail.reports import Report

AHEAD: Final = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
"""Headers by which a browser says that it fetches a page nobody has asked for yet."""

_PROGRAMS = re.compile(
    r"bot\b|crawl|spider|preview|scanner|externalhit|whatsapp/|imageproxy|^(curl|wget|python|go-http|java)",
    re.I,
)


class OpenedMiddleware:
    """Answers an address with a message's mark by the same address without it.

    The mark stays out of the page's address, and so out of histories, bookmarks and the Referer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mark = request.GET.get(marks.PARAMETER, "") if request.method in {"GET", "HEAD"} else ""
        if not marks.MARK.fullmatch(mark):
            return self.get_response(request)
        if is_by_a_person(request):
            note_opened(mark)
        response = HttpResponseRedirect(_without_mark(request))
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response


def is_by_a_person(request: HttpRequest) -> bool:
    """Whether somebody opened a page, as far as the request shows: no program that looks ahead."""
    agent = request.headers.get("User-Agent", "")
    return (
        request.method == "GET"
        and not any(request.headers.get(name) for name in AHEAD)
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
        and bool(agent)
        and not _PROGRAMS.search(agent)
    )


@transaction.atomic
def note_opened(mark: str) -> None:
    """Write down once that the message with this mark was opened; an unknown mark is passed over."""
    message = Message.objects.select_for_update().filter(mark=mark, opened_at=None).first()
    if message is not None:
        intake.tell(message, Report(State.OPENED, ""))


def _without_mark(request: HttpRequest) -> str:
    query = request.GET.copy()
    del query[marks.PARAMETER]
    path = escape_leading_slashes(escape_uri_path(request.path))
    return f"{path}?{query.urlencode()}" if query else path
