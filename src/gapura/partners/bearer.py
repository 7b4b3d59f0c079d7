"""The access token that a server shows, whether it acts for a link or, as a registry, for itself."""

from copy import copy

from django.http import HttpRequest
from oauth2_provider.oauth2_backends import get_oauthlib_core

from gapura.partners.models import AccessToken


def shown(request: HttpRequest) -> AccessToken | None:
    """The token in the header, if it is good. Only the header counts: no form, no address, no cookie."""
    if not request.headers.get("Authorization", "").startswith("Bearer "):
        return None
    headed = copy(request)
    headed.META = {**request.META, "QUERY_STRING": ""}
    good, asked = get_oauthlib_core().verify_request(headed, scopes=[])
    token: AccessToken | None = asked.access_token if good else None
    return token
