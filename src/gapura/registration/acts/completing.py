"""From the PIC's own account to a registered place: the confirmation link, and what it completes."""

import secrets
from contextlib import suppress
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from gapura import config
from gapura.accounts.models import User
from gapura.audit import trail
from gapura.common.fields import lookup_hash
from gapura.registration.acts.moving import locked, move
from gapura.registration.acts.telling import is_reachable, tell
from gapura.registration.models import Application, Confirmation
from gapura.registration.states import State
from gapura.registration.venue import PlaceTakenError, open_venue

LINK_LIFETIME = timedelta(days=7)


class LinkError(Exception):
    """A confirmation link that does not work; `problem` is unknown, used, expired or ended."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@transaction.atomic
def account_is_ready(user: User) -> None:
    """The PIC has set a password and a second factor: every application that waited for it goes on."""
    waiting = Application.objects.select_for_update(of=("self",)).select_related("region")
    for application in waiting.filter(account=user, state=State.APPROVED).order_by("pk"):
        activate(application, by=user)


def activate(application: Application, *, by: trail.Actor) -> None:
    """Note a locked application's activation and mail the link that completes it.

    To whom no message comes no link would: the slip came by hand, so the activation completes it.
    """
    application.activated_at = timezone.now()
    move(application, "activate", by=by, changed=("activated_at",))
    if is_reachable(application):
        send_link(application, by=by)
    else:
        # Where somebody else answers for the place meanwhile, it waits for the coordinator.
        with suppress(PlaceTakenError):
            _complete(application, by=by)


def send_link(application: Application, *, by: trail.Actor) -> None:
    """Mail a fresh confirmation link of a locked application; the caller ends those sent before."""
    token = secrets.token_hex(20)
    until = timezone.now() + LINK_LIFETIME
    Confirmation.objects.create(application=application, token_hash=_hash(token), expires_at=until)
    link = f"{config.current().base_url}/konfirmasi/{token}"
    tell(
        application,
        "confirm",
        by=by,
        link=link,
        days=LINK_LIFETIME.days,
        until=until.astimezone(ZoneInfo(application.region.time_zone)),
    )


def confirmation_of(token: str) -> Confirmation:
    """The confirmation that a link stands for, if it works now. Raises LinkError."""
    kept = Confirmation.objects.select_related("application__venue", "application__account")
    found = kept.filter(token_hash=_hash(token)).first()
    if found is None:
        raise LinkError("unknown")
    if found.used_at is not None:
        raise LinkError("used")
    if found.ended_at is not None or found.application.state != State.ACTIVATED:
        raise LinkError("ended")
    account = found.application.account
    if account is None or not account.is_active:  # nobody could answer for the place
        raise LinkError("ended")
    if found.expires_at <= timezone.now():
        raise LinkError("expired")
    return found


@transaction.atomic
def confirm(*, token: str) -> Application:
    """Complete a registration: the place opens with the PIC in charge, its code works, its poster prints.

    Raises LinkError, and PlaceTakenError where somebody else has come to answer for the place meanwhile.
    """
    application = locked(confirmation_of(token).application)
    # Looked at again under the application's lock: of two clicks at once, one completes.
    confirmation = confirmation_of(token)
    by = application.account
    assert by is not None
    _complete(application, by=by)
    confirmation.used_at = application.confirmed_at
    confirmation.save(update_fields=["used_at"])
    return application


def _complete(application: Application, *, by: trail.Actor) -> None:
    application.venue = open_venue(application, by=by)
    application.confirmed_at = timezone.now()
    move(application, "confirm", by=by, changed=("venue", "confirmed_at"))
    tell(application, "registered", by=by)


def _hash(token: str) -> bytes:
    return lookup_hash("confirmation", token)
