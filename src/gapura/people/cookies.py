"""The two cookies of a visitor: the long session, and the short wait for a code."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from gapura.common.fields import lookup_hash
from gapura.people.acts import codes, devices
from gapura.people.models import Person

SESSION = "gapura_visitor"
PENDING = "gapura_masuk"
PENDING_PATH = "/masuk/"
_SALT = "gapura.people.pending"


def keep_session(response: HttpResponse, token: str) -> None:
    """Sign this browser in."""
    _set(response, SESSION, token, devices.LIFETIME, "/")


def end_session(response: HttpResponse) -> None:
    """Sign this browser out."""
    response.delete_cookie(SESSION, path="/", samesite="Lax")


def owner_of(person: Person) -> str:
    """What a browser marks as this person's among the things it keeps; it tells nothing of who they are."""
    return lookup_hash("browser owner", str(person.id)).hex()[:16]


def keep_pending(response: HttpResponse, code_id: UUID, to: str) -> None:
    """Remember which code this browser asked for, and, masked, where it went."""
    value = signing.dumps([str(code_id), to], salt=_SALT)
    _set(response, PENDING, value, codes.LIFETIME, PENDING_PATH)


def end_pending(response: HttpResponse) -> None:
    """Forget the code that was asked for."""
    response.delete_cookie(PENDING, path=PENDING_PATH, samesite="Lax")


def pending(request: HttpRequest) -> tuple[UUID, str] | None:
    """The code this browser asked for and where it went, if it was within its lifetime."""
    try:
        code_id, to = signing.loads(request.COOKIES.get(PENDING, ""), salt=_SALT, max_age=codes.LIFETIME)
    except signing.BadSignature:
        return None
    return UUID(code_id), str(to)


def _set(response: HttpResponse, name: str, value: str, lifetime: timedelta, path: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=lifetime,
        path=path,
        secure=settings.CONFIG.secure,
        httponly=True,
        samesite="Lax",
    )
