"""Keeps floods of made-up applications away, without asking a third party anything of anybody.

A browser with JavaScript works a little for each application (altcha's proof of work) without its user
noticing. One without goes the slow lane: the same form, but only a few applications an hour. Neither is told
anything about the person, and nobody has to solve a picture. A proof belongs to one draft, and a draft is
handed in once, so no proof can be used again.
"""

import json
from datetime import timedelta
from typing import Final

import altcha
from django.utils import timezone

from gapura.accounts import pacing
from gapura.common.fields import lookup_hash
from gapura.registration.models import Draft

LIFETIME: Final = timedelta(hours=2)
PROVEN_AN_HOUR: Final = 60
UNPROVEN_AN_HOUR: Final = 3
UNPROVEN_AN_HOUR_BY_ALL: Final = 60

_ALGORITHM = "PBKDF2/SHA-256"
_ROUNDS = 1_500
_PREFIX = "00"
_LONGEST = 4_000


def challenge(draft: Draft) -> str:
    """Work for the browser that writes this draft, as JSON; about 256 tries of a millisecond."""
    made = altcha.create_challenge(
        _ALGORITHM,
        _ROUNDS,
        key_prefix=_PREFIX,
        expires_at=timezone.now() + LIFETIME,
        data={"draft": str(draft.pk)},
        hmac_secret=_secret(),
    )
    return json.dumps(made.to_dict())


def is_proven(draft: Draft, answer: str) -> bool:
    """Whether the answer shows that work was done for this very draft."""
    if not answer or len(answer) > _LONGEST:
        return False
    try:
        payload = altcha.Payload.from_base64(answer)
        done = altcha.verify_solution(payload, _secret())
        about = (payload.challenge.parameters.data or {}).get("draft")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return bool(done.verified) and about == str(draft.pk)


def admit(draft: Draft, answer: str, *, address: str) -> None:
    """Count an application of this network address. Raises pacing.TooOftenError."""
    if is_proven(draft, answer):
        pacing.spend("apply", address, most=PROVEN_AN_HOUR, within=pacing.HOUR)
        return
    pacing.spend("apply unproven", address, most=UNPROVEN_AN_HOUR, within=pacing.HOUR)
    pacing.spend("apply unproven", "all", most=UNPROVEN_AN_HOUR_BY_ALL, within=pacing.HOUR)


def _secret() -> str:
    return lookup_hash("proof of work", "altcha").hex()
