"""Colour and decision of one check-in by the venue's rule set; what cannot be evaluated is for an officer."""

from __future__ import annotations

import logging
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from gapura.core import evidence, policy
from gapura.core.policy.screening import EVALUATION_ERROR
from gapura.gate.model import Venue, local

NO_RULESET: Final = "none"
log = logging.getLogger(__name__)


class Verdict(NamedTuple):
    """What the rules say of one person at one venue at one moment, before anybody is counted."""

    colour: str
    decision: str
    reasons: tuple[str, ...]
    ruleset: str
    capacity: int


def screen(venue: Venue, facts: bytes, at: int, visit_id: str) -> Verdict:
    """Screen someone by their evidence (JSON) at a moment (milliseconds); never raises, never then admits."""
    moment = local(at, venue.zone)
    try:
        ruleset, capacity = _terms(venue, moment.date())
    except Exception as error:
        return _for_an_officer(error, visit_id, NO_RULESET, venue.capacity)
    try:
        screening = policy.screen(
            ruleset,
            evidence.decode(facts),
            at=moment,
            zone=venue.zone,
            sector=venue.sector,
            ppkm_level=venue.ppkm_level,
            region=venue.region,
        )
    except Exception as error:
        return _for_an_officer(error, visit_id, ruleset.id, capacity)
    if screening.error is not None:
        return _for_an_officer(screening.error, visit_id, ruleset.id, capacity)
    return Verdict(screening.colour, screening.decision, screening.reasons, ruleset.id, capacity)


@lru_cache(maxsize=4096)
def _terms(venue: Venue, day: date) -> tuple[policy.RuleSet, int]:
    """The rule set and the capacity that hold at a venue on a day; what is read anew is another venue."""
    ruleset = venue.ruleset_on(day)
    if venue.ppkm_level is None:
        return ruleset, venue.capacity
    level = venue.ppkm_level
    return ruleset, policy.capacity_allowed(ruleset, venue.capacity, venue.sector, level, day)


def _for_an_officer(error: Exception, visit_id: str, ruleset: str, capacity: int) -> Verdict:
    # The message may quote evidence, so only its kind and place are written down.
    place = getattr(error, "path", "")
    words = (visit_id, ruleset, type(error).__name__, place)
    log.error("visit %s cannot be screened under %s: %s %s", *words, extra={"request_id": visit_id})
    return Verdict("yellow", "verify", (EVALUATION_ERROR,), ruleset, capacity)
