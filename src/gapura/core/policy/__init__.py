"""The policy: dated rule sets as data, and evidence to colour, decision and reasons by them."""

from gapura.core.policy.explaining import Explanation, Line, explain
from gapura.core.policy.reasons import REASONS
from gapura.core.policy.rulesets import NoRuleSetError, RuleSet, RuleSetError, get, in_force, load_all
from gapura.core.policy.screening import (
    Screening,
    capacity_allowed,
    kept_reason_text,
    reason_text,
    screen,
)
from gapura.core.policy.words import LANGUAGES, SECTORS, Colour, Decision, Language, Sector

__all__ = [
    "LANGUAGES",
    "REASONS",
    "SECTORS",
    "Colour",
    "Decision",
    "Explanation",
    "Language",
    "Line",
    "NoRuleSetError",
    "RuleSet",
    "RuleSetError",
    "Screening",
    "Sector",
    "capacity_allowed",
    "explain",
    "get",
    "in_force",
    "kept_reason_text",
    "load_all",
    "reason_text",
    "screen",
]
