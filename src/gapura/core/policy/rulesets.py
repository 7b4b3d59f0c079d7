"""Rule sets: dated documents, checked and compiled when loaded, found by id or by day."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import msgspec

from gapura.core.policy.certlogic import CertLogicError, compile_expression
from gapura.core.policy.document import Clause, Document, Override, Rule
from gapura.core.policy.facts import MEANINGS, Facts
from gapura.core.policy.reasons import REASONS
from gapura.core.policy.words import BY_PRECEDENCE, SECTORS, Colour, Decision, Text

Condition = Callable[[Facts], Any]


class RuleSetError(ValueError):
    """A rule set's document is broken; the message names the set and the place."""


class NoRuleSetError(LookupError):
    """No rule set of that id, or none in force on that day."""


class CompiledWaiver(NamedTuple):
    """A waiver with its condition ready to run."""

    colours: frozenset[Colour]
    condition: Condition
    reason: str
    decision: Decision


class Period(NamedTuple):
    """What holds between two dated changes inside a rule set."""

    start: date
    groups: tuple[tuple[Colour, tuple[tuple[str, Condition], ...]], ...]
    waivers: tuple[CompiledWaiver, ...]
    overrides: tuple[Override, ...]
    admission: dict[str, dict[Colour, Decision]]
    percent: dict[str, dict[int, int]]


class RuleSet:
    """A published rule set, compiled: its document, and what holds on each of its days."""

    def __init__(self, document: Document) -> None:
        """Check and compile a document; RuleSetError when anything in it is broken."""
        self.document = document
        self.id: str = document.id
        self.number: int = document.number
        self.title: Text = document.title
        self.valid_from: date = document.valid_from
        self.valid_to: date | None = document.valid_to
        self.author: str = document.author
        self.sources: tuple[str, ...] = document.sources
        self.notes: tuple[Text, ...] = document.notes
        self.advisory: bool = document.advisory
        self.one_dose_products: frozenset[str] = frozenset(document.one_dose_products)
        self.periods: tuple[Period, ...] = _compile_periods(document)

    def __repr__(self) -> str:
        return f"RuleSet({self.id!r})"

    def covers(self, day: date) -> bool:
        """Whether this rule set is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def period(self, day: date) -> Period:
        """What holds on a day; a day outside (a pinned rule set) counts as the nearest one inside."""
        for period in reversed(self.periods):
            if period.start <= day:
                return period
        return self.periods[0]

    def rules_on(self, day: date) -> tuple[Rule, ...]:
        """The rules of the document that hold on a day."""
        inside = self.nearest_day(day)
        return tuple(rule for rule in self.document.rules if rule.covers(inside))

    def nearest_day(self, day: date) -> date:
        """The day itself, or the first or last one of this rule set when it lies outside."""
        last = self.valid_to - timedelta(days=1) if self.valid_to else day
        return max(self.valid_from, min(day, last))


def parse(data: bytes | str) -> RuleSet:
    """A rule set from the JSON of its document; RuleSetError when anything in it is broken."""
    return RuleSet(_document(data))


@cache
def load_all() -> tuple[RuleSet, ...]:
    """Every rule set of the package, oldest first; loaded and checked once."""
    folder = files("gapura.core.policy").joinpath("data/rulesets")
    documents = [_document(entry.read_bytes()) for entry in folder.iterdir() if entry.name.endswith(".json")]
    by_id = {document.id: document for document in documents}
    resolved = [_with_rules(document, by_id) for document in documents]
    return tuple(RuleSet(document) for document in sorted(resolved, key=lambda each: each.valid_from))


def get(ruleset_id: str) -> RuleSet:
    """The rule set of an id; NoRuleSetError names those there are."""
    for ruleset in load_all():
        if ruleset.id == ruleset_id:
            return ruleset
    known = ", ".join(ruleset.id for ruleset in load_all())
    raise NoRuleSetError(f"there is no rule set {ruleset_id!r}; there are {known}")


def in_force(day: date) -> RuleSet:
    """The rule set of a day (a date in the venue's zone); NoRuleSetError before the first."""
    for ruleset in load_all():
        if ruleset.covers(day):
            return ruleset
    first = load_all()[0].valid_from
    raise NoRuleSetError(f"no rule set is in force on {day}: the first begins on {first}")


def _document(data: bytes | str) -> Document:
    try:
        return msgspec.json.decode(data, type=Document)
    except (ValueError, RecursionError) as error:
        raise RuleSetError(f"not a rule set: {error}") from error


def _with_rules(document: Document, by_id: dict[str, Document]) -> Document:
    if document.rules_of is None:
        return document
    if document.rules or document.rules_of not in by_id:
        raise RuleSetError(f"{document.id}: rules_of must name another rule set, and stand alone")
    return msgspec.structs.replace(document, rules=by_id[document.rules_of].rules)


def _compile_periods(document: Document) -> tuple[Period, ...]:
    _check(document)
    parts: list[Clause] = [*document.rules, *document.waivers]
    conditions = {part.id: _condition(document, part) for part in parts}
    return tuple(_period(document, start, conditions) for start in _starts(document))


def _starts(document: Document) -> list[date]:
    parts = (*document.rules, *document.waivers, *document.overrides, *document.capacity)
    changes = {day for part in parts for day in (part.start, part.end) if day is not None}
    last = document.valid_to or date.max
    return sorted({document.valid_from, *(day for day in changes if document.valid_from < day < last)})


def _period(document: Document, start: date, conditions: dict[str, Condition]) -> Period:
    rules = [rule for rule in document.rules if rule.covers(start)]
    overrides = tuple(override for override in document.overrides if override.covers(start))
    return Period(
        start=start,
        groups=tuple(
            (colour, tuple((rule.reason, conditions[rule.id]) for rule in rules if rule.colour == colour))
            for colour in BY_PRECEDENCE
        ),
        waivers=tuple(
            CompiledWaiver(frozenset(waiver.colours), conditions[waiver.id], waiver.reason, waiver.decision)
            for waiver in document.waivers
            if waiver.covers(start)
        ),
        overrides=overrides,
        admission={sector: decisions(document, overrides, sector, None) for sector in SECTORS},
        percent={
            sector: share.percent
            for share in document.capacity
            if share.covers(start)
            for sector in share.sectors
        },
    )


def decisions(
    document: Document, overrides: Iterable[Override], sector: str, region: str | None
) -> dict[Colour, Decision]:
    """The decision on each colour in a sector of a region; a later override wins over an earlier one."""
    result = dict(document.admission)
    for override in overrides:
        if override.applies(sector, region):
            result.update(override.admission)
    return result


def _condition(document: Document, part: Clause) -> Condition:
    try:
        return compile_expression(part.when)
    except CertLogicError as error:
        raise RuleSetError(f"{document.id}, {part.id}: {error}") from error


def _check(document: Document) -> None:
    problems = [*_header_problems(document), *_part_problems(document), *_capacity_problems(document)]
    if problems:
        raise RuleSetError(f"{document.id}: {problems[0]}")


def _header_problems(document: Document) -> list[str]:
    problems = []
    if document.valid_to is not None and document.valid_to <= document.valid_from:
        problems.append("valid_to is not after valid_from")
    if set(document.admission) != set(BY_PRECEDENCE):
        problems.append("admission must name every colour once")
    if not document.rules:
        problems.append("there are no rules")
    problems += [f"texts: unknown reason {code!r}" for code in document.texts if code not in REASONS]
    return problems


def _part_problems(document: Document) -> list[str]:
    parts: list[Clause] = [*document.rules, *document.waivers]
    ids = [part.id for part in parts] + [override.id for override in document.overrides]
    problems = [f"{name}: the id is used twice" for name, times in Counter(ids).items() if times > 1]
    for part in parts:
        if part.reason not in REASONS:
            problems.append(f"{part.id}: unknown reason {part.reason!r}")
        problems += [f"{part.id}: unknown fact {name!r}" for name in facts_read(part.when) - MEANINGS.keys()]
        if part.start is not None and part.end is not None and part.end <= part.start:
            problems.append(f"{part.id}: to is not after from")
    return problems


def _capacity_problems(document: Document) -> list[str]:
    return [
        f"capacity: {percent} % at level {level}; levels are 1 to 4, shares 0 to 100 %"
        for share in document.capacity
        for level, percent in share.percent.items()
        if not (1 <= level <= 4 and 0 <= percent <= 100)
    ]


def facts_read(expression: Any) -> set[str]:
    """The names of the facts that an expression reads."""
    if isinstance(expression, dict):
        if isinstance(name := expression.get("var"), str):
            return {name}
        return facts_read(list(expression.values()))
    if isinstance(expression, list):
        return set().union(*map(facts_read, expression))
    return set()
