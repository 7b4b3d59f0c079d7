"""The reference pages of the rule sets and reasons, written from the data files themselves.

`python -m gapura.core.policy.reference docs/reference` writes them anew.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gapura.core.policy.document import Clause, Dated
from gapura.core.policy.facts import MEANINGS, NEVER, NONE
from gapura.core.policy.reasons import REASONS
from gapura.core.policy.rulesets import RuleSet, load_all
from gapura.core.policy.words import BY_PRECEDENCE

INTRODUCTION = """# Rule sets

Written from the data files in `src/gapura/core/policy/data/rulesets`; do not edit by hand.

A rule set holds from its first day until the day before the next one's, counted as dates in the time zone
of the venue. Its rules are CertLogic expressions over the facts below; they are shown here as formulas.
Black is tried first, then green, yellow and red; the first colour one of whose rules holds is the colour,
and all rules of that colour that hold give the reasons. A waiver softens a decision and leaves the colour.
Dates are half-open. Day 0 of a case is the date of the positive result, day 0 of a contact its last day.
Nothing dated after the moment of the check counts.

## Facts

| fact | meaning |
|---|---|
"""
FACTS_FOOTNOTE = (
    f"\nNEVER is {NEVER}, and a day number that does not exist is {NONE}: no fact is ever null.\n"
)
REASONS_INTRODUCTION = """# Reasons

Written from `src/gapura/core/policy/data/reasons.json`; do not edit by hand. A rule set may word a reason
its own way. Codes never change their meaning.

| code | Indonesian | English | rests on |
|---|---|---|---|
"""


def rule_sets_page() -> str:
    """`rule-sets.md`."""
    facts = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in MEANINGS.items())
    return INTRODUCTION + facts + FACTS_FOOTNOTE + "".join(map(_rule_set, load_all()))


def reasons_page() -> str:
    """`reasons.md`."""
    return REASONS_INTRODUCTION + "".join(
        f"| `{code}` | {reason.text.id} | {reason.text.en} | {', '.join(reason.rests_on) or '-'} |\n"
        for code, reason in REASONS.items()
    )


def formula(expression: Any) -> str:
    """A CertLogic expression in infix notation."""
    if not isinstance(expression, dict):
        return json.dumps(expression)
    ((operator, operands),) = expression.items()
    if operator == "var":
        return str(operands)
    if operator == "!":
        return f"not ({formula(operands[0])})"
    sign = "=" if operator == "===" else operator
    return f" {sign} ".join(formula(operand) for operand in operands)


def _rule_set(ruleset: RuleSet) -> str:
    document = ruleset.document
    until = f"until before {ruleset.valid_to}" if ruleset.valid_to else "with no end"
    parts = [
        f"\n## {ruleset.id}: {ruleset.title.en}\n",
        f"*{ruleset.title.id}.* From {ruleset.valid_from} {until}. By: {ruleset.author}.\n",
        _bullets(note.en for note in ruleset.notes),
        _bullets(f"Decision on {colour}: {document.admission[colour]}." for colour in BY_PRECEDENCE),
        _rules(ruleset),
        _table("waiver", document.waivers, [f"{waiver.decision}" for waiver in document.waivers]),
        _capacity(ruleset),
        "Sources: " + ", ".join(f"<{source}>" for source in ruleset.sources) + ".\n",
    ]
    return "\n".join(part for part in parts if part)


def _rules(ruleset: RuleSet) -> str:
    document = ruleset.document
    if document.rules_of is not None:
        return f"The colours are those of {document.rules_of}.\n"
    return _table("rule", document.rules, [rule.colour for rule in document.rules])


def _table(what: str, clauses: Iterable[Clause], outcomes: list[str]) -> str:
    rows = "".join(
        f"| {clause.id} | {_days(clause)} | {outcome} | `{formula(clause.when)}` | `{clause.reason}` "
        f"| {clause.confidence} | {clause.note.en if clause.note else ''} |\n"
        for clause, outcome in zip(clauses, outcomes, strict=True)
    )
    head = f"| {what} | days | gives | when | reason | confidence | note |\n|---|---|---|---|---|---|---|\n"
    return head + rows if rows else ""


def _capacity(ruleset: RuleSet) -> str:
    return _bullets(
        f"Capacity of {', '.join(share.sectors)} by PPKM level: "
        + ", ".join(f"L{level} {percent} %" for level, percent in share.percent.items())
        + (f". {share.note.en}" if share.note else ".")
        for share in ruleset.document.capacity
    )


def _days(dated: Dated) -> str:
    since = f"from {dated.start}" if dated.start else ""
    until = f"before {dated.end}" if dated.end else ""
    return f"{since} {until}".strip() or "all"


def _bullets(lines: Iterable[str]) -> str:
    return "".join(f"- {line}\n" for line in lines)


def write(folder: Path) -> None:
    """Write both pages into a folder."""
    (folder / "rule-sets.md").write_text(rule_sets_page(), encoding="utf-8")
    (folder / "reasons.md").write_text(reasons_page(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
