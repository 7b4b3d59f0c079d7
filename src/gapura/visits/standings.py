"""A person's colour at this moment, with the reasons in words and the evidence behind them."""

import json
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from gapura.core import policy
from gapura.core.evidence import Evidence, decode
from gapura.core.policy.words import Language
from gapura.people.models import Standing
from gapura.venues.models import Venue
from gapura.visits import rules


def language() -> Language:
    """The page's language, as the policy's texts name it."""
    return "en" if get_language() == "en" else "id"


def of(person_id: UUID) -> Standing:
    """The person's row; an empty one where the gate knows nothing yet."""
    return Standing.objects.filter(pk=person_id).first() or Standing(person_id=person_id)


def evidence_of(standing: Standing) -> Evidence:
    """What is on record. Raises EvidenceError where the record is broken."""
    return decode(json.dumps(standing.evidence))


def explain_now(standing: Standing, venue: Venue | None) -> policy.Explanation:
    """The colour at `venue`; without one, at an office under the rules that hold most widely."""
    now = timezone.now()
    zone = ZoneInfo(venue.time_zone if venue else settings.TIME_ZONE)
    held = rules.in_force(venue.region if venue else rules.widest(), at=now, zone=zone)
    return policy.explain(
        held.ruleset,
        evidence_of(standing),
        at=now,
        zone=zone,
        sector=venue.sector if venue else "office",
        ppkm_level=held.ppkm_level,
        region=venue.region_id if venue else None,
        language=language(),
    )
