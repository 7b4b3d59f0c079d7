"""Requests as the access middleware hands them on, for types only."""

from django.http import HttpRequest

from gapura.accounts.models import User


class StaffRequest(HttpRequest):
    """A request of a page that is for staff only."""

    user: User
