"""An operator registers a partner, gives it a new secret, changes what it may do, and suspends it."""

import base64
import secrets
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from gapura.audit import trail
from gapura.partners.fields import hashed
from gapura.partners.models import MOST_A_DAY, AccessToken, Partner

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Details:
    """What is on record about a partner."""

    name: str
    organisation: str
    contact: str
    redirect_uris: str
    scopes: str
    most_a_minute: int
    most_a_day: int = MOST_A_DAY
    webhook_url: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """A partner and its secret, which is shown this once."""

    partner: Partner
    secret: str
    webhook_secret: str = ""


@transaction.atomic
def register(*, details: Details, by: trail.Actor) -> Registered:
    """Let a partner ask visitors for links."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    signing = signing_secret() if details.webhook_url else ""
    partner = Partner.objects.create(
        **asdict(details), client_secret=hashed(secret), webhook_secret=signing or None
    )
    _record("register", partner, by, scopes=details.scopes.split())
    return Registered(partner, secret, signing)


@transaction.atomic
def change(*, partner: Partner, details: Details, by: trail.Actor) -> None:
    """Write down what changed. What it may do no more, no link lets it do from then on."""
    changed = [name for name, value in asdict(details).items() if getattr(partner, name) != value]
    for name in changed:
        setattr(partner, name, getattr(details, name))
    if changed:
        partner.save(update_fields=[*changed, "updated"])
        _record("change", partner, by, fields=changed)


@transaction.atomic
def renew_secret(*, partner: Partner, by: trail.Actor) -> str:
    """A new secret, shown this once; the old one is void at once, and so are a registry's tokens.

    Tokens of links stay good.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    Partner.objects.filter(pk=partner.pk).update(client_secret=hashed(secret))
    AccessToken.objects.filter(application=partner, user=None).delete()
    _record("renew_secret", partner, by)
    return secret


@transaction.atomic
def renew_webhook_secret(*, partner: Partner, by: trail.Actor) -> str:
    """A new secret with which what is sent to the webhook is signed, shown this once."""
    secret = signing_secret()
    Partner.objects.filter(pk=partner.pk).update(webhook_secret=secret)
    _record("renew_webhook_secret", partner, by)
    return secret


def signing_secret() -> str:
    """As Standard Webhooks writes one: 256 random bits."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


@transaction.atomic
def suspend(*, partner: Partner, by: trail.Actor, reason: str = "") -> bool:
    """Stop a partner at once: its secret and every token of its links count no more until it is resumed.

    False where it was stopped already.
    """
    if not Partner.objects.filter(pk=partner.pk, suspended_at=None).update(suspended_at=timezone.now()):
        return False
    _record("suspend", partner, by, **({"reason": reason} if reason else {}))
    return True


@transaction.atomic
def resume(*, partner: Partner, by: trail.Actor) -> None:
    """Let a suspended partner go on, with the links that visitors have left it."""
    if Partner.objects.filter(pk=partner.pk, suspended_at__isnull=False).update(suspended_at=None):
        _record("resume", partner, by)


def _record(act: str, partner: Partner, by: trail.Actor, **data: object) -> None:
    trail.record(f"partners.{act}", by=by, subject=partner.actor, partner=partner.name, **data)
