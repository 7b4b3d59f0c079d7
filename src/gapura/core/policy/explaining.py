"""Explaining: a screening told in words, with the evidence behind each reason and open questions."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from gapura.core.evidence import Evidence
from gapura.core.policy.describing import Moment, describe
from gapura.core.policy.document import Clause
from gapura.core.policy.reasons import REASONS
from gapura.core.policy.rulesets import RuleSet
from gapura.core.policy.screening import Screening, reason_text, screen
from gapura.core.policy.words import Language

LONGEST_BLACK = 60


class Line(Struct, frozen=True):
    """One reason: its code, its text, and the evidence it rests on, a sentence each."""

    code: str
    text: str
    evidence: tuple[str, ...]


class Explanation(Struct, frozen=True):
    """A screening in words; `black_ends` is the first day of another colour if nothing new is recorded."""

    screening: Screening
    title: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    black_ends: date | None


def explain(
    ruleset: RuleSet,
    evidence: Evidence,
    *,
    at: datetime,
    zone: ZoneInfo,
    sector: str = "office",
    ppkm_level: int | None = None,
    region: str | None = None,
    language: Language = "id",
) -> Explanation:
    """Screen as `screen` does, and say why; arguments and errors are the same."""
    screening = screen(
        ruleset, evidence, at=at, zone=zone, sector=sector, ppkm_level=ppkm_level, region=region
    )
    now = Moment(at, zone, language)
    return Explanation(
        screening=screening,
        title=ruleset.title.in_(language),
        lines=tuple(_line(ruleset, evidence, code, now) for code in screening.reasons),
        notes=_notes(ruleset, screening, now),
        black_ends=_black_ends(ruleset, evidence, now) if screening.colour == "black" else None,
    )


def _line(ruleset: RuleSet, evidence: Evidence, code: str, now: Moment) -> Line:
    sentences = [sentence for kind in REASONS[code].rests_on for sentence in describe(evidence, kind, now)]
    language: Language = "en" if now.language == "en" else "id"
    return Line(code, reason_text(ruleset, code, language), tuple(sentences))


def _notes(ruleset: RuleSet, screening: Screening, now: Moment) -> tuple[str, ...]:
    """The notes of the rules and waivers that gave these reasons: where sources differ, it is said."""
    rules = [rule for rule in ruleset.rules_on(now.today) if rule.colour == screening.colour]
    inside = ruleset.nearest_day(now.today)
    waivers = [waiver for waiver in ruleset.document.waivers if waiver.covers(inside)]
    parts: list[Clause] = [*rules, *waivers]
    notes = [
        part.note.in_(now.language)
        for part in parts
        if part.note is not None and part.reason in screening.reasons
    ]
    return tuple(dict.fromkeys(notes))


def _black_ends(ruleset: RuleSet, evidence: Evidence, now: Moment) -> date | None:
    for days in range(1, LONGEST_BLACK + 1):
        later = now.at + timedelta(days=days)
        if screen(ruleset, evidence, at=later, zone=now.zone).colour != "black":
            return later.astimezone(now.zone).date()
    return None
