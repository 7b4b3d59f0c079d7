"""Reads what an app asks a visitor for, and answers the app through the visitor's browser."""

from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.http import HttpRequest
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.oauth2_backends import get_oauthlib_core

from gapura.accounts import pacing
from gapura.partners import scopes
from gapura.partners.acts import links
from gapura.partners.models import Partner
from gapura.partners.scopes import Scope
from gapura.people.models import Person

LONGEST = 500
"""Characters of anything that is asked; `state` is the app's own and comes back to it."""
MOST_A_DAY = 50
"""Times that one visitor may say yes: each stays in the trail."""
_ASKED = (
    *("response_type", "client_id", "redirect_uri", "scope", "state"),
    *("code_challenge", "code_challenge_method"),
)


class AskedWronglyError(Exception):
    """There is no such app, or it has not registered where the visitor should be sent back to."""


class SendBackError(Exception):
    """The app is told by its own address what was wrong."""

    def __init__(self, way: str) -> None:
        super().__init__(way)
        self.way = way


@dataclass(frozen=True, slots=True)
class Asked:
    """What an app asks for, checked, and where its answer goes."""

    partner: Partner
    wanted: list[Scope]
    credentials: dict[str, Any]

    @property
    def origin(self) -> str:
        """Where the visitor's browser goes from here."""
        parts = urlsplit(self.credentials["redirect_uri"])
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def host(self) -> str:
        """The same as people read it."""
        return urlsplit(self.credentials["redirect_uri"]).hostname or ""


def read(request: HttpRequest) -> Asked:
    """What is asked for in the address of a request. Raises AskedWronglyError, SendBackError."""
    try:
        wanted, credentials = get_oauthlib_core().validate_authorization_request(_plain(request))
    except FatalClientError as error:
        raise AskedWronglyError from error
    except OAuthToolkitError as error:
        raise _back(error) from error
    partner = Partner.objects.get(client_id=credentials["client_id"])
    return Asked(partner, scopes.read(" ".join(wanted)), credentials)


def allow(request: HttpRequest, asked: Asked, *, by: Person) -> str:
    """Link the app with `by`; the address with a code for it.

    Raises SendBackError, erased.ErasedError, and pacing.TooOftenError after `MOST_A_DAY`.
    """
    pacing.spend("link app", str(by.pk), most=MOST_A_DAY, within=pacing.LONGEST)
    return _allow(request, asked, by)


@transaction.atomic
def _allow(request: HttpRequest, asked: Asked, by: Person) -> str:
    link = links.link(partner=asked.partner, allowed=asked.wanted, by=by)
    owned = _plain(request)
    owned.user = link  # type: ignore[assignment]  # to the library, the owner of what is shared
    return _answered(owned, asked, allow=True)


def refuse(request: HttpRequest, asked: Asked) -> str:
    """The address that tells the app that the visitor said no."""
    try:
        return _answered(request, asked, allow=False)
    except SendBackError as error:
        return error.way


def _plain(request: HttpRequest) -> HttpRequest:
    """A request that asks in the plainest spelling, and nothing that we do not offer."""
    if any(len(request.GET.getlist(name)) > 1 for name in _ASKED):
        raise AskedWronglyError
    asked = {name: request.GET[name] for name in _ASKED if name in request.GET}
    challenge = asked.get("code_challenge")
    if any(len(value) > LONGEST for value in asked.values()) or (challenge and len(challenge) > 128):
        raise AskedWronglyError
    plain = copy(request)
    plain.META = {**request.META, "QUERY_STRING": urlencode(asked)}
    return plain


def _answered(request: HttpRequest, asked: Asked, *, allow: bool) -> str:
    try:
        way, _headers, _body, _status = get_oauthlib_core().create_authorization_response(
            request, list(asked.wanted), dict(asked.credentials), allow
        )
    except OAuthToolkitError as error:
        raise _back(error, asked.credentials["redirect_uri"]) from error
    return str(way)


def _back(error: OAuthToolkitError, redirect_uri: str = "") -> SendBackError:
    told = error.oauthlib_error
    return SendBackError(told.in_uri(told.redirect_uri or redirect_uri))
