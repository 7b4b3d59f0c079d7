"""Requests as the visitor middleware hands them on, for types only."""

from django.http import HttpRequest

from gapura.people.models import Person


class VisitorRequest(HttpRequest):
    """A request of a page that is for everybody."""

    visitor: Person | None
    device_id: int | None
    session_ended: bool


class SignedInRequest(HttpRequest):
    """A request of a page that is for signed-in visitors only."""

    visitor: Person
    device_id: int
