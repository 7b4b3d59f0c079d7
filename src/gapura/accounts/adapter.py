"""How allauth serves staff: no public sign-up, each role to its own place, secrets sealed."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from gapura import config
from gapura.accounts.roles import PLACES
from gapura.common.requests import client_address
from gapura.core import sealing

_SECRET = b"accounts.authenticator"


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an act, never by a form on the open web."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A role's own place."""
        return PLACES.get(getattr(request.user, "role", ""), "/")

    def get_client_ip(self, request: HttpRequest) -> str:
        """The caller's address as the rest of Gapura sees it; rate limits count by it."""
        return client_address(request) or "unknown"


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are sealed like every other column that must not be read."""

    def encrypt(self, text: str) -> str:
        """Sealed, as text."""
        return base64.b64encode(sealing.seal(config.key_ring(), text, context=_SECRET)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Opened. Raises SealError where no key fits."""
        return sealing.unseal(config.key_ring(), base64.b64decode(encrypted_text), context=_SECRET)
