"""How allauth serves staff: no public sign-up, each role to its own place, secrets sealed."""

import base64

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gapura import config
from gapura.accounts import passkeys
from gapura.accounts.models import User
from gapura.accounts.roles import PLACES
from gapura.common import agents
from gapura.common.requests import client_network
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
        """Whom rate limits count by, here as in the rest of Gapura."""
        return client_network(request) or "unknown"


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are sealed like every other column that must not be read."""

    def encrypt(self, text: str) -> str:
        """Sealed, as text."""
        return base64.b64encode(sealing.seal(config.key_ring(), text, context=_SECRET)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Opened. Raises SealError where no key fits."""
        return sealing.unseal(config.key_ring(), base64.b64decode(encrypted_text), context=_SECRET)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """A passkey is called after the device that makes it, as far as its browser tells."""
        device = agents.label(context.request.headers.get("User-Agent", ""))
        return device or _("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """To which name passkeys are bound, and what the browser calls it."""
        return {"id": passkeys.host_of(context.request), "name": "Gapura"}
