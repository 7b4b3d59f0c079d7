"""One-time codes: asked for at a stated pace, tried at most five times, used once."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gapura.audit import trail
from gapura.common import locks
from gapura.common.fields import lookup_hash
from gapura.common.pieces import delete_oldest
from gapura.core.ids import first_id, new_id
from gapura.mail.acts import delete_old, delete_to, send
from gapura.people.models import Contact, SignInCode
from gapura.people.reaching import Reach

DIGITS = 6
LIFETIME = timedelta(minutes=10)
TRIES = 5
WINDOW = timedelta(hours=1)
PER_CONTACT_HERE = 5
"""For one contact from one network address: whoever asks elsewhere uses up none of these."""
PER_CONTACT = 15
"""For one contact from everywhere: what its holder is sent, and what its messages cost, stays bounded."""
PER_ADDRESS = 300


class Purpose(StrEnum):
    """What a code is for. Its message says so: whoever is asked to tell it knows what they would allow."""

    SIGN_IN = "sign in"
    OWN_DATA = "own data"


TEMPLATES = {kind: f"sign_in_{kind}" for kind in Contact.Kind.values}
"""The message that brings a code, by the kind of contact."""


@dataclass(frozen=True, slots=True)
class TooManyCodesError(Exception):
    """So many codes were asked for that the next one must wait until `until`."""

    until: datetime


class WrongCodeError(Exception):
    """The code is not the one sent; `left` tries remain."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} tries left")
        self.left = left


class CodeGoneError(Exception):
    """The code was used, is too old or was tried too often: a new one is needed."""


@transaction.atomic
def ask(*, reach: Reach, address: str, language: str, purpose: Purpose = Purpose.SIGN_IN) -> SignInCode:
    """Send a code to whoever holds `reach`, known or not. Raises TooManyCodesError.

    `address` is the network address that asks; only its keyed hash is kept.
    """
    lock_contact(reach.hash)
    now = timezone.now()
    address_hash = lookup_hash("address", address)
    _pace(now, PER_CONTACT_HERE, value_hash=reach.hash, address_hash=address_hash)
    _pace(now, PER_CONTACT, value_hash=reach.hash)
    _pace(now, PER_ADDRESS, address_hash=address_hash)
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code_id = new_id()
    code = SignInCode.objects.create(
        id=code_id,
        kind=reach.kind,
        value=reach.value,
        value_hash=reach.hash,
        code_hash=_hash(code_id, digits),
        address_hash=address_hash,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    send(
        channel=reach.channel,
        to=reach.value,
        template=TEMPLATES[reach.kind],
        language=language,
        context={
            "code": digits,
            "minutes": LIFETIME.seconds // 60,
            "own_data": purpose is Purpose.OWN_DATA,
        },
        by=trail.SYSTEM,
    )
    return code


def use(*, code_id: UUID, digits: str) -> SignInCode:
    """Spend the code, in a transaction of its own so that a wrong try counts whatever follows.

    Raises WrongCodeError or CodeGoneError.
    """
    now = timezone.now()
    good = SignInCode.objects.filter(id=code_id, used_at=None, expires_at__gt=now)
    if not good.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        raise CodeGoneError
    code = SignInCode.objects.get(id=code_id)
    if not hmac.compare_digest(bytes(code.code_hash), _hash(code_id, digits)):
        raise WrongCodeError(max(0, TRIES - code.tries))
    if not good.update(used_at=now):
        raise CodeGoneError
    return code


def lock_contact(value_hash: bytes) -> None:
    """Let one transaction at a time act on this contact, whether or not a row exists for it yet."""
    locks.hold(value_hash)


def forget_contacts(contacts: Sequence[Contact]) -> None:
    """Delete the codes that were sent to these contacts, and the messages that brought them."""
    SignInCode.objects.filter(value_hash__in=[contact.value_hash for contact in contacts]).delete()
    delete_to(templates=TEMPLATES.values(), to=[str(contact.value) for contact in contacts])


def forget_old(*, before: datetime) -> None:
    """Delete the codes from before a moment, and the messages that brought them: to whom they went, too.

    Whoever typed an address that was somebody else's, or never signed in, is not known here for ever.
    """
    delete_oldest(SignInCode.objects.filter(id__lt=first_id(before)), "id")
    delete_old(templates=TEMPLATES.values(), before=before)


def _pace(now: datetime, most: int, **who: bytes) -> None:
    recent = SignInCode.objects.filter(created_at__gt=now - WINDOW, **who)
    times = list(recent.order_by("-created_at").values_list("created_at", flat=True)[:most])
    if len(times) == most:
        raise TooManyCodesError(until=times[-1] + WINDOW)


def _hash(code_id: UUID, digits: str) -> bytes:
    return lookup_hash("sign-in code", f"{code_id} {digits}")
