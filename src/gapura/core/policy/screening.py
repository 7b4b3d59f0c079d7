"""Screening: evidence and a rule set in, one colour, one decision and the reasons out."""

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from gapura.core.evidence import Evidence
from gapura.core.policy.facts import Facts, facts_of
from gapura.core.policy.reasons import REASONS
from gapura.core.policy.rulesets import Period, RuleSet, decisions, get
from gapura.core.policy.words import SECTORS, Colour, Decision

ADVISORY = "advisory"
CLOSED_LEVEL = "closed_level"
EVALUATION_ERROR = "evaluation_error"


class Screening(Struct, frozen=True):
    """The outcome for one person at one door; `error` is set when the rules could not be evaluated."""

    colour: Colour
    decision: Decision
    reasons: tuple[str, ...]
    ruleset: str
    error: Exception | None = None


class UndecidedError(ValueError):
    """The rules of a rule set gave no colour, or a condition something other than true or false."""


def screen(
    ruleset: RuleSet,
    evidence: Evidence,
    *,
    at: datetime,
    zone: ZoneInfo,
    sector: str = "office",
    ppkm_level: int | None = None,
    region: str | None = None,
) -> Screening:
    """Decide about one person at an instant, at a venue of a sector in a zone.

    `at` carries its offset; `ppkm_level` is 1 to 4, or None where no level holds; `region` is the
    venue's region code. Evidence that breaks the evaluation never admits: it gives yellow and
    `verify`, with the exception in `error` for the caller to log. ValueError for a wrong argument.
    """
    if at.tzinfo is None or sector not in SECTORS or ppkm_level not in (None, 1, 2, 3, 4):
        raise ValueError(_wrong_argument(at, sector))
    try:
        period = ruleset.periods[0]
        if len(ruleset.periods) > 1:
            period = ruleset.period(at.astimezone(zone).date())
        facts = facts_of(evidence, at=at, zone=zone, one_dose_products=ruleset.one_dose_products)
        colour, reasons = _colour(period, facts)
        if ruleset.advisory:
            return Screening(colour, "admit", (ADVISORY, *reasons), ruleset.id)
        admission = period.admission[sector]
        if region is not None and period.overrides:
            admission = decisions(ruleset.document, period.overrides, sector, region)
        decision = admission[colour]
        if decision != "admit":
            decision, reasons = _waive(period, facts, colour, decision, reasons)
        if ppkm_level is not None and decision != "refuse" and _is_closed(period, sector, ppkm_level):
            decision, reasons = "refuse", (CLOSED_LEVEL, *reasons)
        return Screening(colour, decision, reasons, ruleset.id)
    except Exception as error:  # whatever went wrong, nobody is admitted unseen
        return Screening("yellow", "verify", (EVALUATION_ERROR,), ruleset.id, error)


def capacity_allowed(
    ruleset: RuleSet, capacity: int, sector: str, ppkm_level: int | None, at_day: date
) -> int:
    """How many people a venue of a capacity may hold on a day, rounded down; all where no share holds."""
    if ppkm_level is None:
        return capacity
    percent = ruleset.period(at_day).percent.get(sector, {}).get(ppkm_level, 100)
    return capacity * percent // 100


def reason_text(ruleset: RuleSet, code: str, language: Literal["id", "en"]) -> str:
    """The text of a reason under a rule set; KeyError for an unknown code."""
    return ruleset.document.texts.get(code, REASONS[code].text).in_(language)


def kept_reason_text(ruleset_id: str, code: str, language: Literal["id", "en"]) -> str:
    """The text of a reason that was given once, also where its rule set or the code is not ours any more."""
    try:
        return reason_text(get(ruleset_id), code, language)
    except LookupError:
        known = REASONS.get(code)
        return known.text.in_(language) if known else code


def _wrong_argument(at: datetime, sector: str) -> str:
    if at.tzinfo is None:
        return "the instant has no offset"
    if sector not in SECTORS:
        return f"unknown sector {sector!r}: it is one of {', '.join(SECTORS)}"
    return "a PPKM level is 1, 2, 3 or 4"


def _colour(period: Period, facts: Facts) -> tuple[Colour, tuple[str, ...]]:
    """The first colour one of whose rules holds, and the reasons of all its rules that hold."""
    for colour, rules in period.groups:
        reasons: tuple[str, ...] = ()
        for reason, condition in rules:
            held = condition(facts)
            if held is True:
                if reason not in reasons:
                    reasons += (reason,)
            elif held is not False:
                raise UndecidedError(f"the rule for {reason} gave {held!r}, neither true nor false")
        if reasons:
            return colour, reasons
    raise UndecidedError("no rule gave a colour")


def _waive(
    period: Period, facts: Facts, colour: Colour, decision: Decision, reasons: tuple[str, ...]
) -> tuple[Decision, tuple[str, ...]]:
    """The decision as the first waiver that holds softens it, its reason before those of the colour."""
    for waiver in period.waivers:
        if colour in waiver.colours and waiver.condition(facts) is True:
            return waiver.decision, (waiver.reason, *reasons)
    return decision, reasons


def _is_closed(period: Period, sector: str, ppkm_level: int) -> bool:
    return period.percent.get(sector, {}).get(ppkm_level, 100) == 0
