"""How allauth serves staff: no public sign-up, and each role to its own place."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from gapura.accounts.roles import PLACES


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an act, never by a form on the open web."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A role's own place."""
        return PLACES.get(getattr(request.user, "role", ""), "/")
