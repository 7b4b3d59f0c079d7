"""A partner's app as its developer writes it: it sends visitors to Gapura and speaks to the API over HTTP."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.http import HttpResponse
from django.test import Client

from gapura.audit import trail
from gapura.partners.acts import partners
from gapura.partners.acts.partners import Details
from gapura.partners.models import Partner
from gapura.partners.scopes import Scope
from tests.web.world import Visitor

ALL = " ".join(Scope.values)
FORM = "application/x-www-form-urlencoded"


@dataclass
class App:
    """One app, with what it keeps: its secret, and the verifier of the link that it is asking for."""

    partner: Partner
    secret: str
    address: str
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def asks(self, **other: str | None) -> str:
        """The address that it sends a visitor to; what is None is left out."""
        challenge = base64.urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        given = {
            "response_type": "code",
            "client_id": self.partner.client_id,
            "redirect_uri": self.address,
            "state": "keranjang-7",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **other,
        }
        return "/oauth/authorize/?" + urlencode({name: value for name, value in given.items() if value})

    def code(self, visitor: Visitor, **asked: str | None) -> str:
        """What a visitor's yes brings it."""
        answer = visitor.browser().post(self.asks(**asked), {"answer": "yes"})
        assert answer.status_code == 302, answer.content
        return told(answer)["code"]

    def exchange(self, code: str, **other: str) -> HttpResponse:
        """Ask for tokens with a code."""
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.address,
            "code_verifier": self.verifier,
            **other,
        }
        return self.sends("/oauth/token/", given)

    def refresh(self, token: str, **other: str) -> HttpResponse:
        """Ask for the next tokens."""
        return self.sends("/oauth/token/", {"grant_type": "refresh_token", "refresh_token": token, **other})

    def sends(self, path: str, given: dict[str, str], *, secret: str = "") -> HttpResponse:
        """A form, with its name and secret."""
        pair = f"{self.partner.client_id}:{secret or self.secret}"
        shown = "Basic " + base64.b64encode(pair.encode()).decode()
        return Client(enforce_csrf_checks=True).post(  # type: ignore[return-value]
            path, urlencode(given), content_type=FORM, headers={"authorization": shown}
        )

    def linked(self, visitor: Visitor, **asked: str | None) -> dict[str, Any]:
        """The whole way: a visitor says yes, and the app has its tokens."""
        answer = self.exchange(self.code(visitor, **asked))
        assert answer.status_code == 200, answer.content
        tokens: dict[str, Any] = json.loads(answer.content)
        return tokens


def registered(name: str, address: str, *, scopes: str = ALL, most_a_minute: int = 6_000) -> App:
    """An app that an operator has registered."""
    details = Details(
        name=name,
        organisation=f"PT {name}",
        contact="teknis@contoh.example",
        redirect_uris=address,
        scopes=scopes,
        most_a_minute=most_a_minute,
    )
    made = partners.register(details=details, by=trail.COMMAND)
    return App(made.partner, made.secret, address)


def told(answer: Any) -> dict[str, str]:
    """What an app is told by the address that its visitor comes back to."""
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def get(path: str, token: str, **headers: str) -> Any:
    """Ask the API, with nothing but a token."""
    shown = {"authorization": f"Bearer {token}"} if token else {}
    return Client(enforce_csrf_checks=True).get(path, headers={**shown, **headers})


def post(path: str, token: str, body: object, **headers: str) -> Any:
    """Send the API something."""
    shown = {"authorization": f"Bearer {token}"} if token else {}
    sent = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client(enforce_csrf_checks=True).post(
        path, sent, content_type="application/json", headers={**shown, **headers}
    )
