"""A one-time code to the phone on record, with which an applicant corrects the address after approval.

Number and e-mail address are enough to look at an application, but not to have a secret sent somewhere else.
"""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gapura import config
from gapura.audit import trail
from gapura.common.fields import lookup_hash
from gapura.common.moves import MoveError
from gapura.core.ids import new_id
from gapura.mail.acts import send
from gapura.mail.models import Channel
from gapura.registration.acts.moving import locked
from gapura.registration.models import Application, ContactCode

DIGITS = 6
LIFETIME = timedelta(minutes=10)
TRIES = 5


class NoPhoneCodesError(Exception):
    """This deployment sends no text messages: the coordinator corrects the address."""


class CodeError(Exception):
    """The code is not the one that was sent, or good no longer; `left` tries remain."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} tries left")
        self.left = left


@transaction.atomic
def send_code(*, application: Application, by: trail.Actor) -> ContactCode:
    """Send a code to the phone that stands in the application; those sent before stop working.

    Raises NoPhoneCodesError where no text message can be sent, MoveError where the application is over. How
    often it may be asked for is the caller's to limit.
    """
    if not config.current().sends_sms:
        raise NoPhoneCodesError
    application = locked(application)
    if not application.under_way:
        raise MoveError("correct", application.state)
    now = timezone.now()
    end_codes(application)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code_id = new_id()
    code = ContactCode.objects.create(
        id=code_id,
        application=application,
        code_hash=_hash(code_id, digits),
        made_at=now,
        expires_at=now + LIFETIME,
    )
    trail.record("application.send_code", by=by, subject=application.subject)
    send(
        channel=Channel.SMS,
        to=application.phone,
        template="registration/contact_code_sms",
        language=application.language,
        context={"code": digits, "minutes": LIFETIME.seconds // 60, "number": application.pretty_number},
        by=by,
        about=application.subject,
    )
    return code


def end_codes(application: Application) -> None:
    """No code that was sent works any more."""
    ContactCode.objects.filter(application=application, used_at=None).update(expires_at=timezone.now())


def open_code(application: Application) -> ContactCode | None:
    """The code that was sent and is good still, if there is one."""
    return ContactCode.objects.filter(
        application=application, used_at=None, tries__lt=TRIES, expires_at__gt=timezone.now()
    ).first()


def prove(*, application: Application, digits: str) -> None:
    """Spend the code, in a transaction of its own so that a wrong try counts whatever follows.

    Raises CodeError.
    """
    code = open_code(application)
    if code is None:
        raise CodeError(0)
    mine = ContactCode.objects.filter(pk=code.pk, used_at=None)
    # Of many tries at once, each is counted before it is looked at.
    if not mine.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        raise CodeError(0)
    if not hmac.compare_digest(bytes(code.code_hash), _hash(code.pk, digits.strip())):
        raise CodeError(max(0, TRIES - code.tries - 1))
    if not mine.update(used_at=timezone.now()):
        raise CodeError(0)


def _hash(code_id: UUID, digits: str) -> bytes:
    return lookup_hash("contact code", f"{code_id} {digits}")
