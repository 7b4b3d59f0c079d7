"""The short session of whoever proved an application's number and address: one application, two hours."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from gapura.common.fields import lookup_hash
from gapura.registration.models import Application

NAME: Final = "gapura_permohonan"
PATH: Final = "/permohonan"
LIFETIME: Final = timedelta(hours=2)
_SALT: Final = "gapura.registration.following"


def keep(response: HttpResponse, application: Application) -> None:
    """Let this browser follow the application for a while."""
    response.set_cookie(
        NAME,
        signing.dumps([str(application.pk), _mark(application)], salt=_SALT),
        max_age=int(LIFETIME.total_seconds()),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def end(response: HttpResponse) -> None:
    """Let this browser no longer follow anything."""
    response.delete_cookie(NAME, path=PATH, samesite="Lax")


def application_of(request: HttpRequest, number: str) -> Application | None:
    """The application of this number, if this browser proved it; not after its address was corrected."""
    try:
        proven, mark = signing.loads(request.COOKIES.get(NAME, ""), salt=_SALT, max_age=LIFETIME)
        found = Application.objects.select_related("region__parent", "replaces").filter(
            pk=UUID(proven), number=number
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None
    application = found.first()
    return application if application and _mark(application) == mark else None


def _mark(application: Application) -> str:
    """Changes with the address, or without one the phone, so that a session of the old one ends."""
    phone = lookup_hash("application phone", str(application.phone))
    return bytes(application.email_hash or phone).hex()[:16]
