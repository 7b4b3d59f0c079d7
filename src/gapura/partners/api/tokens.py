"""Who may use an address of the API: a link whose token has the scope that the address names."""

from typing import Any

from django.http import HttpRequest
from ninja.security.base import AuthBase

from gapura.accounts import pacing
from gapura.partners import bearer
from gapura.partners.acts import pace
from gapura.partners.api.problems import ProblemError
from gapura.partners.models import Link
from gapura.partners.scopes import Scope


class LinkRequest(HttpRequest):
    """A request as the API's operations get it, for types only."""

    auth: Link


class Token(AuthBase):
    """Asks for an access token of a link, and for one scope or, where none is named, for any token."""

    openapi_type = "oauth2"
    openapi_flows: dict[str, Any] = {
        "authorizationCode": {
            "authorizationUrl": "/oauth/authorize/",
            "tokenUrl": "/oauth/token/",
            "refreshUrl": "/oauth/token/",
            "scopes": {
                Scope.CHECK_IN.value: "check the visitor in",
                Scope.CHECK_OUT.value: "check the visitor out",
                Scope.COLOUR.value: "ask for the visitor's colour of the moment",
            },
        }
    }

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Link:
        """The link that a request acts for. Raises ProblemError."""
        link, allowed = _shown(request)
        if self.scope is not None and self.scope not in allowed:
            raise ProblemError("scope-missing")
        try:
            pace.spend(link)
        except pacing.TooOftenError as error:
            raise ProblemError("too-many-requests", retry_after=error.seconds) from error
        return link


def allowed(link: Link, scope: str) -> set[str]:
    """What a token may do: what it was made for, as far as the visitor and the operator allow it still."""
    return set(scope.split()) & set(link.scopes.split()) & set(link.partner.scopes.split())


def _shown(request: HttpRequest) -> tuple[Link, set[str]]:
    token = bearer.shown(request)
    if token is None or token.user is None:  # a registry's is of no link
        raise ProblemError("bad-token")
    link: Link = token.user
    return link, allowed(link, token.scope)
