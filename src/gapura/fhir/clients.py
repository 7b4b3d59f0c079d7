"""Which registry sends a request, by its bearer token, and how much each may send."""

import math
from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from oauth2_provider.oauth2_backends import get_oauthlib_core

from gapura.accounts import pacing
from gapura.audit import trail
from gapura.fhir.outcomes import Refusal, refusal
from gapura.fhir.telling import tell_operators
from gapura.partners.acts import partners
from gapura.partners.models import Partner
from gapura.partners.scopes import EVIDENCE

MINUTE: Final = timedelta(minutes=1)


class TooOftenError(Exception):
    """So many resources were sent within a minute that the next must wait some seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


def registry_of(request: HttpRequest) -> Partner:
    """Whose token is shown. Raises Refusal, 401 or 403."""
    valid, found = get_oauthlib_core().verify_request(request, scopes=[EVIDENCE])
    if not valid:
        error = (getattr(found, "oauth2_error", None) or {}).get("error")
        if error == "insufficient_scope":
            raise refusal("forbidden", f"the token is not good for {EVIDENCE}")
        raise refusal("login", "a bearer token is needed, from /oauth/token/")
    partner: Partner = found.access_token.application
    if not partner.is_registry or found.access_token.user_id is not None:
        raise refusal("forbidden", "only a registry may send evidence")
    return partner


def spend(registry: Partner, resources: int) -> None:
    """Count what a registry sends. Raises TooOftenError, and Refusal where it is suspended for too much."""
    whose = str(registry.pk)
    try:
        pacing.spend("registry", whose, most=registry.most_a_minute, within=MINUTE, times=resources)
    except pacing.TooOftenError as error:
        wait = (error.until - timezone.now()).total_seconds()
        raise TooOftenError(max(1, math.ceil(wait))) from None
    counted = pacing.count("registry day", whose, within=pacing.LONGEST, times=resources)
    if counted.number > registry.most_a_day:
        raise _stopped(registry)


def _stopped(registry: Partner) -> Refusal:
    reason = f"more than {registry.most_a_day} resources within a day"
    if partners.suspend(partner=registry, reason=reason, by=trail.SYSTEM):
        tell_operators(registry)
    return refusal("forbidden", "suspended for sending more in a day than was agreed: ask the operator")
