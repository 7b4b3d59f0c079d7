"""A registry's server as its developer writes it: it gets a token, and sends resources over HTTP."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from gapura.audit import trail
from gapura.fhir.acts import settling
from gapura.partners.acts import partners
from gapura.partners.acts.partners import Details
from gapura.partners.models import Partner

TYPE = "application/fhir+json"
BASE = "/fhir/R4/"


@dataclass
class Registry:
    """One registry with its secret and the token of the moment."""

    partner: Partner
    secret: str
    token: str = ""

    def asks_for_token(self, **other: str) -> HttpResponse:
        """By its name and its secret."""
        pair = base64.b64encode(f"{self.partner.client_id}:{self.secret}".encode()).decode()
        given = {"grant_type": "client_credentials", **other}
        return Client(enforce_csrf_checks=True).post(  # type: ignore[return-value]
            "/oauth/token/",
            urlencode(given),
            content_type="application/x-www-form-urlencoded",
            headers={"authorization": f"Basic {pair}"},
        )

    def sends(self, method: str, path: str, resource: Any = None, **headers: str) -> HttpResponse:
        """One request with its token, which it fetches at first."""
        if not self.token:
            self.token = json.loads(self.asks_for_token().content)["access_token"]
        body = resource if isinstance(resource, bytes) else json.dumps(resource).encode()
        return Client(enforce_csrf_checks=True).generic(  # type: ignore[return-value]
            method,
            BASE + path,
            b"" if resource is None else body,
            content_type=headers.pop("content_type", TYPE),
            headers={"authorization": f"Bearer {self.token}", **headers},
        )

    def delivers(self, method: str, path: str, resource: Any = None, **headers: str) -> HttpResponse:
        """The same, and the job that follows it has run."""
        answer = self.sends(method, path, resource, **headers)
        settling.run()
        return answer


def registered(name: str, **other: Any) -> Registry:
    """A registry that an operator has let in."""
    details = Details(
        **{
            "name": name,
            "organisation": f"Dinas Kesehatan ({name})",
            "contact": "teknis@registri.example",
            "redirect_uris": "",
            "scopes": "evidence:write",
            "most_a_minute": 6_000,
            **other,
        }
    )
    made = partners.register(details=details, by=trail.SYSTEM)
    return Registry(made.partner, made.secret)


def issue(answer: HttpResponse) -> tuple[int, str, str]:
    """The status of a refusal, its code and its element."""
    outcome = json.loads(answer.content)
    assert answer["Content-Type"].startswith(TYPE)
    assert outcome["resourceType"] == "OperationOutcome", outcome
    (one,) = outcome["issue"]
    assert one["severity"] == "error", one
    return answer.status_code, one["code"], one.get("expression", [""])[0]
