"""What a scanner takes along for the time without a network: the venue, its rules, keys, and the crowd."""

import hashlib
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.utils import timezone

from gapura import config
from gapura.core import boxes, policy
from gapura.people.passes.published import keys, name_of, withdrawn_numbers
from gapura.rulesets.acts import ruleset_for
from gapura.scanning.acts import scanners
from gapura.scanning.models import Scanner
from gapura.venues.models import Venue
from gapura.visits import rules
from gapura.visits.models import Occupancy


@cache
def rulebook() -> bytes:
    """Every rule set with its rules, and every reason in both languages, as JSON."""
    documents = [msgspec.to_builtins(ruleset.document) for ruleset in policy.load_all()]
    reasons = {code: msgspec.to_builtins(reason.text) for code, reason in policy.REASONS.items()}
    return msgspec.json.encode({"rulesets": documents, "reasons": reasons})


@cache
def rulebook_name() -> str:
    """Names the rulebook by what is in it, so that a device fetches it once."""
    return hashlib.sha256(rulebook()).hexdigest()[:16]


def of(scanner: Scanner, *, has: str = "") -> dict[str, Any]:
    """What changes from minute to minute: small enough to fetch twice a minute.

    `has` names the list of withdrawn passes that the device keeps; where it is still that, it is left out.
    """
    venue = scanner.venue
    now = timezone.now()
    numbers = withdrawn_numbers()
    name = name_of(numbers)
    key_id, point = boxes.public_key(config.key_ring())
    return {
        "now": int(now.timestamp() * 1000),
        "scanner": {"id": str(scanner.pk), "label": scanner.label},
        "venue": _venue(venue),
        "officers": [{"id": each.user_id, "name": each.user.name} for each in scanners.officers_of(scanner)],
        "crowd": _inside(venue.pk),
        "rulebook": rulebook_name(),
        "keys": keys(),
        "withdrawnName": name,
        **({} if name == has else {"withdrawn": numbers}),
        "box": {"key": key_id, "point": point.hex()},
    }


def _venue(venue: Venue) -> dict[str, Any]:
    zone = ZoneInfo(venue.time_zone)
    now = timezone.now()
    held = rules.in_force(venue.region, at=now, zone=zone)
    _, why = ruleset_for(venue.region, now.astimezone(zone).date())
    return {
        "id": str(venue.pk),
        "name": venue.name,
        "zone": venue.time_zone,
        "sector": venue.sector,
        "region": venue.region_id,
        "ppkmLevel": held.ppkm_level,
        "pinned": why.pin.ruleset if why.pin else None,
        "capacity": venue.capacity,
        "doors": [
            {"number": door.number, "name": door.name, "kind": door.kind}
            for door in venue.doors.filter(withdrawn_at=None)
        ],
    }


def _inside(venue_id: UUID) -> int:
    crowd = Occupancy.objects.filter(venue_id=venue_id).first()
    return crowd.inside if crowd else 0
