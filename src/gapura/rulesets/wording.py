"""A rule set in words, for whoever wants to know by what they are judged."""

from dataclasses import dataclass
from datetime import date, timedelta

from gapura.core.policy import RuleSet, reason_text
from gapura.core.policy.document import CapacityShare, Override, Rule, Waiver
from gapura.core.policy.words import (
    BY_PRECEDENCE,
    COLOUR_WORDS,
    DECISION_WORDS,
    LANGUAGES,
    Colour,
    Language,
    long_date,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One rule in words, with where it was read and what is unclear about it."""

    text: str
    source: str
    confidence: str
    note: str
    dates: str


@dataclass(frozen=True, slots=True)
class ColourWords:
    """A colour: its word, what it means at the door, and the ways to it."""

    colour: str
    word: str
    decision: str
    rules: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class RuleSetWords:
    """A rule set as the public page and the reviewer's page show it."""

    id: str
    title: str
    dates: str
    advisory: bool
    author: str
    colours: tuple[ColourWords, ...]
    softened: tuple[Sentence, ...]
    elsewhere: tuple[str, ...]
    shares: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]


def in_words(ruleset: RuleSet, language: Language) -> RuleSetWords:
    """The whole rule set in `id` or `en`."""
    document = ruleset.document
    return RuleSetWords(
        id=ruleset.id,
        title=ruleset.title.in_(language),
        dates=dates_in_words(ruleset.valid_from, ruleset.valid_to, language),
        advisory=ruleset.advisory,
        author=_author(ruleset, language),
        colours=tuple(_colour(ruleset, colour, language) for colour in BY_PRECEDENCE),
        softened=tuple(_sentence(ruleset, waiver, language) for waiver in document.waivers),
        elsewhere=tuple(_override(each, language) for each in document.overrides),
        shares=tuple(_share(each, language) for each in document.capacity),
        notes=tuple(note.in_(language) for note in ruleset.notes),
        sources=ruleset.sources,
    )


def dates_in_words(start: date | None, end: date | None, language: Language) -> str:
    """From a first day to the day before `end`, both included; empty where neither is stated."""
    last = end - timedelta(days=1) if end else None
    words = {
        "id": ("{0} sampai {1}", "sejak {0}", "sampai {1}"),
        "en": ("{0} to {1}", "since {0}", "until {1}"),
    }[language]
    first, until = (long_date(day, language) if day else "" for day in (start, last))
    pattern = words[0] if first and until else words[1] if first else words[2] if until else ""
    return pattern.format(first, until)


def _author(ruleset: RuleSet, language: Language) -> str:
    """Whoever wrote it, of whom the document speaks in both languages with ` / ` between, or in one alone."""
    said = ruleset.author.split(" / ")
    return said[LANGUAGES.index(language)] if len(said) == len(LANGUAGES) else ruleset.author


def _colour(ruleset: RuleSet, colour: Colour, language: Language) -> ColourWords:
    decision = ruleset.document.admission.get(colour)
    return ColourWords(
        colour=colour,
        word=COLOUR_WORDS[colour].in_(language),
        decision=DECISION_WORDS[decision].in_(language) if decision else "",
        rules=tuple(
            _sentence(ruleset, rule, language) for rule in ruleset.document.rules if rule.colour == colour
        ),
    )


def _sentence(ruleset: RuleSet, clause: Rule | Waiver, language: Language) -> Sentence:
    return Sentence(
        text=reason_text(ruleset, clause.reason, language),
        source=clause.source,
        confidence=clause.confidence,
        note=clause.note.in_(language) if clause.note else "",
        dates=dates_in_words(clause.start, clause.end, language),
    )


def _override(override: Override, language: Language) -> str:
    decisions = ", ".join(
        f"{COLOUR_WORDS[colour].in_(language)}: {DECISION_WORDS[decision].in_(language)}"
        for colour, decision in override.admission.items()
    )
    where = ", ".join((*override.sectors, *override.regions))
    note = f" {override.note.in_(language)}" if override.note else ""
    dates = dates_in_words(override.start, override.end, language)
    return f"{where}: {decisions}{f' ({dates})' if dates else ''}.{note}"


def _share(share: CapacityShare, language: Language) -> str:
    levels = ", ".join(f"PPKM {level}: {percent} %" for level, percent in sorted(share.percent.items()))
    dates = dates_in_words(share.start, share.end, language)
    return f"{', '.join(share.sectors)}: {levels}{f' ({dates})' if dates else ''}"
