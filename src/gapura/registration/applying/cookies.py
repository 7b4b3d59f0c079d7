"""The cookie of whoever writes an application: the key of the draft."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from gapura.registration.applying import drafts
from gapura.registration.models import Draft

NAME = "gapura_daftar"
PATH = "/daftar"


def keep_draft(response: HttpResponse, key: str) -> None:
    """Let this browser go on writing."""
    response.set_cookie(
        NAME,
        key,
        max_age=int(drafts.LIFETIME.total_seconds()),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_draft(response: HttpResponse) -> None:
    """Let this browser no longer open the draft."""
    response.delete_cookie(NAME, path=PATH, samesite="Lax")


def key_of(request: HttpRequest) -> str:
    """The key that this browser holds, or nothing."""
    return request.COOKIES.get(NAME, "")


def draft_of(request: HttpRequest) -> Draft | None:
    """The draft that this browser is writing."""
    key = key_of(request)
    return drafts.opened_by(key) if key else None
