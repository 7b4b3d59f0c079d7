"""Finds the visitor that a request's cookie names, and keeps what they see out of caches."""

import time
from collections.abc import Callable

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from gapura import config
from gapura.accounts.access import SIGN_IN
from gapura.core.codes import token
from gapura.people import cookies
from gapura.people.acts import devices
from gapura.people.acts.erased import ErasedError
from gapura.people.models import Person


class VisitorMiddleware:
    """Sets `request.visitor` to the signed-in person, or None, and `request.device_id`.

    `request.session_ended` says that a cookie was sent and is no longer good.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cookie = request.COOKIES.get(cookies.SESSION, "")
        shown = _read(cookie)
        visitor = _person(shown) if shown else None
        request.visitor = visitor  # type: ignore[attr-defined]
        request.device_id = shown.device_id if shown and visitor else None  # type: ignore[attr-defined]
        request.session_ended = bool(cookie) and visitor is None  # type: ignore[attr-defined]
        response = self.get_response(request)
        # What says how it may be kept is kept by caches too, and a session must not be.
        if response.has_header("Cache-Control"):
            return response
        # Every page holds a token against forgery, and most hold what is one person's only.
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Cookie"])
        if shown and visitor and cookies.SESSION not in response.cookies and _half_used(shown):
            cookies.keep_session(response, devices.renew(person_id=visitor.id, device_id=shown.device_id))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Whoever was erased while the request was on its way is signed in no more."""
        return HttpResponseRedirect(SIGN_IN) if isinstance(exception, ErasedError) else None


def _read(cookie: str) -> token.Token | None:
    if not cookie:
        return None
    try:
        return token.read(cookie, config.key_ring().all("token"), time.time())
    except token.TokenError:
        return None


def _person(shown: token.Token) -> Person | None:
    """The person, if the device is still theirs: one statement."""
    if shown.device_id >= 2**63:
        return None
    live = devices.signed_in().filter(person_id=OuterRef("pk"), id=shown.device_id)
    people = Person.objects.filter(pk=shown.person_id)
    return people.alias(device=Subquery(live.values("id")[:1])).filter(device__isnull=False).first()


def _half_used(shown: token.Token) -> bool:
    return shown.expires_at - time.time() < devices.LIFETIME.total_seconds() / 2
