"""Which registry sends a request, by its bearer token, and how much each may send."""

from django.http import HttpRequest

from gapura.accounts import pacing
from gapura.audit import trail
from gapura.fhir.outcomes import Refusal, refusal
from gapura.fhir.telling import tell_operators
from gapura.partners import bearer
from gapura.partners.acts import partners
from gapura.partners.models import Partner
from gapura.partners.scopes import EVIDENCE


def registry_of(request: HttpRequest) -> Partner:
    """Whose token is shown. Raises Refusal, 401 or 403."""
    token = bearer.shown(request)
    if token is None:
        raise refusal("login", "a bearer token is needed, from /oauth/token/")
    if EVIDENCE not in token.scope.split():
        raise refusal("forbidden", f"the token is not good for {EVIDENCE}")
    partner: Partner = token.application
    if not partner.is_registry or token.user_id is not None:
        raise refusal("forbidden", "only a registry may send evidence")
    return partner


def spend(registry: Partner, resources: int) -> None:
    """Count what a registry sends.

    Raises pacing.TooOftenError, and Refusal where it is suspended for too much.
    """
    whose = str(registry.pk)
    pacing.spend("registry", whose, most=registry.most_a_minute, within=pacing.MINUTE, times=resources)
    counted = pacing.count("registry day", whose, within=pacing.LONGEST, times=resources)
    if counted.number > registry.most_a_day:
        raise _stopped(registry)


def _stopped(registry: Partner) -> Refusal:
    reason = f"more than {registry.most_a_day} resources within a day"
    if partners.suspend(partner=registry, reason=reason, by=trail.SYSTEM):
        tell_operators(registry)
    return refusal("forbidden", "suspended for sending more in a day than was agreed: ask the operator")
