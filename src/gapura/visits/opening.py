"""Opening a door's screen code in time: what a browser is given for the quarter of an hour after it.

Whoever has to sign in first comes back after the screen has changed, so the browser keeps a signed cookie
that says which door it opened and when. At the check-in the code is a ticket for this device alone.
"""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpResponse
from django.utils import timezone

from gapura import config
from gapura.core.codes import door_code
from gapura.core.codes.door_code import DoorCode
from gapura.people.requests import VisitorRequest
from gapura.visits import places

COOKIE = "gapura_pintu"
TERM = door_code.TICKET_TERM * 60
"""Seconds."""

_SALT = "gapura.visits.opening"


class StaleCodeError(Exception):
    """The code is a photograph of a screen, or a ticket that has run out."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The code to check in with, and when the screen's was opened (Unix seconds); None for a poster's."""

    code: str
    at: int | None


def of(request: VisitorRequest, code: DoorCode) -> Opening:
    """What this browser may do with the code. Raises StaleCodeError."""
    if code.from_poster:
        return Opening(places.spelled(code), None)
    now = int(timezone.now().timestamp())
    key = config.key_ring().current("code")
    if code.is_ticket:
        if door_code.is_valid_ticket(code, now, request.device_id or 0, key):
            return Opening(places.spelled(code), None)
        raise StaleCodeError
    at = now if door_code.is_current(code, now, key) else _opened_before(request, code)
    if at is None:
        raise StaleCodeError
    if request.device_id is None:
        return Opening(places.spelled(code), at)
    return Opening(door_code.ticket(code, at, request.device_id, key), at)


def remember(response: HttpResponse, code: DoorCode, opening: Opening) -> None:
    """Let the browser come back to this door after signing in."""
    if opening.at is None:
        return
    response.set_cookie(
        COOKIE,
        signing.dumps([code.number, code.door, opening.at], salt=_SALT),
        max_age=TERM,
        path="/",
        secure=config.current().secure,
        httponly=True,
        samesite="Lax",
    )


def _opened_before(request: VisitorRequest, code: DoorCode) -> int | None:
    """When this browser opened this door, within the term."""
    try:
        number, door, at = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=TERM)
    except signing.BadSignature:
        return None
    in_time = timezone.now().timestamp() - at < TERM
    return int(at) if (number, door) == (code.number, code.door) and in_time else None
