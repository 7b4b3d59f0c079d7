"""The cookies of a visitor: the long session, the short wait for a code, and what a right one has shown."""

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse

from gapura import config
from gapura.accounts.access import SIGN_IN
from gapura.common.fields import lookup_hash
from gapura.people.acts import codes, devices
from gapura.people.models import Person

SESSION = "gapura_visitor"
PENDING = "gapura_masuk"
SHOWN = "gapura_bukti"
SHOWN_PATH = "/saya/"
SHOWN_FOR = timedelta(minutes=5)
"""How long a code that was right stands for whoever holds the phone."""
ERASED = "gapura_terhapus"
ERASED_PATH = "/terhapus/"
_SALT = "gapura.people.pending:"
_SHOWN_SALT = "gapura.people.shown"


def keep_session(response: HttpResponse, token: str) -> None:
    """Sign this browser in."""
    _set(response, SESSION, token, devices.LIFETIME, "/")


def end_session(response: HttpResponse) -> None:
    """Sign this browser out."""
    response.delete_cookie(SESSION, path="/", samesite="Lax")


def owner_of(person: Person) -> str:
    """What a browser marks as this person's among the things it keeps; it tells nothing of who they are."""
    return lookup_hash("browser owner", str(person.id)).hex()[:16]


def keep_pending(response: HttpResponse, code_id: UUID, to: str, *, path: str = SIGN_IN) -> None:
    """Remember which code this browser asked for, and, masked, where it went."""
    value = signing.dumps([str(code_id), to], salt=_SALT + path)
    _set(response, PENDING, value, codes.LIFETIME, path)


def end_pending(response: HttpResponse, *, path: str = SIGN_IN) -> None:
    """Forget the code that was asked for."""
    response.delete_cookie(PENDING, path=path, samesite="Lax")


def keep_shown(response: HttpResponse, person: Person, device_id: int) -> None:
    """Remember for a short while that a code to one of the person's contacts was right on this device."""
    value = signing.dumps([str(person.id), device_id], salt=_SHOWN_SALT)
    _set(response, SHOWN, value, SHOWN_FOR, SHOWN_PATH)


def keep_erased(response: HttpResponse) -> None:
    """Forget the session, and remember for a short while that this browser's record was erased."""
    end_session(response)
    response.delete_cookie(SHOWN, path=SHOWN_PATH, samesite="Lax")
    _set(response, ERASED, "1", SHOWN_FOR, ERASED_PATH)


def shown(request: HttpRequest, person: Person, device_id: int) -> bool:
    """Whether a code to one of the person's contacts was right on this device just now."""
    try:
        mine = signing.loads(request.COOKIES.get(SHOWN, ""), salt=_SHOWN_SALT, max_age=SHOWN_FOR)
    except signing.BadSignature:
        return False
    return bool(mine == [str(person.id), device_id])


def pending(request: HttpRequest, *, path: str = SIGN_IN) -> tuple[UUID, str] | None:
    """The code this browser asked for and where it went, if it was within its lifetime.

    One that was asked for at another path is none: its message said that it was for something else.
    """
    try:
        code_id, to = signing.loads(
            request.COOKIES.get(PENDING, ""), salt=_SALT + path, max_age=codes.LIFETIME
        )
    except signing.BadSignature:
        return None
    return UUID(code_id), str(to)


def _set(response: HttpResponse, name: str, value: str, lifetime: timedelta, path: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=lifetime,
        path=path,
        secure=config.current().secure,
        httponly=True,
        samesite="Lax",
    )
